"""Which rows of the log are looks at somebody's data, and which of those opened it; everything else wrote.

By the action's last word, so that a new read is counted from the day it is written.
"""

from typing import Final

from sqlalchemy import ColumnElement, and_, or_

from app.audit.models import AuditRow

_OPENED, _LISTED, _SEARCHED = ".read", ".listed", ".searched"
_ON_THE_AGENDA: Final = ("list.read", "entry.read")
"""Named as reads, but a meeting goes through a whole list of children within the hour."""
OF_LOOKS: Final = "looks.read"
"""Whoever reads who looked at a child sees nothing of the child: a read, but nothing that fills its own list."""
_BY_NAME: Final = ("answer.replayed", "consent.paper_read")
"""A kept answer that is given again, and a signed paper: reads by another name."""


def is_look(action: str) -> bool:
    """Whether the row is a read, and not a write."""
    return action.endswith((_OPENED, _LISTED, _SEARCHED)) or action in _BY_NAME


def looked() -> ColumnElement[bool]:
    """The same in SQL."""
    last_words = (AuditRow.action.endswith(one) for one in (_OPENED, _LISTED, _SEARCHED))
    return or_(*last_words, AuditRow.action.in_(_BY_NAME))


def opened() -> ColumnElement[bool]:
    """One child's data was asked for: no list in which it passed by."""
    read = or_(AuditRow.action.endswith(_OPENED), AuditRow.action.in_(_BY_NAME))
    return and_(read, AuditRow.action.not_in([*_ON_THE_AGENDA, OF_LOOKS]))
