"""Recordings in a bucket of one's own: bucket, IAM user, policy, key, Twilio credential and settings, in one deploy."""

from __future__ import annotations

import os

from cdktf import App, TerraformOutput, TerraformStack
from constructs import Construct

from constructs_lib.cdktf import RecordingStorage, TwilioProvider
from examples.s3_recordings.aws import AwsProvider, S3Bucket, S3BucketPublicAccessBlock


class Recordings(TerraformStack):
    def __init__(self, scope: Construct, id_: str, *, bucket_name: str, key_version: int) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "twilio")
        AwsProvider(self, "aws", region="eu-west-1")
        bucket = S3Bucket(self, "bucket", bucket=bucket_name)
        S3BucketPublicAccessBlock(self, "private", bucket=bucket)
        storage = RecordingStorage(
            self,
            "storage",
            bucket=bucket,
            path="recordings",
            friendly_name="Recordings of production",
            key_version=key_version,  # raise it by one, and the key is rotated
        )
        TerraformOutput(self, "stored_at", value=storage.url)


app = App()
Recordings(
    app,
    "s3-recordings",
    bucket_name=os.environ.get("BUCKET", "my-recordings"),
    key_version=int(os.environ.get("KEY_VERSION", "1")),
)
app.synth()
