"""What a CPR number says by itself."""

from datetime import date

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

_REPLACEMENT = 60


def birth_date_of(number: str) -> date:
    """By the date and the century digit of ten digits. A replacement number has 60 added to its day.

    Raises ValueError when no day is like that.
    """
    day = int(number[:2])
    if day > _REPLACEMENT:
        number = f"{day - _REPLACEMENT:02}{number[2:]}"
    try:
        # Not stdnum's validate: it asks the machine's clock. No modulus 11 either: given up in 2007.
        born: date = cpr.get_birth_date(number)
    except ValidationError:
        raise ValueError("no day is like that") from None
    return born
