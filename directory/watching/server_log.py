"""The WSGI server's own lines, in the same form as ours (`logger_class` of scripts/gunicorn.conf.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.glogging import Logger

from directory.watching.lines import JsonLines


def _from_caller(level: str) -> Callable[..., None]:
    """A method that logs as if its caller had: the form of a line depends on which module speaks."""

    def write(self: ServerLog, msg: object, *args: object, **kwargs: Any) -> None:
        getattr(self.error_log, level)(msg, *args, stacklevel=2, **kwargs)

    return write


class ServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's logger; what it says of a request keeps neither its address nor its line."""

    critical, error, warning = _from_caller("critical"), _from_caller("error"), _from_caller("warning")
    info, debug, exception = _from_caller("info"), _from_caller("debug"), _from_caller("exception")

    def setup(self, cfg: Any) -> None:
        """Set the handlers up, then the form of their lines."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
