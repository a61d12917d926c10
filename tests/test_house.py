"""The rules of the house, read from the code itself (CONTRIBUTING.md names them)."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from directory.config import ROOT

PACKAGE = ROOT / "directory"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))
SCRIPTS = sorted((PACKAGE / "static").glob("*.js"))
SHEETS = sorted((PACKAGE / "static").glob("*.css"))

#: The only ones that know HTTP. (What may import what is stated in `pyproject.toml`.)
DOORS = {"", "app", "cli", "routes", "web", "wsgi"}
#: The ones that write questions to the database; the others call them.
SQL = set(
    "accounts api backup coordination coverage editing imports orientation partners publishing search storing"
    " suggestions copies".split()
)
LONGEST = 300


def short(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def floor(name: str) -> str:
    """The first word of a module below the package."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import that runs; those for type checkers alone do not."""
    typing_only = {
        inner
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(path)):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def inside(path: Path) -> set[str]:
    """The modules of the package that a module imports, as dotted names."""
    found = set()
    for module, name in imports(path):
        if module.split(".")[0] == "directory":
            found.add(f"{module}.{name}" if name else module)
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_only_doors_know_flask(path: Path) -> None:
    modules = {module.split(".")[0] for module, _ in imports(path)}
    if floor(name_of(path)) not in DOORS:
        assert not modules & {"flask", "werkzeug", "click"}


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_only_some_verbs_ask_the_database(path: Path) -> None:
    asked = [
        name for module, name in imports(path) if module in {"sqlalchemy", "sqlmodel"} and name == "select"
    ]
    assert not asked or floor(name_of(path)) in SQL


@pytest.mark.parametrize("path", sorted((PACKAGE / "routes").glob("*.py")), ids=short)
def test_a_route_imports_no_other_route(path: Path) -> None:
    assert [name for name in inside(path) if floor(name) == "routes"] == []


def test_the_stated_architecture_holds() -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_stays_short_and_says_what_it_is(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert not lines or ast.get_docstring(tree(path))
    assert path.stem not in {"utils", "helpers", "misc", "common", "util", "helper"}


def test_what_a_text_points_at_exists() -> None:
    """Names in backquotes that begin with a package of the program: `listings.public_view.public_view`."""
    named = re.compile(r"`(?:directory\.)?([a-z_]+(?:\.[A-Za-z_]+)+)(?:\(.*?\))?`")
    floors = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
    lost = [
        (short(path), name)
        for path in MODULES
        for name in named.findall(path.read_text("utf-8"))
        if name.split(".")[0] in floors and not exists(f"directory.{name}")
    ]
    assert lost == []


def exists(name: str) -> bool:
    """Whether a dotted name is a module of the program, or something that one of them has."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, getattr(found, "__annotations__", {}).get(part))
        return found is not None
    return False


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    silent = [node.name for node in _public(tree(path)) if not ast.get_docstring(node)]
    assert silent == []


def _public(
    node: ast.Module | ast.ClassDef,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for child in node.body:
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and child.name[0] != "_":
            yield child
            if isinstance(child, ast.ClassDef):
                yield from _public(child)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE / "templates")))
def test_a_template_holds_no_script_style_or_foreign_address(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    scripts = re.findall(r"<script\b([^>]*)>", text)
    assert [tag for tag in scripts if "src=" not in tag and "application/ld+json" not in tag] == []
    assert not re.search(r"<style\b|\sstyle=|\shx-on|\sdata-hx-on|javascript:", text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text)
    for tag in re.findall(r"<[a-zA-Z][^>]*(?:href|src|action)=\"https?://[^>]*>", text):
        assert tag.startswith("<a ")
        assert 'rel="noopener noreferrer"' in tag
    # Only what the template itself writes out is safe as it is.
    assert re.findall(r"[^\s|]*[^\s|\"'] *\| *safe", text) == []


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS], ids=lambda path: path.name)
def test_our_scripts_and_sheets_fetch_keep_and_evaluate_nothing_foreign(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)
    assert not re.search(
        r"@import|\beval\(|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML", text
    )
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", text)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE
    )
    reasons = {name.strip(): reason.strip() for names, reason in rows for name in names.split(",")}
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in wanted}
    assert names - set(reasons) == set()
    assert all(len(reasons[name]) > 3 for name in names)


def test_every_dependency_is_pinned_with_its_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / lock).read_text("utf-8").splitlines()
        pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
        assert pins
        assert all("==" in pin for pin in pins)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)


def test_vendored_files_are_those_whose_fingerprints_are_written() -> None:
    folder = PACKAGE / "static" / "vendor"
    written = (folder / "VERSIONS").read_text("utf-8")
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert found
    assert [name for name, digest in found.items() if f" {name} {digest}" not in written] == []


def test_migrations_make_one_chain_and_are_named_by_date() -> None:
    scripts = ScriptDirectory(str(PACKAGE / "database" / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    for path in (PACKAGE / "database" / "migrations" / "versions").glob("*.py"):
        assert re.fullmatch(r"20\d{6}_\d+_[a-z_]+\.py", path.name)


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name)
def test_tests_are_sentences_and_none_is_skipped(path: Path) -> None:
    names = [node.name for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    tests = [name for name in names if name.startswith("test_")]
    assert tests
    assert [name for name in tests if name.count("_") < 2] == []
    text = path.read_text("utf-8")
    if path.name != "test_house.py":
        assert not re.search(r"pytest\.(skip|xfail|mark\.skip|mark\.xfail)|unittest\.mock|time\.sleep", text)
