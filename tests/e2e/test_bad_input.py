"""What a user is told about input that cannot work: which attribute or variable, what is wrong, what to do; and how early.

Nothing of it may change the account or the state, and no message may hold a secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, BUCKET, EVERYTHING, KEY
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace

SECRET = "hunter2-hunter2-hunter2"


@dataclass(frozen=True)
class Bad:
    """Bad input, and a list for each error that must be shown: words that it must have."""

    errors: list[list[str]]
    arguments: dict[str, hcl.Value] = field(default_factory=dict)
    inner: str = ""
    provider: dict[str, hcl.Value] = field(default_factory=dict)
    environ: dict[str, str | None] = field(default_factory=dict)
    """Variables to set, or to remove (None)."""


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
    resource = hcl.settings({"friendly_name": "Bad"} | bad.arguments, inner=bad.inner)
    workspace.write(resource, hcl.provider(**bad.provider))  # without a block, OpenTofu appends an error of its own


def assert_told(told: list[str], bad: Bad) -> None:
    assert len(told) == len(bad.errors), told
    for words in bad.errors:
        assert any(all(word in text for word in words) for text in told), (words, told)


WRONG_CONFIGURATION = {
    "a credential SID that is none": Bad(
        [["aws_credentials_sid", '"CRnope"', "a credential SID (CR and 32 hexadecimal digits)"]],
        {"aws_credentials_sid": "CRnope"},
    ),
    "an account SID where a key's belongs": Bad(
        [["encryption_key_sid", ACCOUNT, "a credential SID (CR and 32 hexadecimal digits)"]],
        {"encryption_key_sid": ACCOUNT},
    ),
    "a SID with a line end": Bad([["encryption_key_sid", "white space"]], {"encryption_key_sid": f"{KEY}\n"}),
    "a URL that is not https": Bad(
        [["aws_s3_url", "must begin with https://", "Write it like https://"]],
        {"aws_s3_url": "http://bucket.s3.amazonaws.com/"},
    ),
    "an s3:// address": Bad([["aws_s3_url", "must begin with https://"]], {"aws_s3_url": "s3://bucket/path"}),
    "a bucket's name alone": Bad([["aws_s3_url", "must begin with https://"]], {"aws_s3_url": "my-bucket"}),
    "a URL without a host": Bad([["aws_s3_url", "names no host"]], {"aws_s3_url": "https:///recordings"}),
    "a host that is not DNS-compliant": Bad(
        [["aws_s3_url", '"my_bucket.s3.amazonaws.com" is not a DNS-compliant host name']],
        {"aws_s3_url": "https://my_bucket.s3.amazonaws.com/"},
    ),
    "a URL with a port": Bad([["aws_s3_url", "must name no port"]], {"aws_s3_url": "https://bucket.example:8443/"}),
    "a URL with a query": Bad([["aws_s3_url", "no query (?)"]], {"aws_s3_url": f"{BUCKET}?versionId=1"}),
    "a URL with a space in its path": Bad(
        [["aws_s3_url", "RFC 3986", "percent-encode"]], {"aws_s3_url": "https://bucket.s3.amazonaws.com/my path/"}
    ),
    "every fault of a URL at once": Bad(
        [["aws_s3_url", "https://", "port", "query"]], {"aws_s3_url": "http://bucket.example:80/?x"}
    ),
    "an unknown way to destroy": Bad([["on_destroy", '"delete"', '"restore", "reset", "retain"']], {"on_destroy": "delete"}),
    "a duration that is none": Bad(
        [["create", '"soon" is not a duration', '"10m"']], inner='  timeouts {\n    create = "soon"\n  }\n'
    ),
    "encryption without a key": Bad(
        [["Missing encryption_key_sid", "encryption_enabled is true", "Set encryption_key_sid"]],
        {"encryption_enabled": True},
    ),
    "S3 storage with neither credential nor bucket": Bad(
        [["Missing aws_credentials_sid", "aws_storage_enabled is true"], ["Missing aws_s3_url", "aws_storage_enabled is true"]],
        {"aws_storage_enabled": True},
    ),
    "several things at once": Bad(
        [["aws_s3_url"], ["aws_credentials_sid"], ["Missing encryption_key_sid"], ["on_destroy"]],
        {"aws_s3_url": "x", "aws_credentials_sid": "x", "encryption_enabled": True, "on_destroy": "x"},
    ),
    "a plain http base URL of another host": Bad(
        [["base_url", "must use https", "localhost"]], provider={"base_url": "http://twilio.example"}
    ),
    "an edge that could change the host": Bad(
        [["edge", "evil.example/", "one part of a host name"]], provider={"edge": "evil.example/"}
    ),
    "a negative number of retries": Bad([["retry_attempts", "must not be negative"]], provider={"retry_attempts": -1}),
    "an account SID that is none": Bad([["account_sid", '"AC123"', "32 hexadecimal digits"]], provider={"account_sid": "AC123"}),
}


@engines(TERRAFORM)
@pytest.mark.parametrize("bad", WRONG_CONFIGURATION.values(), ids=WRONG_CONFIGURATION)
def test_wrong_configuration_is_found_by_validate(workspace: Workspace, twilio: FakeTwilio, bad: Bad) -> None:
    write(workspace, bad)

    result = workspace.validate()

    assert result.code == 1
    assert_told([found.text for found in result.errors], bad)
    assert twilio.requests == []


@engines(TERRAFORM)
def test_a_missing_friendly_name_is_found_by_validate(workspace: Workspace) -> None:
    workspace.write(hcl.settings(encryption_enabled=False))

    assert 'The argument "friendly_name" is required' in workspace.validate().error


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


WRONG_ENVIRONMENT = {
    "no credentials at all": Bad(
        [["Missing account_sid", "TWILIO_ACCOUNT_SID"], ["Missing credentials", "TWILIO_API_KEY", "TWILIO_AUTH_TOKEN"]],
        environ={"TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None},
    ),
    "no token": Bad([["Missing credentials", "TWILIO_AUTH_TOKEN"]], environ={"TWILIO_AUTH_TOKEN": None}),
    "a token that is none": Bad(
        [["Invalid auth_token", "TWILIO_AUTH_TOKEN", "32 hexadecimal digits", "not shown"]],
        environ={"TWILIO_AUTH_TOKEN": SECRET},
    ),
    "an account SID that is none": Bad(
        [["Invalid account_sid", "TWILIO_ACCOUNT_SID", '"AC123"']], environ={"TWILIO_ACCOUNT_SID": "AC123"}
    ),
    "an API key without its secret": Bad(
        [["Missing api_secret", "TWILIO_API_KEY", "Set api_secret or TWILIO_API_SECRET", "remove api_key"]],
        environ={"TWILIO_API_KEY": "SK" + "0c" * 16},
    ),
    "a secret without its API key": Bad(
        [["Missing api_key", "TWILIO_API_SECRET", "Set api_key or TWILIO_API_KEY"]],
        environ={"TWILIO_API_SECRET": SECRET},
    ),
    "a number of retries that is none": Bad(
        [["Invalid TWILIO_RETRY_ATTEMPTS", "whole number", "retry_attempts"]], environ={"TWILIO_RETRY_ATTEMPTS": "many"}
    ),
    "an edge that could change the host": Bad([["edge", "evil.example/"]], environ={"TWILIO_EDGE": "evil.example/"}),
    "a plain http base URL of another host": Bad(
        [["base_url", "must use https"]], environ={"TWILIO_BASE_URL": "http://twilio.example"}
    ),
}


@engines(OPENTOFU)
@pytest.mark.parametrize("bad", WRONG_ENVIRONMENT.values(), ids=WRONG_ENVIRONMENT)
def test_a_wrong_environment_is_found_by_plan_before_any_request(workspace: Workspace, twilio: FakeTwilio, bad: Bad) -> None:
    workspace.secrets.append(SECRET)
    write(workspace, bad)

    result = workspace.plan()

    assert result.code == 1
    assert_told([found.text for found in result.errors], bad)
    assert twilio.requests == []


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
    assert "Import with that SID or with `Default`" in told.text
