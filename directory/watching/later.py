"""Doing something a little later, once, however often it is asked for meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Later:
    """Calls `run` in a thread of its own, `seconds` after the first `ask` that follows the last call."""

    def __init__(self, seconds: float, run: Callable[[], None]) -> None:
        self._seconds, self._run = seconds, run
        self._lock = threading.Lock()
        self._is_asked = False

    def ask(self) -> None:
        """Have it done; nothing more happens when it already waits to be."""
        with self._lock:
            if self._is_asked:
                return
            self._is_asked = True
        waiting = threading.Timer(self._seconds, self._do)
        waiting.daemon = True
        waiting.start()

    def _do(self) -> None:
        with self._lock:
            self._is_asked = False
        self._run()
