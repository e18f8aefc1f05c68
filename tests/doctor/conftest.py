"""The command as a person runs it, on a machine that each test describes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from provider import __version__
from provider.fake import FakeTwilio
from provider.installation import install
from provider.resources.provider import ADDRESS
from provider.twilio.configuration import BUNDLE_VARIABLES
from tests.harness.forked import run_forked
from tests.harness.process import ROOT, plain_environment

SECRETS = ("0123456789abcdef0123456789abcdef", "hunter2")
"""The auth token of the account, and the password of a proxy: nothing that is printed may show one."""


@dataclass
class Report:
    """What the command printed, read as the JSON that it is."""

    status: int
    healthy: bool
    findings: list[dict[str, str]]

    def of(self, check: str, status: str) -> list[str]:
        """What is told of a check, summary and remedy in one text."""
        return [f"{one['summary']} {one['remedy']}" for one in self.findings if (one["check"], one["status"]) == (check, status)]

    def statuses(self, check: str) -> list[str]:
        return [one["status"] for one in self.findings if one["check"] == check]


@dataclass
class Machine:
    """A home, a PATH, a folder with a configuration, and an account."""

    home: Path
    folder: Path
    bin: Path
    variables: dict[str, str] = field(default_factory=dict)
    system: str = ":/usr/bin:/bin"
    """What PATH has besides."""

    def command(self, name: str, text: str) -> Path:
        """Put a command on PATH: a shell script of these lines."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def engine(self, name: str, version_line: str) -> Path:
        return self.command(name, f'echo "{version_line}"')

    def only_these_commands(self) -> None:
        """Nothing of this system is on PATH."""
        for name in ("sh", "uname"):
            (self.bin / name).symlink_to(shutil.which(name) or name)
        self.system = ""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = plain_environment(HOME=str(self.home), PATH=f"{self.bin}{self.system}", PYTHONPATH=str(ROOT))
        for name in BUNDLE_VARIABLES:
            environment.pop(name, None)
        done = run_forked(*arguments, cwd=self.folder, environment=environment | self.variables)
        assert done.stderr == ""
        assert not [secret for secret in SECRETS if secret in done.stdout]
        return done

    def examine(self) -> Report:
        done = self.run("doctor", "--json")
        told = json.loads(done.stdout)
        return Report(done.returncode, told["healthy"], told["findings"])


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(auth_token=SECRETS[0]) as served:
        yield served


@pytest.fixture
def machine(tmp_path: Path, twilio: FakeTwilio) -> Machine:
    """A machine where all is well: plugin installed, a new engine, credentials that Twilio knows."""
    made = Machine(tmp_path / "home", tmp_path / "folder", tmp_path / "bin")
    for folder in (made.home, made.folder, made.bin):
        folder.mkdir()
    made.engine("terraform", "Terraform v1.16.2")
    made.variables |= {
        "TWILIO_BASE_URL": twilio.base_url,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
    }
    install(made.home / ".terraform.d/plugins", ADDRESS, __version__)
    return made
