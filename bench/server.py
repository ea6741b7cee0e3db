"""A PostgreSQL of the bench's own, and a new migrated database for each run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from app import embedded, migrate
from app.audit import signing
from app.audit.signing import Signer
from app.people import encryption
from app.people.encryption import Vault

POSTGRESQL = embedded.VERSION
_TEMPLATE = "bench_template"


class Server:
    def __init__(self, url: str) -> None:
        self.url = url
        self._admin(f"create database {_TEMPLATE}")
        migrate.upgrade(self._at(_TEMPLATE))

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty database, with what came before written to disk so that no run pays for another."""
        name = f"bench_{uuid4().hex[:8]}"
        self._admin(f"create database {name} template {_TEMPLATE}")
        self._admin("checkpoint")
        yield self._at(name)
        self._admin(f"drop database {name} with (force)")

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def _at(self, name: str) -> str:
        return self.url.replace("/postgres?", f"/{name}?")


@contextmanager
def running() -> Iterator[Server]:
    encryption.use(Vault.generate())
    signing.use(Signer.generate())
    with tempfile.TemporaryDirectory(prefix="ssp-bench-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - as root, PostgreSQL's own account must reach below it
        with started(Path(folder)) as url:
            yield Server(url)


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[str]:
    """PostgreSQL below ``folder``, with these settings of its own."""
    try:
        url = embedded.start(folder, stop_at_exit=False)
        if settings:
            with psycopg.connect(url, autocommit=True) as admin:
                for name, value in settings.items():
                    admin.execute(f"alter system set {name} = '{value}'")
            embedded.stop(folder)
            embedded.start(folder, stop_at_exit=False)
        yield url
    finally:
        embedded.stop(folder)


@contextmanager
def keys_kept(file: Path) -> Iterator[None]:
    """The keys for personal data in ``file``, made the first time."""
    if not file.exists():
        Vault.generate().write(file)
    signing.use(Signer.generate())
    encryption.use(Vault.from_file(file))
    yield
