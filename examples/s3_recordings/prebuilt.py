"""The stack of main.py with the prebuilt AWS bindings: `pip install cdktf-cdktf-provider-aws`."""

from __future__ import annotations

import os

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from constructs import Construct

from constructs_lib.cdktf import RecordingStorage, TwilioProvider


class Recordings(TerraformStack):
    def __init__(self, scope: Construct, id_: str, bucket_name: str) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "twilio")
        AwsProvider(self, "aws", region="eu-west-1")
        bucket = S3Bucket(self, "bucket", bucket=bucket_name)
        RecordingStorage(self, "storage", bucket=bucket, path="recordings", friendly_name="Recordings of production")


app = App()
Recordings(app, "s3-recordings", os.environ.get("BUCKET", "my-recordings"))
app.synth()
