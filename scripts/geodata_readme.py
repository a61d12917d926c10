"""The text of data/README.md, filled with fingerprints by `build_geodata`."""

README = """\
# Data

To do.
"""
