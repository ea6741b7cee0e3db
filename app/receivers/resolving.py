"""The addresses of a name, within a time."""

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

Resolve = Callable[[str], Sequence[str]]
"""The addresses of a name, the preferred one first. Raises OSError when there are none."""


def look_up(host: str) -> Sequence[str]:
    """As the machine knows it: its hosts file, then the DNS."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def within(seconds: float, resolve: Resolve, host: str) -> Sequence[str]:
    """The same; raises TimeoutError. The machine's own look-up knows no limit but the DNS's, and a name of somebody
    else's may be answered by a server that says nothing: so it is asked beside, and left alone when it is late."""
    answer: Future[Sequence[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolve(host))
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True, name="look-up").start()
    return answer.result(max(seconds, 0))
