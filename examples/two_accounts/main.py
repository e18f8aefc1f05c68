"""Two accounts in one stack: a provider configuration for each, and settings that name theirs."""

from __future__ import annotations

import os

from cdktf import App, TerraformStack, TerraformVariable
from constructs import Construct

from constructs_lib.cdktf import EncryptedRecordings, TwilioProvider, VideoRecordingSettings


class Recordings(TerraformStack):
    def __init__(self, scope: Construct, id_: str, public_key_file: str) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "main")  # the account of TWILIO_ACCOUNT_SID and its credentials
        subaccount = TwilioProvider(
            self,
            "subaccount",
            alias="subaccount",
            account_sid=TerraformVariable(self, "subaccount_sid", type="string").string_value,
            auth_token=TerraformVariable(self, "subaccount_auth_token", type="string", sensitive=True).string_value,
        )
        VideoRecordingSettings(self, "settings", friendly_name="Main account")
        EncryptedRecordings.from_pem_file(self, "encrypted", public_key_file, friendly_name="Subaccount", provider=subaccount)


app = App()
Recordings(app, "two-accounts", os.environ.get("PUBLIC_KEY_FILE", "recordings.public.pem"))
app.synth()
