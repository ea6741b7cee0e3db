"""What is wrong with a row, as an exception while it is being checked and as a remark afterwards."""

from app.lists.reading.records import Remark
from app.lists.reading.texts import COLUMNS, ROWS
from workflows.incidents import ListColumn


class RowRejected(Exception):
    """The row may not be stored; ``remark`` says why."""

    def __init__(self, column: ListColumn | None, code: str, **facts: object) -> None:
        super().__init__(code)
        self.remark = remark(column, code, **facts)


def remark(column: ListColumn | None, code: str, **facts: object) -> Remark:
    return Remark(column, code, ROWS[code].format(column=COLUMNS[column] if column else "", **facts))
