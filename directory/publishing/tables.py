"""The tables the public side reads."""

from __future__ import annotations

from sqlmodel import SQLModel

T = SQLModel.metadata.tables["publication_departement"]


P = SQLModel.metadata.tables["publication"]
