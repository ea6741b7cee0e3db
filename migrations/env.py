"""Runs the migrations on the database that the caller names."""

from alembic import context
from sqlalchemy import create_engine, event, pool

from app.db import sqlalchemy_url
from app.models import Base
from migrations.rules import LOCK_TIMEOUT

config = context.config


def _is_compared(name: str | None, kind: str, _: object) -> bool:
    """Not the job engine's own tables."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def run() -> None:
    connection = config.attributes.get("connection")
    if connection is not None:
        _run_on(connection)
        return
    url = config.attributes.get("url") or config.get_main_option("sqlalchemy.url")
    if not url:
        raise SystemExit("Say which database: ssp migrate, or set sqlalchemy.url")
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool, hide_parameters=True)
    event.listen(engine, "connect", _wait_for_no_lock_for_long)
    with engine.connect() as own:
        _run_on(own)
        own.commit()
    engine.dispose()


def _wait_for_no_lock_for_long(connection: object, _: object) -> None:
    """Whoever waits for a table keeps everybody else waiting who comes after."""
    with connection.cursor() as cursor:  # type: ignore[attr-defined]  # psycopg's own
        cursor.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    connection.commit()  # type: ignore[attr-defined]  # likewise


def _run_on(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_is_compared,
        transaction_per_migration=True,  # what one has locked is free again before the next
    )
    with context.begin_transaction():
        context.run_migrations()


run()
