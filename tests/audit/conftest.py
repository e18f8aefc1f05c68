"""`audit`, and other commands, as a person runs them on accounts of the stand-in."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from provider.fake import FakeTwilio, LoggedRequest
from provider.fake.models import ApiKey
from tests.harness.forked import run_forked
from tests.harness.process import ROOT, plain_environment

TOKEN = "0123456789abcdef0123456789abcdef"
"""The auth token of the parent: nothing that is printed may show it."""
KEY = f"CR{'1' * 32}"
BUCKET = "https://my-recordings.s3-eu-west-1.amazonaws.com/video/"

ENCRYPTED = "[recordings]\nencrypted = true\n"


@dataclass
class Audit:
    """How the command ended, and what it printed."""

    status: int
    output: str
    errors: str

    @property
    def result(self) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(self.output)
        return result

    @property
    def accounts(self) -> dict[str, dict[str, Any]]:
        return {each["sid"]: each for each in self.result["accounts"]}

    @property
    def found(self) -> set[tuple[str, str]]:
        """Account and rule of every finding of the JSON."""
        return {(sid, one["rule"]) for sid, each in self.accounts.items() for one in each["findings"]}

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.output)))


@dataclass
class Auditor:
    """Somebody with a folder, a policy in it, and credentials."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=lambda: [TOKEN])

    def write(self, text: str, name: str = "policy.toml") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def command(self, *arguments: str, name: str = "audit") -> list[str]:
        return [sys.executable, "-m", "provider", name, *arguments]

    def environment(self) -> dict[str, str]:
        return plain_environment(HOME=str(self.folder), PYTHONPATH=str(ROOT)) | self.variables

    def with_key(self, key: ApiKey) -> Auditor:
        """Give the auditor an API key in place of the auth token."""
        del self.variables["TWILIO_AUTH_TOKEN"]
        self.variables |= {"TWILIO_API_KEY": key.sid, "TWILIO_API_SECRET": key.secret}
        return self

    def run(self, *arguments: str, name: str = "audit", given: bytes = b"") -> Audit:
        """Run a command of that name. It shows no secret, and no traceback."""
        done = run_forked(name, *arguments, cwd=self.folder, environment=self.environment(), given=given)
        assert not [secret for secret in self.secrets if secret in done.stdout + done.stderr]
        assert "Traceback" not in done.stderr
        return Audit(done.returncode, done.stdout, done.stderr)

    def audit(self, policy: str = ENCRYPTED, *arguments: str) -> Audit:
        """Audit by a policy, as JSON unless another form is asked for."""
        self.write(policy)
        form = () if "--format" in arguments else ("--format", "json")
        return self.run("--policy", "policy.toml", *form, *arguments)


def once_asked(twilio: FakeTwilio, accounts: int, act: Callable[[], object]) -> None:
    """Act when the settings of so many accounts have been asked for."""
    asked: set[str] = set()

    def after(request: LoggedRequest) -> None:
        if request.path.startswith("/v1/") and request.account_sid not in (None, *asked):
            asked.add(str(request.account_sid))
            if len(asked) == accounts:
                act()

    twilio.after_request = after


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(auth_token=TOKEN) as served:
        yield served
        assert not served.writes


@pytest.fixture
def auditor(tmp_path: Path, twilio: FakeTwilio) -> Auditor:
    return Auditor(
        tmp_path,
        {
            "TWILIO_BASE_URL": twilio.base_url,
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_BACKOFF_INTERVAL_IN_MS": "10",
        },
    )
