"""How many times a day each kind of page was read, and when the daily jobs ran."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


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


class JobRun(SQLModel, table=True):
    """When a daily job (`watching.jobs.DAILY`) last ended well on a machine, by the name of its host."""

    __tablename__ = "job_run"

    machine: str = Field(primary_key=True, max_length=80)
    job: str = Field(primary_key=True, max_length=20)
    ended_at: datetime = Field(sa_type=Instant)
