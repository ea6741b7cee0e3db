"""The one way in which a whole file is refused."""

from app.lists.reading.texts import FILES, JSON_PLACES


class UnreadableFile(Exception):
    """The file cannot be read as a list. ``code`` is for machines, ``message`` a Danish sentence for people.

    Neither holds anything that stood in a cell.
    """

    def __init__(self, code: str, *, text: str | None = None, **facts: object) -> None:
        self.code = code
        self.message = FILES[text or code].format(**facts)
        super().__init__(self.message)


def bad_json(place: str, **facts: object) -> UnreadableFile:
    """``place`` is a key of JSON_PLACES: where and which rule, never the value."""
    return UnreadableFile("bad_json", place=JSON_PLACES[place].format(**facts))
