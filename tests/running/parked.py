"""python -m tests.running.parked: a process that has loaded the service and waits; each command it is told of is a
process of its own, forked from it.

Loading takes seconds, and a run of the tests starts hundreds of commands. What a line in says, and what a line out
says of it, stand in ``tests/running/starting.py``.
"""

import gc
import json
import os
import selectors
import signal
import sys
from typing import Any

from app.cli import app


def _become(asked: dict[str, Any]) -> None:
    os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, path in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        opened = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["ssp", *asked["arguments"]]


def _ended() -> None:
    """Says of each command that has ended with what code, as ``Popen.returncode`` has it."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _say({"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _say(what: dict[str, int]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def _serve() -> None:
    """Returns in a process that is to be a command, and ends in this one when its input does."""
    heard, rings = os.pipe()
    for end in (heard, rings):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(rings)
    waiting = selectors.DefaultSelector()
    waiting.register(0, selectors.EVENT_READ)
    waiting.register(heard, selectors.EVENT_READ)
    asking = os.fdopen(os.dup(0), "rb", buffering=0)
    while True:
        ready = {key.fd for key, _ in waiting.select()}
        if heard in ready:
            os.read(heard, 4096)
            _ended()
        if 0 in ready:
            line = asking.readline()
            if not line:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                waiting.close()
                asking.close()
                os.close(heard)
                os.close(rings)
                _become(json.loads(line))
                return
            _say({"started": pid})


if __name__ == "__main__":
    gc.collect()
    gc.freeze()
    _serve()
    app()
