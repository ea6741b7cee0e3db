"""The invented family of these tests."""

from typing import Any

CHILD, MOTHER, FATHER = "6103124999", "6112801234", "7204791235"
OTHER, ANOTHER = "7506521236", "7007501237"
HOME = {"street": "Ærøgade", "house": "60", "postal_code": "7000", "city": "Fredericia"}
BOTH = [{"who": "mother"}, {"who": "father"}]


def child(**said: Any) -> dict[str, Any]:
    """Vigga, born 1 March 2012, with what is ``said`` of her besides."""
    plain = {"cpr": CHILD, "name": "Vigga Opdigtet", "municipality": "607", "address": HOME}
    return plain | {"mother": MOTHER, "father": FATHER} | said


def adult(cpr: str = MOTHER, **said: Any) -> dict[str, Any]:
    return {"cpr": cpr, "name": "Karla Opdigtet", "municipality": "607", "address": HOME} | said
