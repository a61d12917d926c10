"""The WSGI server: threads with kept-alive connections, and no log of what visitors ask."""

import contextlib
import ctypes
import os

from directory.config import read_config
from directory.watching.counts import forget
from directory.watching.server_log import ServerLog

worker_class = "directory.front.patience.PatientWorker"
workers = int(os.environ.get("WORKERS", "1"))
threads = int(os.environ.get("THREADS", "8"))
keepalive = 15
timeout = 30
graceful_timeout = 10
# No access log: an address may hold what somebody searched, and a visitor's address is nobody's business.
accesslog = None
errorlog = "-"
# Its own lines are JSON, like ours, and say nothing of who asked what.
logger_class = ServerLog
loglevel = os.environ.get("LOG_LEVEL", "warning")
# Bounds of a request: an address of 4 kB is already more than any search.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 4094
# No header says which path is asked (SCRIPT_NAME, PATH_INFO), whoever sends it: the service stands at the
# root of its own name. Nor which scheme: addresses begin with PUBLIC_URL.
forwarder_headers = ""
forwarded_allow_ips = ""
control_socket_disable = True


def on_starting(server: object) -> None:
    """Count requests from nothing again: what the former server's processes counted is theirs."""
    forget(read_config().instance_path / "figures")


# One heap for all threads, which the interpreter's lock keeps apart anyway: 8 MB less a worker (glibc only).
# What is large and short-lived (reading the gazetteer) goes back to the system at once: 1 MB less. What a
# page is made of does not: asking for it again each time costs 8 % of a page.
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL(None).mallopt(-8, 1)  # M_ARENA_MAX
    ctypes.CDLL(None).mallopt(-3, 256 * 1024)  # M_MMAP_THRESHOLD, bytes
