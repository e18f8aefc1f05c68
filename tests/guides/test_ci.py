"""docs/guides/ci.md: its two files, taken out of the page, and every step of them run as the service would."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from provider.fake import Account, FakeTwilio
from provider.resources.provider import DISTRIBUTION
from tests.e2e.account import UNTOUCHED, holds
from tests.guides.conftest import add_command, guide
from tests.guides.runner import Reader, steps

pytestmark = pytest.mark.engine

ACTIONS = {
    "actions/checkout",
    "actions/setup-python",
    "actions/setup-node",
    "hashicorp/setup-terraform",
    "github/codeql-action/upload-sarif",
}
"""What brings the code, Python, Node.js and Terraform, which are there already; and what shows the findings of an audit."""

COMMENT_TOKEN = "glpat-of-the-project"

POLICY = '[recordings]\nstored_under = ["twilio"]\n'

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
            elif holds_for(name, step.get("if")):
                events[event].append(step["run"])
    return events


def holds_for(event: str, condition: str | None) -> bool:
    """Whether a step with this condition runs, of those that the page has."""
    if condition is None:
        return True
    _, operator, named = condition.split()
    return (named.strip("'") == event) is (operator == "==")


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
    (reader.folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    (reader.folder / "requirements.txt").write_text(f"{DISTRIBUTION}[cdktf]\n", encoding="utf-8")  # installed already
    add_command(reader, "pip", [sys.executable, "-m", "pip", "--disable-pip-version-check"])
    add_command(reader, "npm", ["echo", "npm"])  # what it brings is there already
    for name in ("gh", "curl"):  # what they would send
        add_command(reader, name, ["sh", "-c", 'echo "$0 $@" >> posted.txt; cat picture.md >> posted.txt', name])
    numbers = {
        "NUMBER": "7",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_PROJECT_ID": "3",
        "CI_API_V4_URL": "https://git.acme.example/api/v4",
    }
    reader.environment = {**reader.environment, **numbers, "COMMENT_TOKEN": COMMENT_TOKEN}
    return Service(reader, request.param())


def test_a_pull_request_shows_main_deploys_and_the_morning_finds_what_was_changed_by_hand(
    service: Service, twilio: FakeTwilio
) -> None:
    status, printed = service.run("diff")
    assert (status, twilio.writes) == (0, []), printed
    assert "npm install --global cdktf-cli@" in printed
    assert "1 to add, 0 to change, 0 to destroy" in plain(printed)
    posted = (service.reader.folder / "posted.txt").read_text(encoding="utf-8")
    assert posted.startswith(("gh pr comment 7 --body-file picture.md", "curl --fail"))
    assert "body@picture.md" in posted or posted.startswith("gh")
    assert f"### Account {twilio.account_sid}\n\n```mermaid\nflowchart LR\n" in posted
    assert twilio.auth_token not in posted

    status, printed = service.run("deploy")
    assert status == 0, printed
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}

    assert service.run("drift")[0] == 0

    changed_by_hand(twilio.account())
    status, printed = service.run("drift")
    assert status == 1, printed
    assert "recordings.stored_under" in audited(service, printed)
    assert twilio.auth_token not in printed


def test_a_pull_request_that_breaks_the_policy_fails_and_is_drawn_all_the_same(service: Service, twilio: FakeTwilio) -> None:
    (service.reader.folder / "policy.toml").write_text("[recordings]\nencrypted = true\n", encoding="utf-8")

    status, printed = service.run("diff")

    assert (status, twilio.writes) == (1, []), printed
    assert "recordings.encrypted: Recordings are stored in Twilio's cloud, not encrypted." in printed
    assert (service.reader.folder / "posted.txt").exists()


def test_the_morning_finds_a_subaccount_that_is_not_as_the_policy_says(service: Service, twilio: FakeTwilio) -> None:
    customer = twilio.add_subaccount(friendly_name="Customer")
    changed_by_hand(customer)

    status, printed = service.run("drift")

    assert status == 1, printed
    assert f"{customer.sid} (Customer)" in audited(service, printed) or f"{customer.sid}  Customer" in printed
    assert customer.auth_token not in printed


def changed_by_hand(account: Account) -> None:
    account.recording_settings.aws_storage_enabled = True
    account.recording_settings.aws_s3_url = "https://elsewhere.s3-eu-west-1.amazonaws.com/"


def audited(service: Service, printed: str) -> str:
    """The findings: in a file for the service that shows it, or in what was printed."""
    report = service.reader.folder / "audit.sarif"
    return json.dumps(json.loads(report.read_text(encoding="utf-8"))["runs"][0]["results"]) if report.exists() else printed


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
