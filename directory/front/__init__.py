"""The front of the site: finished pages, answered before the application is reached or even loaded.

A public page depends on its address and on the version of the data, and on nothing else. The front keeps
the finished, compressed bytes by (version, address) and answers them, or a 304, at the price of one read
of the version. Only the standard library is imported here, so that a restarted server answers at once
from the pages the disk kept, while the application loads.
"""

from directory.front.server import Front

__all__ = ["Front"]
