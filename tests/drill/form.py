"""How much of a drill is run: a short form each time, the long one by ``make drill``."""

import os

LONG = os.environ.get("SSP_DRILL") == "1"


def times(short: int, long: int) -> int:
    return long if LONG else short
