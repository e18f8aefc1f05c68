"""The account that these tests manage: what is in it, and what it holds at a moment."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from provider.fake import Account, FakeTwilio, LoggedRequest, SettingsKind

ACCOUNT = "AC" + "0a" * 16
TOKEN = "5ec2e7" + "0b" * 13

CREDENTIAL = "CR" + "a1" * 16
KEY = "CR" + "b2" * 16
BUCKET = "https://managed.s3-eu-west-1.amazonaws.com/recordings/"
"""What configurations name: an AWS credential, a public key and a bucket of their own."""

OLD_CREDENTIAL = "CR" + "c3" * 16
OLD_KEY = "CR" + "d4" * 16
OLD_BUCKET = "https://by-hand.s3-us-east-1.amazonaws.com/"
"""What somebody set up at the Console before."""

Held = dict[str, str | bool | None]
"""The six settings by name, as the API answers them."""

EVERYTHING: Held = {
    "friendly_name": "Managed",
    "aws_credentials_sid": CREDENTIAL,
    "aws_s3_url": BUCKET,
    "aws_storage_enabled": True,
    "encryption_key_sid": KEY,
    "encryption_enabled": True,
}
"""A configuration that sets all there is."""

PARAMETERS = {
    "FriendlyName",
    "AwsCredentialsSid",
    "AwsS3Url",
    "AwsStorageEnabled",
    "EncryptionKeySid",
    "EncryptionEnabled",
}
"""The API's parameters, from Twilio's documentation."""

UNTOUCHED: Held = {
    "friendly_name": None,
    "aws_credentials_sid": None,
    "aws_s3_url": None,
    "aws_storage_enabled": False,
    "encryption_key_sid": None,
    "encryption_enabled": False,
}
"""An account that nobody ever set up."""

ACCOUNTS: dict[str, Held] = {
    "untouched": UNTOUCHED,
    "set up by hand": {
        **UNTOUCHED,
        "friendly_name": "By hand",
        "aws_credentials_sid": OLD_CREDENTIAL,
        "encryption_key_sid": OLD_KEY,
    },
    "encrypted": {**UNTOUCHED, "friendly_name": "Encrypted", "encryption_key_sid": OLD_KEY, "encryption_enabled": True},
    "in S3": {
        **UNTOUCHED,
        "friendly_name": "In S3",
        "aws_credentials_sid": OLD_CREDENTIAL,
        "aws_s3_url": OLD_BUCKET,
        "aws_storage_enabled": True,
    },
}
"""What an account holds before it is managed."""


def set_up(account: Account) -> None:
    """Store the credentials that configurations and people name."""
    for sid in (CREDENTIAL, OLD_CREDENTIAL):
        account.add_aws_credential(sid=sid)
    for sid in (KEY, OLD_KEY):
        account.add_public_key(sid=sid)


def set_by_hand(account: Account, held: Mapping[str, str | bool | None]) -> None:
    """Do at the Console what makes the account hold this."""
    for name, value in held.items():
        setattr(account.recording_settings, name, value)
    account.recording_settings.ever_posted = True


def holds(twilio: FakeTwilio, account: Account | None = None, kind: SettingsKind = SettingsKind.RECORDING) -> Held:
    """What the API answers somebody else who asks for the settings now."""
    account = account or twilio.account()
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(twilio.base_url + kind.path, auth=(account.sid, account.auth_token), timeout=10)
    answer.raise_for_status()
    body = answer.json()
    return {name: body[name] for name in UNTOUCHED}


def sent(request: LoggedRequest) -> dict[str, str]:
    """The form of a request whose parameters were each sent once."""
    form = dict(request.form)
    assert len(form) == len(request.form)
    return form
