"""python-serviceplatformen, for the forms of SF1601: MeMo and ForsendelseI, in the order of their schemas.

Only its forms are used. Its transport names hosts in its code, takes the machine's proxies, and has no deadline
for a whole call; ours is app/outbound.py.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

_FORMS: Final = "python_serviceplatformen.models."


class LibraryMissing(Exception):
    """Digital post needs python-serviceplatformen, and that needs a Python before 3.13."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Library:
    memo: ModuleType
    memo_xml: ModuleType
    fjernprint: ModuleType
    fjernprint_xml: ModuleType
    """The library that fjernprint's forms are made for, and that writes them."""


@cache
def library() -> Library:
    """Imported when it is first needed, for it is not there for every Python. Raises LibraryMissing."""
    try:
        return Library(
            memo=import_module(_FORMS + "message"),
            memo_xml=import_module(_FORMS + "xml_util"),
            fjernprint=import_module(_FORMS + "physical_mail"),
            fjernprint_xml=import_module("xsdata.formats.dataclass.serializers"),
        )
    except ModuleNotFoundError:
        raise LibraryMissing from None
