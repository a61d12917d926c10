"""Makes the environment `.venv` from a hash-pinned lock: `python scripts/install.py requirements.lock`.

Standard library only: it runs before anything is installed. The lock is installed as it stands, without
resolving: a resolver looks for extras outside the lock as soon as a newer release exists (pypa/pip #9644).
uv does it in a tenth of pip's time; it comes, pinned, through the pip that Python bundles. Where one of the
two cannot be had, the environment's own pip installs the same lock.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
#: Exactly the lock: nothing resolved, nothing built, every file known by its fingerprint.
EXACTLY = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
#: What pip was told of indexes (files, PIP_…), and the name uv reads it under.
SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def run(*command: str | Path, **options: object) -> bool:
    """Whether a command ended well; what it says goes where this program's errors go."""
    return subprocess.run([str(part) for part in command], check=False, **options).returncode == 0  # type: ignore[call-overload]


def find_bundled_pip() -> Path | None:
    """The wheel of pip that Python carries: in `ensurepip`, or where Debian keeps its wheels."""
    import ensurepip

    folders = [Path(ensurepip.__file__).parent / "_bundled"]
    if kept_elsewhere := sysconfig.get_config_var("WHEEL_PKG_DIR"):
        folders.append(Path(kept_elsewhere))
    folders.append(Path("/usr/share/python-wheels"))
    return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))), None)


def pip_settings(pip: Path) -> dict[str, str]:
    """pip's index settings, under uv's names (uv reads its own only)."""
    printed = subprocess.run(
        [sys.executable, pip, "config", "list"], check=False, capture_output=True, text=True
    ).stdout
    found: dict[str, str] = {}
    for line in printed.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in SETTINGS and SETTINGS[name] not in os.environ:
            words = str(ast.literal_eval(value)).split()
            # A folder that is not there is passed over by pip and refused by uv.
            words = [word for word in words if not word.startswith("/") or Path(word).exists()]
            separator = "," if name == "find-links" else " "
            if words:
                found[SETTINGS[name]] = separator.join(words)
    return found


def install_with_uv(lock: str) -> bool:
    """Whether uv could be had, installed the lock and found it closed."""
    wheel = find_bundled_pip()
    if wheel is None or not (PYTHON.exists() or run(sys.executable, "-m", "venv", "--without-pip", FOLDER)):
        return False
    pip = wheel / "pip"
    quiet = ("-qq", "--disable-pip-version-check", "--no-compile")
    if not run(PYTHON, pip, "install", *quiet, *EXACTLY, "-r", ROOT / "requirements-uv.lock"):
        return False
    uv = PYTHON.with_name("uv" + PYTHON.suffix)
    # Files are known by their fingerprints, so that it does not matter which index has them.
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NO_CONFIG": "1"}
    environment = os.environ | pip_settings(pip) | settings
    asked = ("pip", "install", "--quiet", "--python", PYTHON, *EXACTLY)
    return run(uv, *asked, "-r", lock, env=environment) and run(
        uv, "pip", "check", "--python", PYTHON, env=environment, stderr=subprocess.DEVNULL
    )


def install_with_pip(lock: str) -> bool:
    """Whether the environment's own pip installed the lock and found it closed."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check")
    if not (run(sys.executable, "-m", "venv", FOLDER) and run(*pip, "--version", stdout=subprocess.DEVNULL)):
        return False
    return run(*pip, "install", "-qq", "--no-compile", *EXACTLY, "-r", lock) and run(
        *pip, "check", stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    os.chdir(ROOT)
    lock = sys.argv[1]
    if not install_with_uv(lock):
        print("uv n’a pas pu installer : pip prend le relais, plus lentement.", file=sys.stderr)
        if not install_with_pip(lock):
            sys.exit(
                "L’environnement Python n’a pas pu être installé : les messages ci-dessus disent pourquoi."
            )
