"""The tables the public side reads, for the statements that count in them."""

from __future__ import annotations

from sqlmodel import SQLModel

#: The public view of each listing, as text; a row for each departement it answers for; what changed.
PUBLICATIONS = SQLModel.metadata.tables["publication"]
BY_DEPARTEMENT = SQLModel.metadata.tables["publication_departement"]
CHANGES = SQLModel.metadata.tables["publication_change"]
