"""Who publishes the site, as administrators write it."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class PublisherText(SQLModel, table=True):
    """One text of the legal notice, in place of the one the installation was given; `name` is a key of
    `directory.coordination.publisher.FIELDS`.
    """

    __tablename__ = "publisher_text"

    name: str = Field(primary_key=True, max_length=20)
    text: str = Field(max_length=300)
