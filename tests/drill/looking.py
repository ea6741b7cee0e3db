"""Looking now and then, beside what goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def looked(look: Callable[[], None], *, every: float) -> Iterator[None]:
    """``look`` is called each so many seconds, in a thread of its own, while this lasts."""
    over = threading.Event()

    def again() -> None:
        while not over.wait(every):
            look()

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
