"""The account before anything is managed: both settings encrypt and store to S3, with credentials that somebody made by hand.

It is the provider's own account or a subaccount of it. The other of the two holds things of its own, and a hook
of the same name; it stays as it is.
"""

from __future__ import annotations

import copy
from dataclasses import asdict

from provider.fake import Account, FakeTwilio, SettingsKind, StorageSettings
from tests.e2e.account import ACCOUNT, OLD_BUCKET, OLD_CREDENTIAL, OLD_KEY, TOKEN, Held
from tests.scenarios.accounts import collections, contents
from tests.scenarios.kills.stack import HOOK_LABEL

SUBACCOUNT = "AC" + "0c" * 16


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


def stand_in(managed: str = ACCOUNT) -> FakeTwilio:
    """A stand-in with both accounts, of which this one is managed; not served yet."""
    twilio = FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN)
    twilio.add_subaccount(sid=SUBACCOUNT)
    twilio.behaviour.parents_see_subaccount_credentials = managed == ACCOUNT  # else only its own token reaches what it has
    other = _beside(twilio, managed)
    other.add_aws_credential("Another account's")
    other.add_public_key("Another account's")
    other.add_composition_hook(HOOK_LABEL)
    account = twilio.account(managed)
    for kind, baseline in BASELINES.items():
        account.add_aws_credential("By hand", sid=str(baseline["aws_credentials_sid"]))
        account.add_public_key("By hand", sid=str(baseline["encryption_key_sid"]))
        account.settings(kind).become(StorageSettings(**baseline, ever_posted=True))  # type: ignore[arg-type]
        other.settings(kind).become(StorageSettings(friendly_name="Another account's", ever_posted=True))
    return twilio


def _beside(twilio: FakeTwilio, managed: str) -> Account:
    return twilio.account(SUBACCOUNT if managed == ACCOUNT else ACCOUNT)


def assert_the_other_is_untouched(twilio: FakeTwilio, managed: str) -> None:
    assert contents(_beside(twilio, managed)) == contents(_beside(stand_in(managed), managed)), "the other account was touched"


def live(account: Account, kind: SettingsKind) -> Held:
    """What the account holds of one kind of settings."""
    return {name: value for name, value in asdict(account.settings(kind)).items() if name in BASELINES[kind]}


def made(account: Account) -> dict[str, str]:
    """SIDs of what was made since, with the label of each."""
    objects = [each for held in collections(account).values() for each in held.values()]
    return {each.sid: each.friendly_name or "" for each in objects if each.sid not in CREDENTIALS}


def become(account: Account, other: Account) -> None:
    """Make the account hold what another does, which stays as it is."""
    other = copy.deepcopy(other)
    for name, held in collections(other).items():
        setattr(account, name, held)
    for kind in SettingsKind:
        account.settings(kind).become(other.settings(kind))
