"""Breaking an XML document on purpose, one thing at a time."""

from collections.abc import Callable
from copy import deepcopy
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

Break = Callable[[Element], object]


def read(document: bytes) -> Element:
    found: Element = fromstring(document)
    return found


def at(within: Element, path: str) -> Element:
    found = within.find(path)
    assert found is not None
    return found


def leaves(document: Element) -> list[tuple[str, str]]:
    """Each element with nothing in it but text, by its name alone; of a long text its beginning."""
    return [(one.tag.rpartition("}")[2], (one.text or "")[:40]) for one in document.iter() if not len(one)]


def text(path: str, said: str) -> Break:
    def change(document: Element) -> None:
        at(document, path).text = said

    return change


def attributes(path: str, **said: str) -> Break:
    """These in place of those there are."""

    def change(document: Element) -> None:
        at(document, path).attrib.clear()
        at(document, path).attrib.update(said)

    return change


def renamed(path: str, tag: str) -> Break:
    def change(document: Element) -> None:
        at(document, path).tag = tag

    return change


def without(path: str, name: str) -> Break:
    return lambda document: at(document, path).remove(at(document, f"{path}/{name}"))


def twice(path: str, name: str) -> Break:
    return lambda document: at(document, path).append(deepcopy(at(document, f"{path}/{name}")))


def moved(path: str, name: str, to: int) -> Break:
    def change(document: Element) -> None:
        around, one = at(document, path), at(document, f"{path}/{name}")
        around.remove(one)
        around.insert(to, one)

    return change
