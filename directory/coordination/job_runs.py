"""When the daily jobs last ended well, on whatever machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from directory.models import JobRun


def note_run(session: Session, machine: str, job: str, at: datetime) -> None:
    """Write down that a job ended well on a machine, by the name of its host; the caller commits."""
    session.merge(JobRun(machine=machine[:80], job=job, ended_at=at))


def find_runs(session: Session) -> Sequence[JobRun]:
    """Return the last run of each job on each machine, the latest first."""
    return session.exec(select(JobRun).order_by(col(JobRun.ended_at).desc())).all()
