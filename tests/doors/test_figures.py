"""What the operator reads of the running service: figures, identifiers of requests, daily jobs."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from directory import create_app
from directory.config import Config
from directory.front import Front
from directory.watching import counts, figures, jobs
from directory.watching.lines import REQUEST_ID
from directory.watching.requests import Watch
from tests.conftest import Databases

TOKEN = "m" * 40
SAMPLE = re.compile(r'[a-z_]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+\})? -?\d+(?:\.\d+)?')


class Served:
    """A whole site, watched as a server would have it."""

    def __init__(self, config: Config) -> None:
        self.app: Flask = create_app(config)
        self.front = Front(
            lambda: self.app.wsgi_app,
            database_url=config.database_url,
            folder=config.instance_path / "pages",
            build="one",
        )
        self.client = Client(Watch(self.front), use_cookies=False)
        self.folder = config.instance_path

    def get(self, path: str, **headers: str) -> TestResponse:
        answer = self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer.get_data()
        answer.close()
        return answer

    def figures(self) -> dict[str, float]:
        text = self.get("/metrics", Authorization=f"Bearer {TOKEN}").text
        samples = [line for line in text.splitlines() if not line.startswith("#")]
        assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in samples)}


@pytest.fixture
def served(
    seeded_database: str, make_config: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    monkeypatch.setattr(counts.COUNTS, "totals", counts.Totals())
    made = Served(make_config(seeded_database, metrics_token=TOKEN))
    counts.COUNTS.keep_in(made.folder / "figures")
    yield made
    monkeypatch.setattr(counts.COUNTS, "_file", None)
    made.front.close()
    made.app.extensions["engine"].dispose()


def test_answers_are_counted_by_route_and_status_and_never_by_address(served: Served) -> None:
    for path in ("/departements/56", "/departements/29", "/departements/56", "/chez/jean.dupont",
                 "/recherche?q=lilas"):  # fmt: skip
        served.get(path)
    found = served.figures()
    assert found['relais_requests_total{route="/departements/<code>",status="200"}'] == 2
    assert found['relais_requests_total{route="kept",status="200"}'] == 1
    assert found['relais_requests_total{route="none",status="404"}'] == 1
    assert found['relais_request_seconds_bucket{route="/recherche",le="+Inf"}'] == 1
    assert found['relais_request_seconds_count{route="/departements/<code>"}'] == 2
    assert found["relais_up"] == 1
    assert found["relais_dataset_version"] > 0
    assert found["relais_letters_waiting"] == 0
    assert not re.search(r"dupont|lilas|/56", " ".join(found))


@pytest.mark.parametrize(
    "given", [{}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN[1:]}"}]
)
def test_without_the_token_there_is_no_such_page(served: Served, given: dict[str, str]) -> None:
    answer = served.get("/metrics", **given)
    assert answer.status_code == 404
    assert "relais_" not in answer.text


def test_a_service_without_a_token_shows_its_figures_to_nobody(seeded_app: Flask) -> None:
    for given in ({}, {"Authorization": "Bearer "}):
        assert seeded_app.test_client().get("/metrics", headers=given).status_code == 404


def test_processes_of_a_machine_are_added_up_and_those_that_ended_still_count(tmp_path: Path) -> None:
    here, gone = counts.Counts(), counts.Counts()
    for one in (here, gone):
        one.keep_in(tmp_path)
        one.present["kept_pages"] = lambda: 3
        one.totals.count("/", 200, 0.02)
        one.write()
    [of_gone] = [path for path in tmp_path.iterdir() if path == gone._file]
    of_gone.rename(tmp_path / "999999999-1.json")  # no process has this number
    total = counts.read(tmp_path)
    assert total.answers["/", 200] == 2
    assert total.present["kept_pages"] == 3
    counts.forget(tmp_path)
    assert counts.read(tmp_path).answers == {}


def test_a_figure_is_text_that_prometheus_reads_whatever_the_route(tmp_path: Path) -> None:
    totals = counts.Totals()
    totals.count('/"\\\n', 500, 7.5)
    text = figures.write(totals, version=None, jobs={"backup": None})
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    assert "relais_up 0" in samples
    assert not any(line.startswith("relais_dataset_version") for line in samples)


def test_a_failure_shows_an_identifier_that_the_log_has_and_no_browser_chooses(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> Any:
        raise ValueError("12 rue des Lilas")

    served.app.view_functions["pages.discretion"] = fails
    with caplog.at_level(logging.ERROR, "relais"):
        answer = served.get("/rester-discret", X_Request_Id="mine")
    known = answer.headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", known)
    assert f"incident {known}" in answer.text
    assert REQUEST_ID.get() == known
    assert "Lilas" not in answer.text
    assert "X-Request-Id" not in served.get("/accessibilite").headers
    REQUEST_ID.set("")


def test_daily_jobs_are_dated_when_they_end_well_and_late_after_a_day(
    databases: Databases, empty_database: str, make_config: Callable[..., Config], tmp_path: Path
) -> None:
    app = create_app(make_config(databases.make(empty_database), reminders=True))
    runner, folder = app.test_cli_runner(), Path(app.instance_path) / "jobs"
    before = runner.invoke(args=["jobs", "check"])
    assert before.exit_code == 1
    assert before.output.count("jamais, EN RETARD") == 4
    assert runner.invoke(args=["retention", "run"]).exit_code == 0
    assert runner.invoke(args=["backup", str(tmp_path / "one")]).exit_code == 0
    assert runner.invoke(args=["backup", str(tmp_path / "one")]).exit_code == 1  # it exists already
    now = datetime.now(UTC)
    assert jobs.late(folder, jobs.DAILY, now) == ["reminders", "publish-due"]
    assert jobs.late(folder, jobs.DAILY, now + timedelta(hours=27)) == list(jobs.DAILY)
    written = runner.invoke(args=["jobs", "figures"]).output
    assert re.search(r'relais_job_last_success_timestamp_seconds\{job="backup"\} [1-9]\d{9}\n', written)
    assert 'relais_job_last_success_timestamp_seconds{job="reminders"} 0\n' in written
    assert app.extensions["engine"].pool.checkedout() == 0  # a command gives its connection back
    app.extensions["engine"].dispose()


def test_reminders_that_nobody_turned_on_are_never_late(own_app: Flask) -> None:
    said = own_app.test_cli_runner().invoke(args=["jobs", "check"]).output
    assert "reminders" not in said
    assert said.count("EN RETARD") == 3
