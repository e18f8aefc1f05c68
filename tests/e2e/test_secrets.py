"""No secret is left in state, plans, logs or output, with the engine's log at its loudest.

The way in that leaks nothing is an *ephemeral* variable whose value comes from the environment (`TF_VAR_…`): engines log
neither. A variable that is only sensitive is no such way, for engines write the values of all variables that are not ephemeral
into saved plans; `test_engines_write_variables_that_are_only_sensitive_into_saved_plans` shows it without our provider.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from provider.fake import Answer, FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, engines, having
from tests.e2e.leaks import leaks, spellings
from tests.e2e.stack import ACCESS_KEY_ID, SECRET, aws, secret_variable
from tests.e2e.workspace import Result, Workspace

with_write_only = engines(*having(lambda features: features.write_only))

CREDENTIAL = (
    secret_variable("aws_secret"),
    aws(aws_secret_access_key_wo=hcl.Expression("var.aws_secret"), aws_secret_access_key_wo_version=1),
)


@pytest.fixture
def watched(workspace: Workspace) -> Workspace:
    """A workspace whose engine logs all that it can into its directory, and knows a secret of AWS."""
    workspace.environ |= {
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(workspace.directory / "trace.log"),
        "TF_VAR_aws_secret": SECRET,
    }
    return workspace


def kept(workspace: Workspace, *results: Result) -> Path:
    """The directory with everything the commands left behind, and their output."""
    for number, result in enumerate(results):
        (workspace.directory / f"{number}.output").write_text(result.output)
    return workspace.directory


def log(workspace: Workspace) -> str:
    return (workspace.directory / "trace.log").read_text()


@with_write_only
def test_a_write_only_secret_reaches_twilio_and_nothing_else(watched: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(429, 20429, f"Too many: {SECRET}"), method="POST")  # what Twilio says is logged: it is tried again
    watched.write(*CREDENTIAL)

    planned = watched.plan().expect_change()
    applied = watched.apply_plan().expect_success()
    received = [each.secret_access_key for each in twilio.account().aws_credentials.values()]
    shown = watched.run("show", "-json", "saved.plan").expect_success()
    again = watched.plan().expect_nothing_to_do()
    destroyed = watched.destroy().expect_success()

    assert SECRET in received
    assert f"POST {twilio.base_url}/v1/Credentials/AWS: 201" in log(watched)
    assert "Too many: ***" in log(watched)
    assert (watched.directory / "terraform.tfstate.backup").exists()
    assert leaks(SECRET, kept(watched, planned, applied, shown, again, destroyed)) == []


@engines(OPENTOFU)
def test_a_write_only_secret_that_twilio_refuses_is_not_repeated_to_the_user(watched: Workspace, twilio: FakeTwilio) -> None:
    echo = " ".join(form.decode() for form in spellings(f"{ACCESS_KEY_ID}:{SECRET}").values() if SECRET.encode() in form)
    twilio.faults.add(Answer(400, 70106, f"Invalid credentials {echo}"), method="POST")
    watched.write(*CREDENTIAL)

    planned = watched.plan().expect_change()
    refused = watched.apply_plan()

    assert f"Invalid credentials {ACCESS_KEY_ID}:***" in refused.error
    assert leaks(SECRET, kept(watched, planned, refused)) == []


@with_write_only
@pytest.mark.parametrize(("kind", "way_in"), [("auth_token", "environment"), ("api_secret", "ephemeral variable")])
def test_the_providers_own_credentials_are_written_nowhere(
    watched: Workspace, twilio: FakeTwilio, kind: str, way_in: str
) -> None:
    key: dict[str, hcl.Value] = {"api_key": twilio.api_key} if kind == "api_secret" else {}
    secret = twilio.api_secret if kind == "api_secret" else TOKEN
    del watched.environ["TWILIO_AUTH_TOKEN"]
    if way_in == "environment":
        watched.environ[f"TWILIO_{kind.upper()}"] = secret
        blocks = [hcl.provider(**key)]
    else:
        watched.environ["TF_VAR_twilio_secret"] = secret
        blocks = [secret_variable("twilio_secret"), hcl.provider(**key, **{kind: hcl.Expression("var.twilio_secret")})]
    watched.write(*blocks, hcl.settings(friendly_name="Managed"))

    planned = watched.plan().expect_change()
    applied = watched.apply_plan().expect_success()

    assert {request.account_sid for request in twilio.requests} == {ACCOUNT}
    assert f"POST {twilio.base_url}/v1/RecordingSettings/Default: 200" in log(watched)
    assert leaks(secret, kept(watched, planned, applied)) == []


@engines(TERRAFORM)
def test_credentials_that_twilio_rejects_are_not_repeated_to_the_user(watched: Workspace, twilio: FakeTwilio) -> None:
    rejected = "0badc0de" * 4
    twilio.faults.add(Answer(401, 20003, f"No such token {rejected}"))
    watched.environ["TWILIO_AUTH_TOKEN"] = rejected
    watched.write(hcl.settings(friendly_name="Managed"))

    refused = watched.plan()

    assert "No such token ***" in refused.error
    assert leaks(rejected, kept(watched, refused)) == []


@with_write_only
def test_engines_write_variables_that_are_only_sensitive_into_saved_plans(watched: Workspace) -> None:
    watched.write(secret_variable("aws_secret", ephemeral=False))  # no resource: our provider is not even started

    watched.plan().expect_success()

    assert set(leaks(SECRET, watched.directory)) == {"saved.plan/tfplan: raw", "saved.plan/tfplan: JSON"}


@pytest.mark.parametrize("form", spellings(SECRET))
def test_the_search_finds_a_secret_however_it_is_written(form: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"before" + spellings(SECRET)[form] + b"after")

    assert f"log: {form}" in leaks(SECRET, tmp_path)


def test_the_search_looks_into_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "saved.plan", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", SECRET * 9)

    assert "saved.plan/tfplan: raw" in leaks(SECRET, tmp_path)
