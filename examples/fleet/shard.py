"""A part of a fleet, for a state and a job of its own: `SHARD=0 SHARDS=4` is the first of four. Without AWS: encryption alone."""

from __future__ import annotations

import os

from cdktf import App, LocalBackend, TerraformStack
from constructs import Construct

from constructs_lib.cdktf import AccountShard, DataTwilioAccounts, EncryptedRecordings, TwilioProvider


class Part(TerraformStack):
    def __init__(self, scope: Construct, id_: str, *, shard: int, shards: int, public_key_file: str) -> None:
        super().__init__(scope, id_)
        LocalBackend(self, path=f"fleet-{shard}-of-{shards}.tfstate")  # yours is a remote one, with a key for each shard
        TwilioProvider(self, "twilio")
        customers = DataTwilioAccounts(self, "customers")
        mine = AccountShard(self, "mine", customers, shard=shard, shards=shards)
        EncryptedRecordings.from_pem_file(self, "encryption", public_key_file, accounts=mine, friendly_name="Recordings")


app = App()
Part(
    app,
    "fleet",
    shard=int(os.environ.get("SHARD", "0")),
    shards=int(os.environ.get("SHARDS", "1")),
    public_key_file=os.environ.get("PUBLIC_KEY_FILE", "recordings.public.pem"),
)
app.synth()
