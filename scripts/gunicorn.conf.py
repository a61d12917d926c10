"""The WSGI server: threads with kept-alive connections, and no log of what visitors ask."""

import contextlib
import ctypes
import os

worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "1"))
threads = int(os.environ.get("THREADS", "8"))
keepalive = 15
timeout = 30
graceful_timeout = 10
# No access log: an address may hold what somebody searched, and a visitor's address is nobody's business.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "warning")
# Bounds of a request: an address of 4 kB is already more than any search.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 4094
forwarded_allow_ips = os.environ.get("TRUSTED_PROXY", "127.0.0.1")
control_socket_disable = True

# One heap for all threads, which the interpreter's lock keeps apart anyway: 8 MB less a worker (glibc only).
# What is large and short-lived (reading the gazetteer) goes back to the system at once: 1 MB less. What a
# page is made of does not: asking for it again each time costs 8 % of a page.
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL(None).mallopt(-8, 1)  # M_ARENA_MAX
    ctypes.CDLL(None).mallopt(-3, 256 * 1024)  # M_MMAP_THRESHOLD, bytes
