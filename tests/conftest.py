"""What every test stands on: one real PostgreSQL for the run, and for each test a database of its own.

The database is cloned from one that Alembic has built; the service's own commits and rollbacks run.
"""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from app import embedded, migrate
from app.access.tokens import DemoIssuer
from app.audit import signing
from app.audit.signing import Signer
from app.db import Database, as_role
from app.people import encryption
from app.people.encryption import Vault
from tests.browser.left_out import pytest_terminal_summary as pytest_terminal_summary  # what is left out is told here
from tests.caller import Service
from tests.cloning import at_database, cloned
from tests.drill.reporting import pytest_configure as pytest_configure  # what drills found is told here too
from tests.drill.reporting import tell as tell
from tests.lending import Services, database_at
from tests.openapi.moved import alone as alone  # one place for the run, whoever wants a copy
from tests.openapi.moved import alone_url as alone_url
from tests.openapi.moved import moved_in as moved_in
from tests.ordering import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.personal import KeptLog, personal_in

# A deadline for an example would be a timing; derandomized, so that a red run can be run again.
settings.register_profile("the run", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("the run")

_TEMPLATE = "template_migrated"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - folders with random names are made in it
_ROOM = 6 * 2**30


def _use_memory() -> None:
    """Databases and folders of the run go where no disk is waited for, if that is there and has room."""
    if _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ROOM:
        os.environ.setdefault("TMPDIR", str(_IN_MEMORY))
        tempfile.tempdir = None  # to be asked anew


_use_memory()
# What is imported stays: looking through it again and again for rubbish takes a twelfth of the run.
gc.freeze()
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def log_of_the_run() -> Iterator[None]:
    """Every line that is logged while the tests run is searched for the people of the sample lists."""
    kept = KeptLog()
    logging.getLogger().addHandler(kept)
    logging.getLogger().setLevel(logging.INFO)
    yield
    assert personal_in("\n".join(kept.lines)) == [], "personal data in a log line"


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An empty cluster for this worker of the run, or the one DATABASE_URL names."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="ssp-") as folder:
        os.chmod(folder, 0o755)
        started = embedded.start(Path(folder), stop_at_exit=False)
        _never_wait_for_the_disk(started)
        yield started
        embedded.stop(Path(folder))


def _never_wait_for_the_disk(server_url: str) -> None:
    """Nothing in it outlives the run, and nothing in it grows old: no power fails that it should stand."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            admin.execute(f"alter system set {name} = off")
        admin.execute("select pg_reload_conf()")


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """A migrated database, to clone from."""
    name = f"{_TEMPLATE}_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}"')
        migrate.upgrade(at_database(server_url, name))
        yield name
        admin.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def url(server_url: str, template: str) -> Iterator[str]:
    """A database of this test's own."""
    with cloned(server_url, template) as made:
        yield made


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """With the owner's rights, which see every municipality: for looking behind the service."""
    made = database_at(url)
    yield made
    made.close()


@pytest.fixture
def app_url(url: str) -> str:
    """The same database, met with no more rights than the web processes have."""
    return as_role(url, "ssp_app")


@pytest.fixture
def worker_url(url: str) -> str:
    """The same database, met with the worker's rights."""
    return as_role(url, "ssp_worker")


@pytest.fixture
def app_database(app_url: str) -> Iterator[Database]:
    made = database_at(app_url)
    yield made
    made.close()


@pytest.fixture
def worker_database(worker_url: str) -> Iterator[Database]:
    made = database_at(worker_url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def vault() -> Vault:
    made = Vault.generate()
    encryption.use(made)
    signing.use(Signer.generate())
    return made


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> DemoIssuer:
    folder = tmp_path_factory.mktemp("issuer")
    return DemoIssuer.in_folder(folder / "issuer.json", issuer="ssp-demo", audience="ssp")


@pytest.fixture(scope="session")
def services(vault: Vault, issuer: DemoIssuer) -> Services:
    return Services(vault, issuer.verifier())


@pytest.fixture
def service(
    services: Services, app_database: Database, worker_database: Database, issuer: DemoIssuer
) -> Iterator[Service]:
    """The service, and callers in any role."""
    with (
        services.lent(app_database) as app,
        Service(app, issuer, app_database, worker_database) as running,
    ):
        yield running
