"""The files for operators: read by the programs that will read them, and true of the service."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from directory.config import ROOT
from directory.watching import figures
from directory.watching.counts import Totals
from directory.watching.jobs import DAILY

DEPLOY = ROOT / "scripts" / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())


def write_certificate(folder: Path) -> None:
    """A certificate for relais.example that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relais.example")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "certificat.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "certificat.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    text = (DEPLOY / "nginx" / "relais.conf").read_text("utf-8")
    folders = {
        "/srv/relais": ROOT,
        "/etc/relais": tmp_path,
        "/run/relais-pages": tmp_path / "pages",
        "/var/log/nginx": tmp_path,
    }
    for there, here in folders.items():
        text = text.replace(there, str(here))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n", "utf-8")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    ran = subprocess.run(
        [nginx, "-t", "-q", "-c", str(whole), "-e", str(tmp_path / "log")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


def test_systemd_reads_every_unit(tmp_path: Path) -> None:
    # The units name the folders of a real machine: here they name this one.
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text("utf-8").replace("/srv/relais", str(ROOT))
        (tmp_path / name).write_text(text, "utf-8")
    named = [name.replace("@.", "@backup.") for name in UNITS]
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
         *(str(tmp_path / name) for name in named)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert [line for line in ran.stderr.splitlines() if "relais" in line] == []


def test_each_daily_job_has_its_timer_and_is_known_to_the_script() -> None:
    script = (DEPLOY / "job").read_text("utf-8")
    for job in (*DAILY, "checks"):
        timer = (DEPLOY / "systemd" / f"relais-{job}.timer").read_text("utf-8")
        assert f"Unit=relais-job@{job}.service\n" in timer
        assert re.search(rf"^    {job}\)", script, re.MULTILINE)
    ran = subprocess.run([DEPLOY / "job", "autre"], check=False, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "usage" in ran.stderr


def test_alerts_ask_for_figures_that_the_service_gives() -> None:
    totals = Totals()
    totals.count("/", 200, 0.1)
    given = set(
        re.findall(r"^(relais_\w+)", figures.write(totals, version=1, jobs={"backup": 1.0}), re.MULTILINE)
    )
    asked = set(re.findall(r"relais_\w+", (DEPLOY / "prometheus" / "alertes.yml").read_text("utf-8")))
    assert asked
    assert asked <= given
    guide = (ROOT / "docs" / "exploitation.md").read_text("utf-8")
    assert [name for name in given if name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
            not in guide] == []  # fmt: skip


@pytest.mark.parametrize("header", ["X-Forwarded-For $remote_addr", 'Forwarded ""'])
def test_the_proxy_hands_over_nothing_a_visitor_wrote_about_where_they_come_from(header: str) -> None:
    assert f"proxy_set_header {header};" in (DEPLOY / "nginx" / "proxy.conf").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in readme
    assert "TRUSTED_PROXY=127.0.0.1" in readme
