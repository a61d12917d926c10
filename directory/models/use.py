"""Figures of use: how many times a day each kind of page was read, and nothing else."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel


class DailyUse(SQLModel, table=True):
    """A count of `directory.watching.use.Use`, one row a day (of Paris) for all machines together.

    `departement`, `category` and `partner` are codes and slugs of the program's own lists, or "".
    """

    __tablename__ = "daily_use"

    day: date = Field(primary_key=True)
    kind: str = Field(primary_key=True, max_length=12)
    departement: str = Field(primary_key=True, max_length=3)
    category: str = Field(primary_key=True, max_length=40)
    partner: str = Field(primary_key=True, max_length=40)
    number: int
