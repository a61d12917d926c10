"""Both commands of the README install the locks as they stand: they must hold all their packages ask for."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import advisories, install, sbom

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("dev",), "requirements-uv.lock": ()}


def read_lock(path: Path) -> dict[str, str]:
    """Name → version of what a lock installs on this machine."""
    pins = re.findall(r"^([a-z0-9][^\s\\]*)(?: ;([^\\]*))? *\\", path.read_text("utf-8"), re.MULTILINE)
    return {
        str(canonicalize_name(name)): version
        for pin, marker in pins
        for name, _, version in [pin.partition("==")]
        if not marker or Requirement(f"x ;{marker}").marker.evaluate()  # type: ignore[union-attr]
    }


def requirements_of(name: str, extra: str) -> Iterator[Requirement]:
    """What an installed package asks for on this machine, with one of its extras ("" for none)."""
    for line in distribution(name).requires or []:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({**default_environment(), "extra": extra}):
            yield asked


def unmet(wanted: list[Requirement], pins: dict[str, str]) -> list[str]:
    """Every requirement, followed to the end with its extras and markers, that the pins do not meet."""
    waiting, seen, missing = list(wanted), set(), []
    while waiting:
        asked = waiting.pop()
        name = str(canonicalize_name(asked.name))
        if name not in pins or not asked.specifier.contains(pins[name], prereleases=True):
            missing.append(str(asked))
            continue
        for extra in ("", *asked.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += requirements_of(name, extra)
    return missing


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_all_that_its_packages_ask_for_extras_included(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in LOCKS[lock]:
        lines += project["optional-dependencies"][extra]
    pins = read_lock(ROOT / lock)
    assert unmet([Requirement(line) for line in lines], pins) == []
    # What only an extra of a dependency asks for is followed too: a resolver would look for it elsewhere.
    without = {name: version for name, version in pins.items() if name != "email-validator"}
    if lock == "requirements-dev.lock":
        assert any("email" in line for line in unmet([Requirement(line) for line in lines], without))


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_locked_is_installed_at_that_version(lock: str) -> None:
    pins = read_lock(ROOT / lock)
    assert pins
    wrong = {name: distribution(name).version for name in pins if distribution(name).version != pins[name]}
    assert wrong == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_each_package_once_a_machine_with_its_fingerprints(lock: str) -> None:
    for block in re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text("utf-8").strip()):
        assert re.match(r"[a-z0-9.\-]+==\S+", block), block
        assert "--hash=sha256:" in block, block


def test_nothing_is_resolved_nor_built_when_a_lock_is_installed() -> None:
    assert {"--no-deps", "--require-hashes", "--only-binary"} <= set(install.EXACTLY)
    source = (ROOT / "scripts" / "install.py").read_text("utf-8")
    installs = re.findall(r'"install".*?\)', source, re.DOTALL)
    assert len(installs) == 3
    assert all("*EXACTLY" in call for call in installs)


def test_index_settings_of_pip_are_passed_on_to_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = install.find_bundled_pip()
    assert pip is not None
    here, away = tmp_path / "wheels", tmp_path / "away"
    here.mkdir()
    settings = tmp_path / "pip.conf"
    settings.write_text(
        f"[global]\nindex-url = https://paquets.example/simple\nfind-links = {here} {away}\n", "utf-8"
    )
    for name in ("PIP_INDEX_URL", "PIP_FIND_LINKS", *install.SETTINGS.values()):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    found = install.pip_settings(pip / "pip")
    assert found["UV_DEFAULT_INDEX"] == "https://paquets.example/simple"
    assert found["UV_FIND_LINKS"] == str(here)  # uv refuses a folder that is not there, pip passes over it


def test_the_installer_needs_nothing_but_python() -> None:
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import ast, runpy; runpy.run_path('scripts/install.py')"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr


def test_the_bill_of_materials_lists_every_locked_package_with_its_fingerprints() -> None:
    bill = sbom.make_bill()
    listed = {part["purl"]: part for part in bill["components"]}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len(listed) == len(bill["components"])
    for lock, scope in (
        ("requirements.lock", {"required"}),
        ("requirements-dev.lock", {"required", "excluded"}),
    ):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text("utf-8").strip())
        for block in blocks:
            name, _, version = block.split()[0].partition("==")
            part = listed[f"pkg:pypi/{name}@{version}"]
            assert part["scope"] in scope
            assert [known["content"] for known in part["hashes"]] == re.findall(r"sha256:([0-9a-f]+)", block)
    assert listed["pkg:npm/leaflet@1.9.4"]["licenses"]
    assert sbom.make_bill() == bill


class _Osv(BaseHTTPRequestHandler):
    """Answers as OSV documents it (google.github.io/osv.dev/post-v1-querybatch): in order, by pages."""

    answers: dict[str, dict[str, Any]]

    def do_POST(self) -> None:
        """Answer a batch; refuse one that is not written as the documentation says."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"] == "application/json"
        results = []
        for query in asked["queries"]:
            assert query.keys() <= {"package", "version", "page_token"}
            assert query["package"].keys() == {"name", "ecosystem"}
            assert query["package"]["ecosystem"] == "PyPI"
            page = query.get("page_token", "")
            results.append(self.answers.get(f"{query['package']['name']} {page}".strip(), {}))
        body = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests quiet."""


@pytest.fixture
def osv() -> Iterator[str]:
    _Osv.answers = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Osv)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/querybatch"
    server.shutdown()
    server.server_close()


def vulns(*identifiers: str) -> dict[str, Any]:
    return {"vulns": [{"id": each, "modified": "2026-11-02T15:04:05.123456Z"} for each in identifiers]}


def test_every_installed_version_is_asked_for_and_advisories_are_told(
    osv: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert advisories.main(osv) == 0
    packages = {found for name in advisories.LOCKS for found in sbom.read_lock((ROOT / name).read_text())}
    assert f"{len(packages)} paquets, 0 avec" in capsys.readouterr().out
    _Osv.answers["flask"] = vulns("GHSA-fict-0000-0001", "PYSEC-2026-0") | {"next_page_token": "suite"}
    _Osv.answers["flask suite"] = vulns("GHSA-fict-0000-0002")
    _Osv.answers["sqlmodel"] = {"next_page_token": "vide"}  # an empty page may come before a full one
    _Osv.answers["sqlmodel vide"] = vulns("GHSA-fict-0000-0003")
    assert advisories.main(osv) == 1
    told = capsys.readouterr().out
    for each in ("GHSA-fict-0000-0001", "PYSEC-2026-0", "GHSA-fict-0000-0002", "GHSA-fict-0000-0003"):
        assert f"https://osv.dev/vulnerability/{each}" in told
    assert ", 2 avec" in told


@pytest.mark.parametrize("answer", ["absent", "{}", '{"results": [{}]}', "<html>"])
def test_an_answer_that_is_none_is_never_taken_for_good_news(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    file = tmp_path / "answer.json"
    if answer != "absent":
        file.write_text(answer)
    assert advisories.main(file.as_uri()) == 2
    assert "on ne sait donc rien" in capsys.readouterr().out
