"""Sources listings come from. `SOURCES` maps the name of a source to the function that reads it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from directory.imports import template
from directory.imports.rows import ReadRow

SOURCES: Mapping[str, Callable[[Path], list[ReadRow]]] = {"template": template.read}
