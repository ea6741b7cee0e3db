"""What may be done next with something in a case, read from its workflow's own table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.web.operations.beside import BESIDE
from app.web.operations.of_a_case import OPERATIONS
from app.web.operations.operation import Operation
from workflows.engine import Workflow
from workflows.roles import Role


def operations(
    workflow: Workflow[Any, Any, Any], state: str, role: Role, names: Mapping[str, str]
) -> Sequence[Operation]:
    """The operations for the moves that ``role`` makes from ``state``, in the order the process is written.

    ``names`` gives the operation of each event that people make.
    """
    made = [
        move.event
        for (source, _), move in workflow.by_pair.items()
        if source == state and role in move.roles and move.event in names
    ]
    return named(names[event] for event in made)


def named(names: Iterable[str]) -> Sequence[Operation]:
    """Each operation once."""
    return [OPERATIONS[name] for name in dict.fromkeys(names)]


def beside(name: str) -> Operation:
    """An operation that is in no one case."""
    return BESIDE[name]
