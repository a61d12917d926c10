"""Keeping one listing true: edit, propose, confirm, compare, restore."""
