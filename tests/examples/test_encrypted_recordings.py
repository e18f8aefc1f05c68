"""examples/encrypted_recordings, deployed and changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.fake import FakeTwilio, SettingsKind
from tests.e2e.account import UNTOUCHED, holds
from tests.e2e.engine_choice import TERRAFORM, require
from tests.e2e.project import Project
from tests.keys import OTHER_PEM, PEM

pytestmark = pytest.mark.engine


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as served:
        yield served
        assert served.violations == []


@pytest.fixture
def project(twilio: FakeTwilio, cli_config: Path, tmp_path: Path) -> Project:
    """The example, with a public key."""
    (tmp_path / "recordings.public.pem").write_text(PEM)
    variables = {
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_API_KEY": twilio.api_key,
        "TWILIO_API_SECRET": twilio.api_secret,
        "TWILIO_BASE_URL": twilio.base_url,
    }
    return Project(tmp_path, ("-m", "examples.encrypted_recordings.main"), require(TERRAFORM), cli_config, variables)


def test_recordings_and_compositions_are_encrypted_the_key_is_exchanged_and_everything_taken_down(
    project: Project, twilio: FakeTwilio
) -> None:
    assert project.synth().expect_success().output == ""
    stack = project.stack("encrypted-recordings")
    stack.init().expect_success()
    stack.apply().expect_success()

    account = twilio.account()
    (key,) = account.public_keys.values()
    assert key.pem == PEM
    encrypted = {**UNTOUCHED, "encryption_key_sid": key.sid, "encryption_enabled": True}
    assert holds(twilio) == {**encrypted, "friendly_name": "Recordings of production"}
    assert holds(twilio, kind=SettingsKind.COMPOSITION) == {**encrypted, "friendly_name": "Compositions of production"}
    stack.plan().expect_nothing_to_do()

    credential = account.add_aws_credential()
    (project.directory / "recordings.public.pem").write_text(OTHER_PEM)
    project.synth(AWS_CREDENTIAL_SID=credential.sid).expect_success()
    stack.apply().expect_success()

    (new,) = account.public_keys.values()
    assert new.pem == OTHER_PEM
    assert holds(twilio, kind=SettingsKind.COMPOSITION) == {
        "friendly_name": "Compositions of production",
        "encryption_key_sid": new.sid,
        "encryption_enabled": True,
        "aws_credentials_sid": credential.sid,
        "aws_s3_url": "https://my-compositions.s3-eu-west-1.amazonaws.com/",
        "aws_storage_enabled": True,
    }
    assert holds(twilio)["encryption_key_sid"] == new.sid

    stack.destroy().expect_success()
    assert account.public_keys == {}
    assert list(account.aws_credentials) == [credential.sid]
    assert not account.recording_settings.encryption_enabled
