"""``EXPLAIN (ANALYZE, BUFFERS)`` of what is asked all day, at a million cases, into docs/performance/plans.

A plan says how PostgreSQL looked for what was asked, with the rows and the blocks that it touched.
"""

import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from app.db import Database, as_role
from bench.hot import Hot, Sent, Town, figures, others, queues
from bench.seed import CASES, CODE, LAST, grown

FOLDER = Path("docs/performance/plans")
_LOOKS = re.compile(r"\s*(with|select|update)\b", re.IGNORECASE)
_LOOKS_NOT = re.compile(r"set_config|pg_advisory|insert into", re.IGNORECASE)


def explained(
    town: Town, hot: Hot, options: str = "analyze, buffers, costs off, summary off"
) -> Iterator[tuple[Sent, str]]:
    """Each statement that looks for something, with its plan. What it would write is not kept."""
    sent = town.asked(hot)
    looking = [one for one in sent if _LOOKS.match(one[0]) and not _LOOKS_NOT.search(one[0])]
    for one in looking:
        with town.database.engine.connect() as connection:
            connection.execute(text("select set_config('ssp.municipality', :code, true)"), {"code": CODE})
            lines = connection.exec_driver_sql(f"explain ({options}) {one[0]}", one[1]).all()
            connection.rollback()
        yield one, "\n".join(line for (line,) in lines)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with grown(None, (CASES,)) as found:
        town = Town.of(Database(as_role(found[CASES], "ssp_app")), LAST + timedelta(days=1))
        for hot in [*queues(town), *others(town), *figures(town)]:
            plans = {statement: plan for (statement, _), plan in explained(town, hot)}
            said = "\n\n\n".join(f"{_in_lines(statement)}\n\n{plan}" for statement, plan in plans.items())
            name = re.sub(r"[^a-z0-9]+", "-", hot.name.lower())
            (FOLDER / f"{name}.txt").write_text(said + "\n")
        town.database.close()
    return 0


def _in_lines(statement: str) -> str:
    """Without the columns that are only fetched."""
    short = re.sub(r"SELECT (?:(?:cases|people)\.\w+(?: AS \w+)?,? ?){6,}", "SELECT ... ", statement)
    return re.sub(r"\s*\n\s*", "\n", short).strip()


if __name__ == "__main__":
    sys.exit(main())
