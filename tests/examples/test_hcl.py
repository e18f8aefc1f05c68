"""examples/hcl, applied by the engines that have what it uses: functions, and write-only and ephemeral values."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import holds
from tests.e2e.engine_choice import having, require
from tests.e2e.leaks import leaks
from tests.e2e.project import CHECKOUT
from tests.e2e.stack import ACCESS_KEY_ID, SECRET
from tests.e2e.workspace import Workspace, clean_environ
from tests.keys import PEM

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("name", having(lambda features: features.write_only))
def test_recordings_are_encrypted_and_in_the_bucket_and_the_secret_is_nowhere(
    name: str, cli_config: Path, tmp_path: Path
) -> None:
    directory = tmp_path / "hcl"
    directory.mkdir()
    shutil.copy(CHECKOUT / "examples" / "hcl" / "main.tf", directory)
    (directory / "recordings.public.pem").write_text(PEM)
    with FakeTwilio() as twilio:
        variables = {
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_BASE_URL": twilio.base_url,
            "TF_VAR_aws_access_key_id": ACCESS_KEY_ID,
            "TF_VAR_aws_secret_access_key": SECRET,
        }
        workspace = Workspace(directory, require(name), clean_environ(tmp_path, cli_config, variables), secrets=[SECRET])
        workspace.init().expect_success()
        assert workspace.plan().code == 2
        workspace.apply_plan().expect_success()

        account = twilio.account()
        ((credential,), (key,)) = account.aws_credentials.values(), account.public_keys.values()
        assert (credential.access_key_id, credential.secret_access_key) == (ACCESS_KEY_ID, SECRET)
        assert holds(twilio) == {
            "friendly_name": "Recordings of production",
            "aws_credentials_sid": credential.sid,
            "aws_s3_url": "https://my-recordings.s3-eu-west-1.amazonaws.com/recordings/",
            "aws_storage_enabled": True,
            "encryption_key_sid": key.sid,
            "encryption_enabled": True,
        }
        policy = json.loads(json.loads(workspace.state_text)["outputs"]["policy_for_the_iam_user"]["value"])
        assert policy["Statement"] == [
            {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::my-recordings/recordings/*"}
        ]
        workspace.plan().expect_nothing_to_do()
        assert leaks(SECRET, directory) == []

        workspace.destroy().expect_success()
        assert account.credentials == {}
        assert twilio.violations == []
