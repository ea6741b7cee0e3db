"""docs/deploy/database/logins.sql, run as psql runs it."""

import psycopg

from tests.deploy.reading import FOLDER

PASSWORDS = {"ssp_web": "web_password", "ssp_jobs": "jobs_password"}


def make_logins(owner_url: str) -> None:
    """What stands before ``\\gexec`` gives statements, and ``:'…'`` is a text."""
    script = (FOLDER / "database" / "logins.sql").read_text(encoding="utf-8")
    for name in PASSWORDS.values():
        script = script.replace(f":'{name}'", f"'{name} i prøven'")
    making, rest = script.split("\\gexec")
    quiet, wanted = making.split("warning;", 1)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(f"{quiet} warning".encode())
        for (statement,) in owner.execute(wanted.encode()).fetchall():
            owner.execute(statement.encode())
        owner.execute(rest.encode())


def remove_logins(owner_url: str) -> None:
    """They are the server's and not the database's own."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for login in PASSWORDS:
            owner.execute(f"drop role if exists {login}".encode())
