"""Recordings that only the holder of a private key can read. `terraform-provider-twilio decrypt` reads them again."""

from __future__ import annotations

import os

from cdktf import App, TerraformStack
from constructs import Construct

from constructs_lib.cdktf import CompositionStorage, EncryptedCompositions, EncryptedRecordings, TwilioProvider


class Recordings(TerraformStack):
    """Recordings and compositions are encrypted with one key; with a credential, compositions go to a bucket as well."""

    def __init__(self, scope: Construct, id_: str, *, public_key_file: str, credential_sid: str | None) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "twilio")
        recordings = EncryptedRecordings.from_pem_file(
            self, "recordings", public_key_file, friendly_name="Recordings of production"
        )
        compositions = EncryptedCompositions.from_key_sid(
            self, "compositions", recordings.key_sid, friendly_name="Compositions of production"
        )
        if credential_sid is not None:
            CompositionStorage.from_credential_sid(
                self,
                "storage",
                credential_sid,
                bucket="my-compositions",
                region="eu-west-1",
                settings=compositions.settings,  # an account has them once: what encrypts them, and what stores them, share them
            )


app = App()
Recordings(
    app,
    "encrypted-recordings",
    public_key_file=os.environ.get("PUBLIC_KEY_FILE", "recordings.public.pem"),
    credential_sid=os.environ.get("AWS_CREDENTIAL_SID"),
)
app.synth()
