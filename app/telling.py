"""What a command says when it cannot go on: one sentence that the user can do something about."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import psycopg
import typer
from psycopg.errors import UndefinedTable
from rich.console import Console
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import logs, own_profiles, service
from app.access.tokens import NoTokenKeys
from app.adapters.outside import OutsideWrong
from app.audit.restored import LogBehind
from app.audit.signing import NoAuditKey
from app.embedded import EmbeddedFailed
from app.errors import Problem
from app.migrate import TablesInUse
from app.people.encryption import CannotOpen, NoKey
from app.people.rotation import InUse
from app.settings import Settings, SettingsWrong, read_settings
from workflows.profile import ProfileRejected, UnknownMunicipality

console = Console(stderr=True)


@contextmanager
def telling_what_is_wrong() -> Iterator[Settings]:
    """A failure that the user can do something about is one sentence, not a traceback."""
    os.environ.setdefault("PGCONNECT_TIMEOUT", "5")  # seconds; libpq's own is for ever
    try:
        settings = read_settings()
        if settings.profiles is not None:
            own_profiles.use(settings.profiles)
        yield settings
    except typer.Exit:
        raise
    except (
        SettingsWrong,
        EmbeddedFailed,
        NoKey,
        NoTokenKeys,
        service.WrongLogin,
        InUse,
        NoAuditKey,
        LogBehind,
        OutsideWrong,
        ProfileRejected,
        TablesInUse,
    ) as error:
        stop(str(error))
    except CannotOpen as error:
        stop(
            f"Sealed data of municipality {error.municipality_code} does not open where it stands:"
            f" {error.table}.{error.column}, row {error.row}. It was moved or changed in the database."
        )
    except UnknownMunicipality as error:
        stop(f"There is no profile for municipality {error.municipality_code}.")
    except (OperationalError, psycopg.OperationalError):
        stop("The database does not answer. Is DATABASE_URL right, and is PostgreSQL running?")
    except ProgrammingError as error:
        if not isinstance(error.orig, UndefinedTable):
            stop(_unforeseen(error))
        stop("The database lacks the tables of this version: run ssp migrate")
    except OSError as error:
        stop(f"{error.strerror}: {error.filename}")
    except Problem as error:
        stop(f"{error.title}. {error.detail or ''}".rstrip())
    except Exception as error:
        stop(_unforeseen(error))


def stop(message: str) -> NoReturn:
    console.print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(1)


def _unforeseen(error: Exception) -> str:
    """Not a traceback: the words of an exception may carry what somebody sent."""
    return f"Unforeseen: {type(error).__name__} at {', '.join(logs.places(error))}"
