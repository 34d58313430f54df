"""The files for containers and systemd keep what the documentation promises."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from clients import client_of

from qa_service.settings import Settings

ROOT = Path(__file__).parents[1]
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
UNITS = sorted((ROOT / "deploy").glob("*.service"))
SETTINGS = {f"QA_{name.upper()}" for name in Settings.model_fields}


def hadolint() -> str | None:
    beside = Path(sys.executable).with_name("hadolint")
    return str(beside) if beside.exists() else shutil.which("hadolint")


@pytest.mark.skipif(hadolint() is None, reason="hadolint is not installed")
def test_hadolint_has_no_complaint() -> None:
    done = subprocess.run(
        [str(hadolint()), str(ROOT / "Containerfile")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_without_rights_and_without_torch() -> None:
    last = CONTAINER[CONTAINER.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert re.search(r"^HEALTHCHECK .*\\?$", last, re.M)
    assert "pip install" not in last
    gone = CONTAINER[CONTAINER.index("pip uninstall") : CONTAINER.index("find /opt/qa")].split()
    assert {"torch", "transformers", "sentence-transformers"} <= set(gone)


def test_every_file_that_is_copied_may_be_sent() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }  # fmt: skip
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINER, re.M)
        for name in line.split()[:-1]
    ]
    assert copied
    assert set(copied) == allowed


@pytest.mark.parametrize("text", [CONTAINER, (ROOT / "compose.yaml").read_text("utf-8"),
                                  *(unit.read_text("utf-8") for unit in UNITS)])  # fmt: skip
def test_every_setting_named_exists(text: str) -> None:
    assert set(re.findall(r"\bQA_[A-Z_]+\b", text)) <= SETTINGS


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_services_are_locked_up(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001"
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_the_job_that_reads_strangers_files_has_no_network() -> None:
    assert COMPOSE["services"]["ingest"]["network_mode"] == "none"
    assert service_of("qa-ingest.service")["PrivateNetwork"] == "yes"


def service_of(unit: str) -> Mapping[str, str]:
    """A unit's section [Service]."""
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(ROOT / "deploy" / unit)
    return read["Service"]


@pytest.mark.parametrize(
    ("ended", "published"), [(0, True), (3, True), (1, False), (2, False), (130, False)]
)
def test_a_file_that_cannot_be_read_is_no_failure_of_the_job(
    ended: int, published: bool, tmp_path: Path
) -> None:
    stand_in = tmp_path / "qa"
    stand_in.write_text(f"#!/bin/sh\nexit {ended}\n")
    stand_in.chmod(0o755)
    command = service_of("qa-ingest.service")["ExecStart"].replace("$$", "$")
    done = subprocess.run(
        shlex.split(command.replace("/opt/qa-service/.venv/bin/qa", str(stand_in)))
    )
    assert (done.returncode == 0) == published


def test_a_misleading_quotation_is_a_failure_of_the_job() -> None:
    """The audit tells of one by exit code 3."""
    service = service_of("qa-ingest.service")
    assert service["ExecStartPre"] == "/opt/qa-service/.venv/bin/qa audit"
    assert "SuccessExitStatus" not in service


def test_the_service_may_write_to_every_volume() -> None:
    """A new volume belongs to whoever its folder in the image belongs to."""
    (made,) = re.findall(r"^RUN install --directory --owner=10001 .*? (/.+)$", CONTAINER, re.M)
    targets = {
        volume.split(":")[1]
        for service in COMPOSE["services"].values()
        for volume in service["volumes"]
    }
    assert targets == {"/data/corpus", "/data/index", "/data/feedback"}
    assert targets <= set(made.split())


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_units_are_locked_up(path: Path) -> None:
    text = path.read_text("utf-8")
    for line in (
        "User=qa-service",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
    ):
        assert f"\n{line}\n" in text
    for command in re.findall(r"^Exec\w+=(.+)$", text, re.M):
        assert re.match(
            r"(?:/bin/sh -c ')?/opt/qa-service/\.venv/bin/qa (?:serve|audit|ingest)\b", command
        )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
def test_systemd_has_no_complaint(tmp_path: Path) -> None:
    """With another program in the place of the one that is installed elsewhere."""
    copies = [tmp_path / path.name for path in sorted((ROOT / "deploy").glob("qa-*"))]
    for copy in copies:
        text = (ROOT / "deploy" / copy.name).read_text("utf-8")
        copy.write_text(text.replace("/opt/qa-service/.venv/bin/qa", sys.executable), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, copies)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_documented_metrics_exist() -> None:
    with client_of() as http:
        http.post("/ask", json={"question": "Where is it in Chengdu?"})
        exposed = http.get("/metrics").text
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    named = set(re.findall(r"\bqa_[a-z_]+\b", text))
    assert len(named) > 6
    assert {
        name for name in named if f"# TYPE {name.removesuffix('_bucket')} " not in exposed
    } == set()
