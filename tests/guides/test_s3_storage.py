"""docs/guides/s3-storage.md with the real AWS provider, against stand-ins for AWS and Twilio."""

from __future__ import annotations

from pathlib import Path

import pytest

from provider.fake import FakeTwilio, LoggedRequest
from tests.e2e.workspace import write_cli_config
from tests.examples.stand_in_aws import ADMINISTRATOR, StandInAws
from tests.guides.conftest import guide
from tests.guides.runner import Reader
from tools.engines import obtain_aws_mirror

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("s3-recordings"), pytest.mark.timeout(600)]

LED = """\
provider "aws" {{
  max_retries                 = 1
  s3_force_path_style         = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  endpoints {{
    iam = "{url}"
    s3  = "{url}"
    sts = "{url}"
  }}
}}
"""
"""Laid over the guide's own block, which it leaves as it is: this provider of AWS's is led to the stand-in."""


def test_recordings_can_be_stored_at_every_moment_of_the_guide(reader: Reader, twilio: FakeTwilio) -> None:
    lost: list[LoggedRequest] = []
    with StandInAws.served() as aws:

        def watch(request: LoggedRequest) -> None:
            live = twilio.account().recording_settings
            credential = twilio.account().aws_credentials.get(live.aws_credentials_sid or "")
            if live.aws_storage_enabled and not (
                credential and aws.may_write_to(credential.access_key_id, live.aws_s3_url or "")
            ):
                lost.append(request)

        twilio.before_request = twilio.after_request = watch
        (reader.folder / "stand_in_override.tf").write_text(LED.format(url=aws.url), encoding="utf-8")
        own = Path(reader.environment["HOME"], ".terraform.d/plugins")
        config = write_cli_config(reader.folder.parent, own, obtain_aws_mirror().path)
        reader.environment = {**reader.environment, **ADMINISTRATOR, "TF_CLI_CONFIG_FILE": str(config)}

        reader.follow(guide("s3-storage"))

        assert not aws.holding().buckets
    assert not lost
    assert [request.value("AwsS3Url") for request in twilio.requests_to("/v1/RecordingSettings/Default", "POST")] == [
        "https://my-recordings.s3-eu-west-1.amazonaws.com/recordings/",
        "https://my-recordings.s3-eu-west-1.amazonaws.com/recordings/",
        "https://my-recordings-2.s3-eu-west-1.amazonaws.com/recordings/",
        "",
    ]
