"""Recordings in a bucket of one's own: bucket, IAM user, policy, key, Twilio credential and settings, in one deploy."""

from __future__ import annotations

import os

from cdktf import App, TerraformStack
from constructs import Construct

from constructs_lib.cdktf import RecordingStorage, TwilioProvider
from examples.s3_recordings.aws import AwsProvider, S3Bucket, S3BucketPublicAccessBlock

REGION = "eu-west-1"


class Recordings(TerraformStack):
    def __init__(self, scope: Construct, id_: str, *, bucket_name: str, key_version: int, write_only: bool) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "twilio")
        AwsProvider(self, "aws", region=REGION, **_stand_in_for_aws())
        bucket = S3Bucket(self, "bucket", bucket=bucket_name)
        S3BucketPublicAccessBlock(self, "private", bucket=bucket)
        RecordingStorage(
            self,
            "storage",
            bucket=bucket,
            path="recordings",
            friendly_name="Recordings of production",
            key_version=key_version,  # raise it by one to rotate the key
            write_only_secret=write_only,  # needs Terraform or OpenTofu 1.11
        )


def _stand_in_for_aws() -> dict[str, object]:
    """Arguments that lead the AWS provider to a server on this machine, if AWS_STAND_IN_URL names one."""
    url = os.environ.get("AWS_STAND_IN_URL")
    if url is None:
        return {}
    skipped = ("skip_credentials_validation", "skip_requesting_account_id", "skip_metadata_api_check", "s3_force_path_style")
    return dict.fromkeys(skipped, True) | {"endpoints": [{"s3": url, "iam": url, "sts": url, "kms": url}]}


app = App()
Recordings(
    app,
    "s3-recordings",
    bucket_name=os.environ.get("BUCKET", "my-recordings"),
    key_version=int(os.environ.get("KEY_VERSION", "1")),
    write_only=os.environ.get("WRITE_ONLY", "true") == "true",
)
app.synth()
