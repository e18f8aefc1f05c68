"""What a user is told about input that cannot work: which attribute or variable, what is wrong, what to do; and how early.

Nothing of it may change the account or the state, and no message may hold a secret.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, EVERYTHING
from tests.e2e.bad_inputs import SECRET, WRONG_CONFIGURATION, WRONG_ENVIRONMENT, Bad, assert_told
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace


@pytest.fixture(autouse=True)
def nothing_happens(workspace: Workspace, twilio: FakeTwilio) -> Iterator[None]:
    """Every test here leaves the account and the state as they were."""
    yield
    assert twilio.writes == []
    assert workspace.instances == {}


def write(workspace: Workspace, bad: Bad) -> None:
    for name, value in bad.environ.items():
        workspace.environ.pop(name, None)
        if value is not None:
            workspace.environ[name] = value
    lines = "".join(f'    {name} = "{limit}"\n' for name, limit in bad.timeouts.items())
    resource = hcl.settings({"friendly_name": "Bad"} | bad.arguments, inner=f"  timeouts {{\n{lines}  }}\n" if lines else "")
    workspace.write(resource, hcl.provider(**bad.provider))  # without a block, OpenTofu appends an error of its own


@engines(TERRAFORM)
@pytest.mark.parametrize("name", ["a duration that is none", "a negative number of retries"])
def test_wrong_configuration_is_found_by_validate(workspace: Workspace, twilio: FakeTwilio, name: str) -> None:
    """In a block, and in the provider's; `tests/conformance` has them all."""
    bad = WRONG_CONFIGURATION[name]
    write(workspace, bad)

    result = workspace.validate()

    assert result.code == 1
    assert_told([found.text for found in result.errors], bad)
    assert twilio.requests == []


@engines(TERRAFORM)
def test_a_missing_friendly_name_is_found_by_validate(workspace: Workspace) -> None:
    workspace.write(hcl.settings(encryption_enabled=False))

    assert 'The argument "friendly_name" is required' in workspace.validate().error


@engines(OLDEST_TERRAFORM)
def test_a_friendly_name_that_is_null_is_found_by_validate(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name=None))

    assert "Missing friendly_name: friendly_name is required" in workspace.validate().error


@engines(TERRAFORM)
def test_an_empty_friendly_name_is_found_by_validate(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name=""))

    assert "Invalid friendly_name: It must not be empty." in workspace.validate().error


@engines(TERRAFORM)
def test_an_unknown_argument_is_found_by_validate(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x", encryption=True))

    assert 'An argument named "encryption" is not expected here' in workspace.validate().error


def test_every_engine_shows_what_validate_finds_without_credentials(workspace: Workspace) -> None:
    bad = WRONG_CONFIGURATION["several things at once"]
    write(workspace, bad)
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        del workspace.environ[name]

    result = workspace.validate()

    assert_told([found.text for found in result.errors], bad)


@engines(TERRAFORM)
def test_a_password_in_a_url_is_an_error_that_does_not_show_it(workspace: Workspace) -> None:
    workspace.secrets.append(SECRET)
    workspace.environ["TF_VAR_url"] = f"https://user:{SECRET}@bucket.s3.amazonaws.com/"
    variable = hcl.block('variable "url"', {"type": hcl.Expression("string"), "sensitive": True})
    workspace.write(variable, hcl.settings(friendly_name="x", aws_s3_url=hcl.Expression("var.url")))

    error = workspace.plan().error

    assert "Invalid aws_s3_url" in error
    assert "must hold no user name or password" in error


@engines(OPENTOFU)
@pytest.mark.parametrize("name", ["no credentials at all", "a token that is none"])
def test_a_wrong_environment_is_found_by_plan_before_any_request(workspace: Workspace, twilio: FakeTwilio, name: str) -> None:
    bad = WRONG_ENVIRONMENT[name]
    workspace.secrets.append(SECRET)
    write(workspace, bad)

    result = workspace.plan()

    assert result.code == 1
    assert_told([found.text for found in result.errors], bad)
    assert twilio.requests == []


@engines(OPENTOFU)
def test_a_wrong_token_is_told_with_twilios_code(workspace: Workspace) -> None:
    wrong = "f" * 32
    workspace.environ["TWILIO_AUTH_TOKEN"] = wrong
    workspace.secrets.append(wrong)
    workspace.write(hcl.settings(friendly_name="x"))

    error = workspace.plan().error

    assert "Twilio does not accept the credentials" in error
    assert "401" in error
    assert "20003" in error
    assert "Check account_sid with auth_token" in error


@engines(OLDEST_TERRAFORM)
def test_a_reference_that_the_account_does_not_know_is_told_in_the_plan(workspace: Workspace, twilio: FakeTwilio) -> None:
    unknown = "CR" + "e5" * 16
    workspace.write(hcl.settings(EVERYTHING, encryption_key_sid=unknown, aws_storage_enabled=False))

    error = workspace.plan().error

    assert f"has no credential {unknown}" in error
    assert "Nothing was changed" in error
    assert twilio.writes == []


@engines(TERRAFORM)
def test_a_reference_that_twilio_refuses_is_told_in_its_words(workspace: Workspace, twilio: FakeTwilio) -> None:
    """The key may not read credentials, so that the plan cannot know."""
    key = twilio.account().add_api_key(credentials_status=403)
    del workspace.environ["TWILIO_AUTH_TOKEN"]
    workspace.environ |= {"TWILIO_API_KEY": key.sid, "TWILIO_API_SECRET": key.secret}
    unknown = "CR" + "e5" * 16
    workspace.write(hcl.settings(EVERYTHING, encryption_key_sid=unknown, aws_storage_enabled=False))

    error = workspace.apply().error

    assert f"EncryptionKeySid: the account has no public key {unknown}" in error
    assert "Nothing was changed" in error
    assert [request.status for request in twilio.writes] == [400]
    twilio.forget_requests()


@engines(TERRAFORM)
def test_an_import_of_another_account_is_refused_and_names_both(workspace: Workspace) -> None:
    other = "AC" + "9f" * 16
    workspace.write(hcl.settings(friendly_name="x"))

    told = workspace.import_(f"{hcl.RECORDING}.this", other)

    assert told.code == 1
    assert f'"{other}" is not the account that the provider is configured for, which is {ACCOUNT}' in told.text
    assert "Import with the SID of one of these, or with `Default` for the first" in told.text
