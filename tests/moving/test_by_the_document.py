"""The steps of docs/spreading.md with the commands as they are typed, by an owner who is no superuser."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.db import as_role
from tests.caller import LISTS
from tests.cloning import at_database
from tests.moving.neighbours import LEAVES, STAYS
from tests.running.process import reachable_folder, ssp


class Installation:
    """One instance: its database, keys and anchors, and its commands."""

    def __init__(self, owner_url: str, superusers_url: str, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.anchors, self.key = folder, folder / "anchors", folder / "personal-data.json"
        self.anchors.mkdir()
        self._settings = {
            "SSP_MIGRATION_URL": owner_url,
            "DATABASE_URL": as_role(superusers_url, "ssp_app"),
            "SSP_ENCRYPTION_KEY": str(self.key),
            "SSP_AUDIT_KEY": str(folder / "audit.pem"),
            "SSP_AUDIT_ANCHORS": str(self.anchors),
            "SSP_DATA_DIR": str(folder / "data"),
        }
        self._as_worker = self._settings | {"DATABASE_URL": as_role(superusers_url, "ssp_worker")}
        (folder / "owner-url").write_text(f"{owner_url}\n")

    def does(self, *words: str, worker: bool = False) -> str:
        """What it says on both streams; it succeeds."""
        done = ssp(*words, **(self._as_worker if worker else self._settings))
        assert done.returncode == 0, (words, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def refuses(self, *words: str) -> str:
        done = ssp(*words, **self._settings)
        assert done.returncode != 0, words
        return done.stdout + done.stderr

    def receives(self, file: str, code: str) -> str:
        return self.does("import", str(LISTS / file), "--municipality", code)


@pytest.fixture
def owners_databases(server_url: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Two empty ones, each as their owner reaches it and as a superuser does."""
    owner, names = f"owner_{uuid4().hex[:8]}", [f"own_{uuid4().hex[:8]}" for _ in range(2)]
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"create role {owner} login createrole".encode())
        for name in names:
            admin.execute(f"create database {name} owner {owner}".encode())
        urls = [at_database(server_url, name) for name in names]
        first, second = ((url.replace("//postgres@", f"//{owner}@"), url) for url in urls)
        yield first, second
        for name in names:
            admin.execute(f"drop database {name} with (force)".encode())
        admin.execute(f"drop owned by {owner}; drop role {owner}".encode())


def test_the_steps_of_the_document_move_a_municipality(
    owners_databases: tuple[tuple[str, str], tuple[str, str]],
) -> None:
    with reachable_folder() as folder:
        old, new = (
            Installation(*urls, folder / name) for urls, name in zip(owners_databases, ("old", "new"), strict=True)
        )
        old.does("migrate")
        old.does("new-key", str(old.key))
        for one in (old, new):
            one.does("audit", "new-key")
        old.receives("fredericia-2026-W47.csv", LEAVES)
        old.receives("silkeborg-2026-W47.xlsx", STAYS)
        old.does("audit", "checkpoint", worker=True)

        new.does("migrate")
        old.does("municipality", "close", "--municipality", LEAVES)
        assert "er lukket her" in old.refuses(
            "import", str(LISTS / "fredericia-2026-W48.csv"), "--municipality", LEAVES
        )
        to = str(new.folder / "owner-url")
        said = old.does("municipality", "move", "--municipality", LEAVES, "--to", to)
        assert "each table as it was" in said
        assert "not empty" in old.refuses("municipality", "move", "--municipality", LEAVES, "--to", to)
        assert "there would be two of it" in old.refuses("municipality", "open", "--municipality", LEAVES)
        old.does("keys", "copy", str(new.key), "--municipality", LEAVES)
        assert "never overwritten" in old.refuses("keys", "copy", str(new.key), "--municipality", LEAVES)
        new.does("keys", "add")
        (new.anchors / f"{LEAVES}.jsonl").write_bytes((old.anchors / f"{LEAVES}.jsonl").read_bytes())

        checked = new.does("reconcile")
        assert f"{LEAVES}: 1 lists" in checked
        assert f"{STAYS}: 0 lists" in checked
        new.receives("fredericia-2026-W48.csv", LEAVES)
        new.does("audit", "checkpoint", worker=True)
        _proved(new, folder, old, LEAVES)
        assert f"{LEAVES}: closed here" in old.does("reconcile")
        _proved(old, folder, old, STAYS)

        assert "--yes" in old.refuses("municipality", "remove", "--municipality", LEAVES, "--moved-to", to)
        assert "rows removed here" in old.does(
            "municipality", "remove", "--municipality", LEAVES, "--moved-to", to, "--yes"
        )
        for one in (old, new):
            assert "everything agrees" in one.does("reconcile")
        old.receives("silkeborg-2026-W47.xlsx", STAYS)


def _proved(one: Installation, folder: Path, other: Installation, code: str) -> None:
    """With the keys of both, for what was signed before the move was signed by the other."""
    keys, log = folder / "both.pub", folder / f"{code}.jsonl"
    keys.write_text("".join((where.folder / "audit.pem.pub").read_text() for where in {one, other}))
    one.does("audit", "export", str(log), "--municipality", code)
    said = one.does("verify-audit", str(log), "--key", str(keys), "--anchors", str(one.anchors))
    assert said.startswith("OK: ")
