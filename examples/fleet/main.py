"""A fleet: the recordings of every subaccount are encrypted, and stored in one bucket, each account's below a path of its own."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cdktf import App, TerraformOutput, TerraformStack
from constructs import Construct

from constructs_lib.cdktf import DataTwilioAccounts, EncryptedRecordings, RecordingStorage, TwilioProvider
from examples.s3_recordings.aws import AwsProvider, S3Bucket, S3BucketPublicAccessBlock


class Fleet(TerraformStack):
    """`exceptions` has what an account wants otherwise, by its SID."""

    def __init__(self, scope: Construct, id_: str, *, public_key_file: str, exceptions: dict[str, dict[str, str]]) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "twilio")  # the parent account, with its auth token or a Main API key
        AwsProvider(self, "aws", region="eu-west-1")
        bucket = S3Bucket(self, "bucket", bucket="my-customers-recordings")
        S3BucketPublicAccessBlock(self, "private", bucket=bucket)
        customers = DataTwilioAccounts(self, "customers")
        storage = RecordingStorage(
            self,
            "storage",
            accounts=customers,
            bucket=bucket,
            path="recordings",
            friendly_name="Recordings",
            exceptions=exceptions,
        )
        EncryptedRecordings.from_pem_file(self, "encryption", public_key_file, settings=storage.settings)
        TerraformOutput(self, "accounts", value=customers.sids)


app = App()
others = Path("exceptions.json")  # such as {"AC…": {"friendly_name": "Recordings of Acme", "path": "acme"}}
Fleet(
    app,
    "fleet",
    public_key_file=os.environ.get("PUBLIC_KEY_FILE", "recordings.public.pem"),
    exceptions=json.loads(others.read_text()) if others.exists() else {},
)
app.synth()
