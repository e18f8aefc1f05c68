"""An account's recording settings: encrypted, if ENCRYPTION_KEY_SID names a public key that Twilio has."""

from __future__ import annotations

import os

from cdktf import App, TerraformOutput, TerraformStack
from constructs import Construct

from constructs_lib.cdktf import TwilioProvider, VideoRecordingSettings


class Recordings(TerraformStack):
    def __init__(self, scope: Construct, id_: str, encryption_key_sid: str | None) -> None:
        super().__init__(scope, id_)
        TwilioProvider(self, "twilio")  # credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
        settings = VideoRecordingSettings(
            self,
            "settings",
            friendly_name="Recordings of production",
            encryption_enabled=encryption_key_sid is not None,
            encryption_key_sid=encryption_key_sid,
        )
        TerraformOutput(self, "account_sid", value=settings.account_sid)


app = App()
Recordings(app, "recordings", os.environ.get("ENCRYPTION_KEY_SID"))
app.synth()
