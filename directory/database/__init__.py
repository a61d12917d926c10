"""Engines, many rows at once, the schema and its migrations."""
