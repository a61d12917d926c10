"""A file of listings started and applied, as a coordinator does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, select

from directory.imports import jobs as import_jobs
from directory.imports.reports import read_report
from directory.models import ImportJob, Listing
from directory.permissions import Actor
from tests.fictional import AT

TITLES = ("Référence", "Catégorie", "Nom", "Départements servis", "État", "Téléphones", "Commune", "Source")
ONE = (
    "un",
    "CRIP",
    "Cellule fictive",
    "56",
    "publiée",
    "01 99 00 11 11",
    "Vannes",
    "https://source.example/",
)


def csv_of(*rows: Iterable[str], titles: Iterable[str] = TITLES, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(";".join(row) for row in (titles, *rows)).encode(encoding)


def start(session: Session, by: Actor, content: bytes, **options: Any) -> ImportJob:
    job = import_jobs.start(session, content, by=by, at=AT, **options)
    session.commit()
    return job


def messages(job: ImportJob) -> str:
    return " ".join(problem[1] for entry in read_report(job) for problem in entry["problems"])


def listing(session: Session, ref: str) -> Listing:
    return session.exec(select(Listing).where(Listing.ref == ref)).one()
