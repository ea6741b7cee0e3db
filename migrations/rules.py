"""What every table of a municipality gets in the database itself: its rows for its own alone, and who may do what."""

from alembic import op

APP, WORKER = "ssp_app", "ssp_worker"
"""The roles that the web processes' and the worker's logins are members of. Neither owns a table."""

LOCK_TIMEOUT = "3s"
"""How long a migration may stand in the way of those who work; then it lets go, and ssp migrate tries again."""


def index_while_working(name: str, table: str, columns: str, *, unique: bool = False, where: str = "") -> None:
    """An index on a table that is there already; nobody who writes waits. Begins with a transaction of its own.

    It waits itself for whoever writes, so here without a limit; one that was broken off before is made again.
    """
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")
        op.execute(f"drop index concurrently if exists {name}")
        condition = f" where {where}" if where else ""
        op.execute(f"create {'unique ' * unique}index concurrently {name} on {table} ({columns}){condition}")
        op.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")


def protect(table: str, *, app: str = "", worker: str = "") -> None:
    """Row-level security by municipality for ``table``, and what the two roles may do (``select, insert``)."""
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(
        f"create policy own_municipality on {table}"
        " using (municipality_code = current_setting('ssp.municipality', true))"
        " with check (municipality_code = current_setting('ssp.municipality', true))"
    )
    grant(table, app=app, worker=worker)


def grant(table: str, *, app: str = "", worker: str = "") -> None:
    for role, rights in ((APP, app), (WORKER, worker)):
        if rights:
            op.execute(f"grant {rights} on {table} to {role}")


def unprotect(table: str) -> None:
    """Takes back what ``protect`` gave."""
    op.execute(f"drop policy own_municipality on {table}")
    op.execute(f"alter table {table} no force row level security")
    op.execute(f"alter table {table} disable row level security")
    op.execute(f"revoke all on {table} from {APP}, {WORKER}")


def allow_ways(allowed: str, or_else: str | None = None) -> None:
    """In which ways data leaves (quoted, with commas); what left in another is counted among ``or_else``, for a ledger
    loses no row. For that the owner sees every municipality's.
    """
    op.drop_constraint(op.f("ck_disclosures_way"), "disclosures")
    if or_else:
        op.execute("alter table disclosures no force row level security")
        op.execute("alter table disclosures disable trigger forbid_change")
        op.execute(f"update disclosures set way = '{or_else}' where way not in ({allowed})")  # noqa: S608 - our own names
        op.execute("alter table disclosures enable trigger forbid_change")
        op.execute("alter table disclosures force row level security")
    op.create_check_constraint(op.f("ck_disclosures_way"), "disclosures", f"way in ({allowed})")
