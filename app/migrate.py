"""Bringing a database to the newest shape, or back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(_MIGRATIONS))
    made.attributes["url"] = url
    return made


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(config(url), revision)


def head() -> str:
    """The newest revision."""
    script = ScriptDirectory.from_config(config(""))
    return script.get_current_head() or ""
