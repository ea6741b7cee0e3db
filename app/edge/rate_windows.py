"""The times at which each caller came, within a window that moves."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from limits.storage import MemoryStorage


class RateWindows(MemoryStorage):
    """What the library's strategies count in, for no more than ``most`` keys.

    The library's own keeps every key that ever came, and walks through all of them in a thread of its
    own after a hit: whoever sends a new token each time would fill the memory and take the time.
    Times are of a clock that never goes back, in seconds.
    """

    STORAGE_SCHEME = ["ssp-windows"]  # noqa: RUF012 - the library's registry asks for it

    def __init__(self, most: int = 20_000, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.most = most
        self.now = now
        self._came: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts ``amount`` more, unless that would be more than ``limit`` within ``expiry`` seconds."""
        with self._lock:
            now, came = self.now(), self._window(key, expiry)
            if len(came) + amount > limit:
                return False
            came.extend([now] * amount)
            self._came[key] = came
            self._came.move_to_end(key)
            while len(self._came) > self.most:
                self._came.popitem(last=False)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest that counts came, and how many count."""
        with self._lock:
            came = self._window(key, expiry)
            return (came[0] if came else self.now()), len(came)

    def _window(self, key: str, expiry: int) -> deque[float]:
        came = self._came.get(key, deque())
        since = self.now() - expiry
        while came and came[0] <= since:
            came.popleft()
        return came
