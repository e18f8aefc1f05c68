"""The account before anything is managed: both settings encrypt and store to S3, with credentials that somebody made by hand."""

from __future__ import annotations

import copy
from dataclasses import asdict

from provider.fake import Account, FakeTwilio, SettingsKind, StorageSettings
from tests.e2e.account import ACCOUNT, OLD_BUCKET, OLD_CREDENTIAL, OLD_KEY, TOKEN, Held


def _by_hand(aws_sid: str, bucket: str, key_sid: str) -> Held:
    return {
        "friendly_name": "By hand",
        "aws_credentials_sid": aws_sid,
        "aws_s3_url": bucket,
        "aws_storage_enabled": True,
        "encryption_key_sid": key_sid,
        "encryption_enabled": True,
    }


BASELINES = {
    SettingsKind.RECORDING: _by_hand(OLD_CREDENTIAL, OLD_BUCKET, OLD_KEY),
    SettingsKind.COMPOSITION: _by_hand(
        "CR" + "e5" * 16, "https://composed-by-hand.s3-us-east-1.amazonaws.com/", "CR" + "f6" * 16
    ),
}
"""They have nothing in common but switches and labels, so that what is told of one is not taken for the other's."""

CREDENTIALS = {str(each[name]) for each in BASELINES.values() for name in ("aws_credentials_sid", "encryption_key_sid")}
"""What somebody made by hand, and nothing may take away."""


def unmistakable(kind: SettingsKind) -> list[str]:
    """Values of a baseline that nothing else has: who is told these can put the settings back by hand."""
    return [str(BASELINES[kind][name]) for name in ("aws_credentials_sid", "aws_s3_url", "encryption_key_sid")]


def stand_in() -> FakeTwilio:
    """A stand-in with that account; not served yet."""
    twilio = FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN)
    account = twilio.account()
    for kind, baseline in BASELINES.items():
        account.add_aws_credential("By hand", sid=str(baseline["aws_credentials_sid"]))
        account.add_public_key("By hand", sid=str(baseline["encryption_key_sid"]))
        account.settings(kind).become(StorageSettings(**baseline, ever_posted=True))  # type: ignore[arg-type]
    return twilio


def live(account: Account, kind: SettingsKind) -> Held:
    """What the account holds of one kind of settings."""
    return {name: value for name, value in asdict(account.settings(kind)).items() if name in BASELINES[kind]}


def made(account: Account) -> dict[str, str]:
    """SIDs of what was made since, with the label of each."""
    objects = [*account.credentials.values(), *account.composition_hooks.values()]
    return {each.sid: each.friendly_name or "" for each in objects if each.sid not in CREDENTIALS}


def become(account: Account, other: Account) -> None:
    """Make the account hold what another does, which stays as it is."""
    other = copy.deepcopy(other)
    account.credentials, account.composition_hooks = other.credentials, other.composition_hooks
    for kind in SettingsKind:
        account.settings(kind).become(other.settings(kind))
