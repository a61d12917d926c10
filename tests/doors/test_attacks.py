"""A short form of the campaigns of scripts/stress: hostile requests and files, and a few seconds of load."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlmodel import Session

from scripts import load_campaign
from scripts.attack_campaign import Attackers, spoil_files
from tests.conftest import Databases, share


def test_whoever_asks_whatever_breaks_reads_and_changes_nothing(own_app: Flask) -> None:
    assert list(Attackers(own_app, seed=2026).find_wrongs(share(300))) == []


def test_a_spoilt_file_is_read_or_refused_in_a_sentence(session: Session) -> None:
    _, wrong = spoil_files(session.get_bind(), share(60), seed=2026)
    assert wrong == []


def test_visitors_are_answered_while_somebody_edits_and_imports(
    databases: Databases, seeded_database: str, tmp_path: Path
) -> None:
    _, told, holds = load_campaign.run(tmp_path, 1, 20, 2026, databases.make(seeded_database))
    assert holds, told
    assert " 0 erreurs" in told
