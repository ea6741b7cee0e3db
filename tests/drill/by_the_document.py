"""An installation on a PostgreSQL of its own, looked after by what docs/operations.md says, as it stands there."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from app import embedded
from tests.running.process import ROOT, Installation, environment, wait_until

_BLOCKS = re.compile(r"<!-- drill: (\S+) -->\n```bash\n(.*?)```", re.DOTALL)
_ACCOUNT = "nobody"
_SQL = """
    create role ssp_owner login createrole;
    create database ssp owner ssp_owner;
"""
_LOGINS = """
    create role ssp_web login in role ssp_app;
    create role ssp_jobs login in role ssp_worker;
"""


def blocks() -> dict[str, str]:
    """The commands of the document, by the name in the mark above each."""
    return dict(_BLOCKS.findall((ROOT / "docs" / "operations.md").read_text(encoding="utf-8")))


class Cluster:
    """PostgreSQL below a folder, with the service's database and logins in it, and what the document calls things."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "postgresql" / "data"
        self.run = folder / "postgresql" / "run"
        embedded.start(folder, stop_at_exit=False)
        for name in ("backup", "archive"):
            self._give(folder / name)

    def make_database(self) -> None:
        """As an IT department does on the first day."""
        with self.as_superuser("postgres") as admin:
            for statement in _SQL.split(";")[:-1]:
                admin.execute(statement.encode())

    def make_logins(self) -> None:
        with self.as_superuser() as admin:
            admin.execute(_LOGINS.encode())

    def as_superuser(self, database: str = "ssp") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url("postgres", database), autocommit=True)

    def url(self, login: str, database: str = "ssp") -> str:
        return f"postgresql://{login}@/{database}?host={self.run}&port=5432"

    def restart(self) -> None:
        embedded.stop(self.folder)
        embedded.start(self.folder, stop_at_exit=False)

    def destroy(self) -> None:
        """Nothing is left of it but the backup and the archive."""
        embedded.stop(self.folder)
        shutil.rmtree(self.data)
        self._give(self.data)

    def start(self) -> None:
        embedded.start(self.folder, stop_at_exit=False)
        with self.as_superuser("postgres") as admin:
            recovered = "select not pg_is_in_recovery()"
            wait_until(lambda: (admin.execute(recovered).fetchone() or (False,))[0], "it should be restored", 120)

    def archive_all(self) -> None:
        """As if the minute had passed: the last of what was written is in the archive."""
        with self.as_superuser() as admin:
            (last,) = admin.execute("select pg_walfile_name(pg_switch_wal())").fetchone() or ("",)
            archived = "select last_archived_wal >= %s from pg_stat_archiver"
            wait_until(lambda: (admin.execute(archived, [last]).fetchone() or (0,))[0], "it should be archived", 120)

    def has(self, program: str) -> bool:
        """Whether the program starts: that of the wheel may be there and be broken."""
        done = subprocess.run([embedded.programs(self.folder) / program, "--version"], capture_output=True, check=False)
        return done.returncode == 0

    def does(self, name: str, **said: str) -> None:
        """The commands of that name, with PostgreSQL's account; everything must succeed."""
        account = pwd.getpwnam(_ACCOUNT) if os.geteuid() == 0 else None
        done = subprocess.run(
            ["sh", "-euc", blocks()[name]], cwd="/", env=self._said() | said, capture_output=True, text=True,
            check=False, user=account and account.pw_uid, group=account and account.pw_gid,
            extra_groups=[] if account else None,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def _said(self) -> dict[str, str]:
        ours = f"{embedded.programs(self.folder)}{os.pathsep}{os.environ['PATH']}"
        return {
            "PATH": ours, "PGHOST": str(self.run), "PGPORT": "5432", "PGUSER": "postgres", "PGDATABASE": "ssp",
            "PGDATA": str(self.data), "BACKUP": str(self.folder / "backup"), "ARCHIVE": str(self.folder / "archive"),
            "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def _give(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            account = pwd.getpwnam(_ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)


class Operated(Installation):
    """The service on the cluster, with its keys and the checkpoints of its log in other places."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        folder.mkdir()
        super().__init__(cluster.url("ssp_owner"), folder)
        self.cluster = cluster
        self.anchors = folder / "anchors"
        self.settings |= {"DATABASE_URL": cluster.url("ssp_web"), "SSP_AUDIT_ANCHORS": str(self.anchors)}
        self.settings = environment(**self.settings)
        self.settings["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{self.settings['PATH']}"
        self.settings["WORKER_URL"] = cluster.url("ssp_jobs")
        self.as_worker = self.settings | {"DATABASE_URL": cluster.url("ssp_jobs")}

    def does(self, name: str) -> subprocess.CompletedProcess[str]:
        """The commands of that name in the document, to the first that fails."""
        (self.folder / "log.jsonl").unlink(missing_ok=True)
        return subprocess.run(
            ["sh", "-euc", blocks()[name]], cwd=self.folder, env=self.settings, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
