"""The words of the index, kept in memory for one version of the data."""

from __future__ import annotations

from directory.queries.kept import PerVersion
from directory.search_index import read_vocabulary

#: The sorted words of the index.
vocabulary = PerVersion(read_vocabulary)
