"""What the matrix does to each resource: configurations, the account around it, and what the account holds of it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from provider.fake import Account, CompositionHook, FakeTwilio, PublicKey, SettingsKind, StorageSettings
from provider.fake.models import now
from provider.framework.values import Values
from provider.resources.provider import TwilioProvider
from tests.keys import PEM

ACCOUNT = "AC" + "0a" * 16
TOKEN = "5ec2e7" + "0b" * 13
OTHER_ACCOUNT = "AC" + "1b" * 16
OTHER_OBJECT = "2c" * 16
"""What follows the prefix in the SID of an object that nobody asked for."""

ACCESS_KEY_ID = "A" * 20
SECRET = "s3cr3t" + "Z" * 34

CREDENTIAL, OTHER_CREDENTIAL = "CR" + "a1" * 16, "CR" + "a2" * 16
KEY, OTHER_KEY, OLD_KEY = "CR" + "b1" * 16, "CR" + "b2" * 16, "CR" + "b3" * 16

Held = Any
"""What the account holds of a resource, in a form that can be compared."""

_BUCKET = "https://managed.s3-eu-west-1.amazonaws.com/recordings/"
_BY_HAND = StorageSettings("By hand", CREDENTIAL, _BUCKET, True, OLD_KEY, True, True)

_SETTINGS: Values = {
    "friendly_name": "Managed",
    "aws_credentials_sid": CREDENTIAL,
    "aws_s3_url": _BUCKET,
    "aws_storage_enabled": True,
    "encryption_key_sid": KEY,
    "encryption_enabled": True,
    "adopt_existing": True,
}
ELSEWHERE: Values = {
    "aws_credentials_sid": OTHER_CREDENTIAL,
    "aws_s3_url": "https://elsewhere.s3-us-east-1.amazonaws.com/",
}
"""What makes Twilio prove that it can write to a bucket."""

_HOOK: Values = {"friendly_name": "Everybody", "audio_sources": ["alice"], "format": "mp4", "trim": False}


@dataclass(frozen=True)
class Subject:
    """One resource. `given` makes it, `change` is what an update changes; `path` is where requests for it go.

    `held` is what an account holds of it, `made` what it holds once a configuration is in place. The fields of `mistyped` are
    of no type that Twilio documents.
    """

    name: str
    type_name: str
    path: str
    prefix: str
    given: Values
    change: Values
    held: Callable[[Account], Held]
    made: Callable[[Values], Held]
    mistyped: Mapping[str, object]

    @property
    def is_settings(self) -> bool:
        return not self.prefix

    @property
    def has_data_source(self) -> bool:
        return TwilioProvider().resources[self.type_name].data_source is not None


def _settings_made(given: Values) -> StorageSettings:
    names = [field.name for field in dataclasses.fields(StorageSettings) if field.name != "ever_posted"]
    return StorageSettings(**{name: given[name] for name in names}, ever_posted=True)


def _settings(name: str, kind: SettingsKind) -> Subject:
    return Subject(
        name,
        f"twilio_video_{name}",
        kind.path,
        "",
        _SETTINGS,
        {"friendly_name": "Still managed", "encryption_key_sid": OTHER_KEY},
        lambda account: dataclasses.replace(account.settings(kind)),
        _settings_made,
        {"friendly_name": ["Managed"], "encryption_enabled": "yes", "aws_storage_enabled": 1, "url": {"at": "home"}},
    )


def _credential(name: str, collection: str, given: Values) -> Subject:
    def held(account: Account) -> Held:
        mine = [each for each in account.credentials.values() if each.collection == collection]
        made = [each for each in mine if each.sid not in FURNITURE]
        return [(each.friendly_name, each.pem if isinstance(each, PublicKey) else each.secret_access_key) for each in made]

    def made(given: Values) -> Held:
        return [(given["friendly_name"], given.get("public_key") or given["aws_secret_access_key_wo"])]

    return Subject(
        name,
        f"twilio_{name}",
        collection,
        "CR",
        {"friendly_name": "Ours"} | given,
        {"friendly_name": "Still ours"},
        held,
        made,
        {"friendly_name": ["Ours"], "date_created": 5, "url": {"at": "home"}},
    )


def _hooks(account: Account) -> Held:
    return [(hook.friendly_name, hook.audio_sources, hook.format, hook.trim) for hook in account.composition_hooks.values()]


def _hooks_made(given: Values) -> Held:
    return [(given["friendly_name"], given["audio_sources"], given["format"], given["trim"])]


FURNITURE = frozenset({CREDENTIAL, KEY, OTHER_KEY, OTHER_CREDENTIAL, OLD_KEY})
"""Credentials that settings name, and that no resource of these tests manages."""

SUBJECTS = {
    each.name: each
    for each in (
        _settings("recording_settings", SettingsKind.RECORDING),
        _settings("composition_settings", SettingsKind.COMPOSITION),
        _credential(
            "credentials_aws",
            "/v1/Credentials/AWS",
            {
                "aws_access_key_id": ACCESS_KEY_ID,
                "aws_secret_access_key_wo": SECRET,
                "aws_secret_access_key_wo_version": 1,
            },
        ),
        _credential("credentials_public_key", "/v1/Credentials/PublicKeys", {"public_key": PEM}),
        Subject(
            "composition_hook",
            "twilio_video_composition_hook",
            CompositionHook.collection,
            "HK",
            _HOOK,
            {"audio_sources": ["bob"], "format": "webm"},
            _hooks,
            _hooks_made,
            {"friendly_name": ["Everybody"], "enabled": "yes", "audio_sources": "alice", "trim": 2, "url": {"at": "home"}},
        ),
    )
}


def after_reset(given: Values) -> StorageSettings:
    """What `on_destroy = "reset"` leaves of settings: both switches off, nothing referred to, the name as it was."""
    return StorageSettings(given["friendly_name"], None, None, False, None, False, True)


@dataclass(frozen=True)
class Snapshot:
    """All that an account holds at a moment."""

    settings: Mapping[SettingsKind, StorageSettings]
    credentials: Mapping[str, Any]
    hooks: Mapping[str, CompositionHook]

    @classmethod
    def of(cls, account: Account) -> Snapshot:
        settings = {kind: dataclasses.replace(account.settings(kind)) for kind in SettingsKind}
        return cls(settings, copy.deepcopy(account.credentials), copy.deepcopy(account.composition_hooks))

    def put_back(self, twilio: FakeTwilio) -> None:
        """Make the account hold this again, and nothing else."""
        account = twilio.account()
        with twilio.editing():
            for kind, settings in self.settings.items():
                account.settings(kind).become(settings)
            account.credentials = copy.deepcopy(dict(self.credentials))
            account.composition_hooks = copy.deepcopy(dict(self.hooks))


def furnish(twilio: FakeTwilio) -> Snapshot:
    """The account before anything is managed: settings that somebody made by hand, which encrypt and store in S3."""
    account = twilio.account()
    for sid in (CREDENTIAL, OTHER_CREDENTIAL):
        account.add_aws_credential(sid=sid)
    for sid in (KEY, OTHER_KEY, OLD_KEY):
        account.add_public_key(sid=sid)
    for credential in account.credentials.values():
        credential.date_created = now() - timedelta(days=30)  # nobody waits for these to propagate
    for kind in SettingsKind:
        account.settings(kind).become(_BY_HAND)
    return Snapshot.of(account)
