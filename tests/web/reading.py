"""What people see of a page: its words, its links, and its forms as they stand there before anybody writes."""

from html.parser import HTMLParser

from httpx2 import Response

_WITHIN_A_LINE = frozenset({"a", "b", "code", "em", "i", "span", "strong"})


class Form:
    """Where it goes, what would be sent if nothing were touched, and what can be chosen or pressed."""

    def __init__(self, said: dict[str, str]) -> None:
        self.action = said.get("action", "")
        self.enctype = said.get("enctype", "application/x-www-form-urlencoded")
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.choices: dict[str, list[str]] = {}
        """The values that a select, a radio button or a check box offers, by its name."""
        self.buttons: list[tuple[str, str, str]] = []
        """Name, value and words, in the page's order."""

    @property
    def fields(self) -> dict[str, str]:
        """The same with one value each, for a form that has no name twice."""
        return {name: values[0] for name, values in self.values.items() if values}

    def button(self, words: str) -> tuple[str, str]:
        """The name and the value of the button that says ``words``."""
        return next((name, value) for name, value, said in self.buttons if said == words)


class Page(HTMLParser):
    """Read from what an answer says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.leads: dict[str, str] = {}
        """Where a link leads, by its words."""
        self.ids: list[str] = []
        self._said = ""
        self._form: Form | None = None
        self._select = self._area = self._ignored = ""
        self._link: str | None = None
        self._button: dict[str, str] | None = None
        self._words: list[str] = []
        self.feed(text)

    @property
    def text(self) -> str:
        return " ".join(self._said.split())

    def form(self, ending: str) -> Form:
        """The first form whose address is, or ends with, ``ending``."""
        return next(one for one in self.forms if one.action.endswith(ending))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._said += "" if tag in _WITHIN_A_LINE else " "
        if "id" in said:
            self.ids.append(said["id"])
        match tag:
            case "form":
                self._form = Form(said)
                self.forms.append(self._form)
            case "a":
                self._link, self._words = said.get("href", ""), []
                self.links += [said["href"]] if "href" in said else []
            case "script" | "style":
                self._ignored = tag
        if self._form is not None:
            self._field(self._form, tag, said)

    def _field(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, value = said.get("name", ""), said.get("value", "")
        match tag:
            case "button":
                self._button, self._words = said, []
                return
            case "option" if self._select:
                form.choices.setdefault(self._select, []).append(value)
                if "selected" in said or self._select not in form.values:
                    form.values[self._select] = [value]
                return
            case "select":
                self._select = name
            case "textarea":
                self._area = name
                form.values[name] = [""]
            case "input" if said.get("type") in ("checkbox", "radio"):
                form.choices.setdefault(name, []).append(value)
                if "checked" in said:
                    form.values.setdefault(name, []).append(value)
            case "input" if said.get("type") != "file" and name:
                form.values.setdefault(name, []).append(value)
            case _:
                return
        form.names.add(name)

    def handle_endtag(self, tag: str) -> None:
        self._said += "" if tag in _WITHIN_A_LINE else " "
        words = " ".join(" ".join(self._words).split())
        match tag:
            case "form":
                self._form = None
            case "select":
                self._select = ""
            case "textarea":
                self._area = ""
            case "button" if self._button is not None and self._form is not None:
                self._form.buttons.append((self._button.get("name", ""), self._button.get("value", ""), words))
                self._button = None
            case "a" if self._link is not None:
                self.leads[words] = self._link
                self._link = None
            case _ if tag == self._ignored:
                self._ignored = ""

    def handle_data(self, data: str) -> None:
        if self._ignored:
            return
        if self._area and self._form:
            self._form.values[self._area][0] += data
        self._said += data
        self._words.append(data)


class Answer(Page):
    """The page that came, and the answer that it came with."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.text)
        self.answer, self.status = answer, answer.status_code
