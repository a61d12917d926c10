"""Files somebody is importing, until they are applied, and what each account calls its columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from directory.models.instants import Instant


class ImportJob(SQLModel, table=True):
    """One file. `state`: columns (they are to be named), ready (read, nothing stored), applied, undone.

    `source`, `content` and `report` are compressed JSON: the file as it was read, the drafts it makes, what
    it would do. `choices` is what somebody decided of it (`directory.imports.choices.Choices`). Once columns
    are named, nothing is kept of a row of a confidential listing that may say where it is. All four are
    emptied when the file is applied: what remains are `counts`, by outcome, and `touched`, the number and
    version of each listing it wrote.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        CheckConstraint("state IN ('columns', 'ready', 'applied', 'undone')", name="import_job_state"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    state: str = Field(default="columns", max_length=10)
    category: str = Field(default="", max_length=40)
    titles: list[str] = Field(default_factory=list, sa_type=JSON)
    source: bytes = Field(default=b"", sa_type=LargeBinary, sa_column_kwargs={"server_default": ""})
    choices: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )
    content: bytes = Field(default=b"", sa_type=LargeBinary)
    report: bytes = Field(default=b"", sa_type=LargeBinary)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    touched: list[Any] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(sa_type=Instant)
    applied_at: datetime | None = Field(default=None, sa_type=Instant)


class ImportColumns(SQLModel, table=True):
    """The column of the template each title stands for, as one account chose.

    `names`: the titles of each file it asked to remember, by the name it gave.
    """

    __tablename__ = "import_columns"

    account_id: UUID = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    columns: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    names: dict[str, list[str]] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )
