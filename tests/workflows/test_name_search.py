"""Which words and beginnings find a name, and which do not."""

import pytest

from workflows import name_search


def finds(text: str, name: str) -> bool:
    """As the index does: each word that is asked for is a word of the name, or begins one from three letters on."""
    terms, words = name_search.sought(text), name_search.kept(name)
    beginnings = {one for word in words for one in (word, name_search.head(word), *name_search.beginnings(word))}
    return bool(terms) and all(term & beginnings for term in terms)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Asger", "Opdigtet Asger Kvist"),
        ("kvist ASGER", "Opdigtet Asger Kvist"),
        ("kvi", "Opdigtet Asger Kvist"),
        ("soren", "Opdigtet Søren"),
        ("soeren", "Opdigtet Søren"),
        ("SØREN", "Opdigtet Soeren"),
        ("aase", "Opdigtet Åse"),
        ("jonas", "Opdigtet Jónas"),
        ("Jo\u0301nas", "Opdigtet Jónas"),
        ("anne-mette", "Opdigtet Anne-Mette"),
        ("mette", "Opdigtet Anne-Mette"),
        ("annemet", "Opdigtet Anne-Mette"),
        ("obrien", "Opdigtet O'Brien"),
        ("Bo", "Opdigtet Bo"),
        ("kvist, asger", "Asger Kvist Opdigtet"),
        ("abcdefghijklmnopqrstuvwxyz", "Abcdefghijklmnopqrstuvwxyz Opdigtet"),
    ],
)
def test_a_name_is_found_by(text: str, name: str) -> None:
    assert finds(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ger", "Opdigtet Asger"),  # an ending
        ("As", "Opdigtet Asger"),  # too little of a beginning
        ("Asger Holm", "Opdigtet Asger Kvist"),
        ("Asgerd", "Opdigtet Asger"),
        ("Asger 2", "Opdigtet Asger 2"),
        ("--", "Opdigtet Asger"),
        ("%", "Opdigtet Asger"),
        ("a b c d e f g h i j k", "A B C D E F G H I J K"),
    ],
)
def test_a_name_is_not_found_by(text: str, name: str) -> None:
    assert not finds(text, name)


def test_what_is_kept_of_a_name_is_bounded() -> None:
    (kept,) = name_search.kept("x" * 200)
    assert len(kept) == name_search.LONGEST
    assert len(name_search.beginnings(kept)) < name_search.LONGEST


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ann anna annab annabe annabel", ["annabel"]),
        ("annabel ann", ["annabel"]),
        ("an anna", ["an", "anna"]),
        ("anna anders", ["anna", "anders"]),
        ("kvistgård kvi", ["kvistgaard", "kvistgard"]),
    ],
)
def test_what_another_word_says_already_is_not_asked_for(text: str, asked: list[str]) -> None:
    assert sorted(one for term in name_search.sought(text) for one in term) == sorted(asked)
