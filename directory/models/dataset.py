"""The version of the data: one row, raised by every write, the key of every cache and ETag."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

DATASET_ROW = 1


class DatasetVersion(SQLModel, table=True):
    """A single row whose `number` rises with every committed change of what the public reads."""

    __tablename__ = "dataset_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=DATASET_ROW, primary_key=True)
    number: int = 0
