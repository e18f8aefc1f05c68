"""docs/guides/ci.md: its two files, taken out of the page, and every step of them run as the service would."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from provider.fake import FakeTwilio
from provider.resources.provider import DISTRIBUTION
from tests.e2e.account import UNTOUCHED, holds
from tests.guides.conftest import add_command, guide
from tests.guides.runner import Reader, steps

pytestmark = pytest.mark.engine

ACTIONS = {"actions/checkout", "actions/setup-python", "actions/setup-node", "hashicorp/setup-terraform"}
"""What brings the code, Python, Node.js and Terraform. They are there already."""

STACK = """\
from cdktf import App, TerraformStack
from constructs_lib.cdktf import TwilioProvider, VideoRecordingSettings

app = App()
stack = TerraformStack(app, "recordings")
TwilioProvider(stack, "twilio")
VideoRecordingSettings(stack, "settings", friendly_name="Recordings of production")
app.synth()
"""

FILES = {step.title: step.body for step in steps(guide("ci")) if step.title}


@dataclass(frozen=True)
class Service:
    """A CI service that runs the page's file for an event."""

    reader: Reader
    scripts: dict[str, list[str]]
    """The scripts of each event, in order."""

    def run(self, event: str) -> tuple[int, str]:
        """Run an event's scripts up to the first that fails; returns the last exit status, and all that was printed."""
        printed = ""
        for script in self.scripts[event]:
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", script],
                cwd=self.reader.folder,
                env=dict(self.reader.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=300,
            )
            printed += done.stdout
            if done.returncode:
                return done.returncode, printed
        return 0, printed


def github() -> dict[str, list[str]]:
    (job,) = yaml.safe_load(FILES[".github/workflows/recordings.yml"])["jobs"].values()
    events: dict[str, list[str]] = {"diff": [], "deploy": [], "drift": []}
    for event, name in (("diff", "pull_request"), ("deploy", "push"), ("drift", "schedule")):
        for step in job["steps"]:
            if "uses" in step:
                assert step["uses"].partition("@")[0] in ACTIONS
            elif step.get("if", f"github.event_name == '{name}'") == f"github.event_name == '{name}'":
                events[event].append(step["run"])
    return events


def gitlab() -> dict[str, list[str]]:
    file: dict[str, Any] = yaml.safe_load(FILES[".gitlab-ci.yml"])
    before = file["default"]["before_script"]
    return {event: ["\n".join([*before, *file[event]["script"]])] for event in ("diff", "deploy", "drift")}


@pytest.fixture(params=[github, gitlab])
def service(request: pytest.FixtureRequest, reader: Reader, cdktf: None) -> Service:
    (reader.folder / "main.py").write_text(STACK, encoding="utf-8")
    (reader.folder / "cdktf.json").write_text(
        '{"language": "python", "app": "python main.py", "projectId": "x"}', encoding="utf-8"
    )
    (reader.folder / "requirements.txt").write_text(f"{DISTRIBUTION}[cdktf]\n", encoding="utf-8")  # installed already
    add_command(reader, "pip", [sys.executable, "-m", "pip", "--disable-pip-version-check"])
    add_command(reader, "npm", ["echo", "npm"])  # what it brings is there already
    return Service(reader, request.param())


def test_a_pull_request_shows_main_deploys_and_the_morning_finds_what_was_changed_by_hand(
    service: Service, twilio: FakeTwilio
) -> None:
    status, printed = service.run("diff")
    assert (status, twilio.writes) == (0, []), printed
    assert "npm install --global cdktf-cli@" in printed
    assert "1 to add, 0 to change, 0 to destroy" in plain(printed)

    status, printed = service.run("deploy")
    assert status == 0, printed
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}

    assert service.run("drift")[0] == 0

    twilio.account().recording_settings.friendly_name = "By hand"
    status, printed = service.run("drift")
    assert status == 2, printed
    assert '"By hand" -> "Recordings of production"' in plain(printed)
    assert twilio.auth_token not in printed


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_the_page_has_a_file_for_each_service_and_nothing_else() -> None:
    assert set(FILES) == {".github/workflows/recordings.yml", ".gitlab-ci.yml"}


def test_no_requirement_of_the_page_leaves_open_where_the_package_comes_from() -> None:
    """Its name alone is nobody's in a public index: whoever registers it there would be installed."""
    shells = "".join(step.body for step in steps(guide("ci")) if step.language == "shell")
    named = [line for line in shells.splitlines() if re.search(rf"{DISTRIBUTION}\[", line)]
    assert named
    assert all("git+https://" in line or "==$VERSION" in line for line in named)
    assert "--extra-index-url" not in shells
    jobs = "".join(FILES.values())
    assert set(re.findall(r"pip install .*?(-r .*)", jobs)) == {"-r requirements.txt"}
    assert jobs.count("pip install") == 2
