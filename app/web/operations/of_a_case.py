"""All that can be done in a case, by the name that stands in the address."""

from collections.abc import Mapping
from typing import Final

from app.web.operations.case_moves import MOVES_OF_A_CASE
from app.web.operations.family import FAMILY
from app.web.operations.operation import Operation
from app.web.operations.work import WORK

OPERATIONS: Final[Mapping[str, Operation]] = {one.name: one for one in (*MOVES_OF_A_CASE, *FAMILY, *WORK)}
OF_EVENT: Final[Mapping[str, Operation]] = {one.event: one for one in MOVES_OF_A_CASE if one.event}
"""The moves of the case itself, by their event."""
