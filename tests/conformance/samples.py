"""What the suite has to know of each resource: values, other values, and what somebody can change by hand.

A new resource needs an entry in `SAMPLES`, and nothing else here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from provider.fake import Account, FakeTwilio, SettingsKind
from provider.framework.values import Values
from tests.keys import OTHER_PEM, PEM

TIMEOUTS: Values = {"create": "5m", "read": None, "update": "1h30m", "delete": "90s"}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One resource's values, for one account.

    `least`: a valid configuration that sets as little as can be; `config`: one that sets as much as can be set together.
    `changes`: for each argument what to change it to, with whatever must change along. `by_hand`: for each argument that the
    API tells, a field of `live` and the value that somebody gives it by hand. `live`: the object in the stand-in, by its
    attributes in state. `remove`: takes it away by hand; None for what is always there. `also_removed`: for arguments that
    can only be removed together with others, those.
    """

    least: Values
    config: Values
    changes: Mapping[str, Values]
    by_hand: Mapping[str, tuple[str, Any]]
    live: Callable[[Values], Any]
    remove: Callable[[Values], None] | None = None
    also_removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _settings(twilio: FakeTwilio, kind: SettingsKind) -> Sample:
    account = twilio.account()
    credentials = [account.add_aws_credential().sid for _ in range(3)]
    keys = [account.add_public_key().sid for _ in range(3)]
    return Sample(
        least={"friendly_name": "Ours"},
        config={
            "friendly_name": "Ours",
            "aws_credentials_sid": credentials[0],
            "aws_s3_url": "https://ours.s3-eu-west-1.amazonaws.com/recordings/",
            "aws_storage_enabled": True,
            "encryption_key_sid": keys[0],
            "encryption_enabled": True,
            "adopt_existing": True,
            "on_destroy": "reset",
            "timeouts": TIMEOUTS,
        },
        changes={
            "friendly_name": {"friendly_name": "Still ours"},
            "aws_credentials_sid": {"aws_credentials_sid": credentials[1]},
            "aws_s3_url": {"aws_s3_url": "https://ours.s3-eu-west-1.amazonaws.com/elsewhere/"},
            "aws_storage_enabled": {"aws_storage_enabled": False},
            "encryption_key_sid": {"encryption_key_sid": keys[1]},
            "encryption_enabled": {"encryption_enabled": False},
            "adopt_existing": {"adopt_existing": False},
            "on_destroy": {"on_destroy": "retain"},
            "timeouts": {"timeouts": {"create": None, "read": "7m", "update": None, "delete": None}},
        },
        by_hand={
            "friendly_name": ("friendly_name", "Somebody's"),
            "aws_credentials_sid": ("aws_credentials_sid", credentials[2]),
            "aws_s3_url": ("aws_s3_url", "https://somebody.s3.amazonaws.com/"),
            "aws_storage_enabled": ("aws_storage_enabled", False),
            "encryption_key_sid": ("encryption_key_sid", keys[2]),
            "encryption_enabled": ("encryption_enabled", False),
        },
        live=lambda _: account.settings(kind),
        also_removed={
            "aws_credentials_sid": ("aws_storage_enabled",),
            "aws_s3_url": ("aws_storage_enabled",),
            "encryption_key_sid": ("encryption_enabled",),
        },
    )


def _recording_settings(twilio: FakeTwilio) -> Sample:
    return _settings(twilio, SettingsKind.RECORDING)


def _composition_settings(twilio: FakeTwilio) -> Sample:
    return _settings(twilio, SettingsKind.COMPOSITION)


def _composition_hook(twilio: FakeTwilio) -> Sample:
    hooks = twilio.account().composition_hooks
    return Sample(
        least={"friendly_name": "Everybody", "audio_sources": ["*"]},
        config={
            "friendly_name": "Everybody",
            "enabled": False,
            "audio_sources": ["alice", "bob"],
            "audio_sources_excluded": ["carol"],
            "video_layout": '{"grid":{"video_sources":["*"]}}',
            "resolution": "1280x720",
            "format": "mp4",
            "trim": False,
            "status_callback_url": "https://example.com/told",
            "status_callback_method": "GET",
            "timeouts": TIMEOUTS,
        },
        changes={
            "friendly_name": {"friendly_name": "Everybody else"},
            "enabled": {"enabled": True},
            "audio_sources": {"audio_sources": ["*"]},
            "audio_sources_excluded": {"audio_sources_excluded": ["dave", "erin"]},
            "video_layout": {"video_layout": '{"one":{"video_sources":["alice"]}}'},
            "resolution": {"resolution": "640x480"},
            "format": {"format": "webm"},
            "trim": {"trim": True},
            "status_callback_url": {"status_callback_url": "https://example.com/elsewhere"},
            "status_callback_method": {"status_callback_method": "POST"},
            "timeouts": {"timeouts": None},
        },
        by_hand={
            "friendly_name": ("friendly_name", "Somebody's"),
            "enabled": ("enabled", True),
            "audio_sources": ("audio_sources", ["mallory"]),
            "audio_sources_excluded": ("audio_sources_excluded", []),
            "video_layout": ("video_layout", {"main": {"video_sources": ["mallory"]}}),
            "resolution": ("resolution", "320x240"),
            "format": ("format", "webm"),
            "trim": ("trim", True),
            "status_callback_url": ("status_callback", None),
            "status_callback_method": ("status_callback_method", "POST"),
        },
        live=lambda state: hooks[state["sid"]],
        remove=lambda state: _forget(hooks, state),
    )


def _credential(twilio: FakeTwilio, config: Values, changes: dict[str, Values]) -> Sample:
    account = twilio.account()
    common: dict[str, Values] = {
        "account_sid": {"account_sid": twilio.add_subaccount().sid},
        "friendly_name": {"friendly_name": "Still ours"},
        "timeouts": {"timeouts": None},
    }
    return Sample(
        least=config,
        config={"account_sid": account.sid, "friendly_name": "Ours", "timeouts": TIMEOUTS} | config,
        changes=common | changes,
        by_hand={"friendly_name": ("friendly_name", "Somebody's")},
        live=lambda state: _account_of(twilio, state).credentials[state["sid"]],
        remove=lambda state: _forget(_account_of(twilio, state).credentials, state),
    )


def _credentials_aws(twilio: FakeTwilio) -> Sample:
    secret, other = "s3cr3t/" + "0" * 33, "0th3r+" + "1" * 34
    return _credential(
        twilio,
        {
            "aws_access_key_id": "AKIA" + "A1" * 8,
            "aws_secret_access_key_wo": secret,
            "aws_secret_access_key_wo_version": 1,
        },
        {
            "aws_access_key_id": {"aws_access_key_id": "AKIA" + "B2" * 8},
            "aws_secret_access_key": {
                "aws_secret_access_key": other,
                "aws_secret_access_key_wo": None,
                "aws_secret_access_key_wo_version": None,
            },
            "aws_secret_access_key_wo": {"aws_secret_access_key_wo": other, "aws_secret_access_key_wo_version": 2},
            "aws_secret_access_key_wo_version": {"aws_secret_access_key_wo_version": 2},
        },
    )


def _credentials_public_key(twilio: FakeTwilio) -> Sample:
    return _credential(twilio, {"public_key": PEM}, {"public_key": {"public_key": OTHER_PEM}})


def _account_of(twilio: FakeTwilio, state: Values) -> Account:
    return twilio.account(state["account_sid"])


def _forget(collection: dict[str, Any], state: Values) -> None:
    del collection[state["sid"]]


UNIQUE = frozenset({"twilio_video_composition_hook"})
"""Types of which an account cannot have two of the same configuration, as their name must be unique."""

SAMPLES: Mapping[str, Callable[[FakeTwilio], Sample]] = {
    "twilio_video_recording_settings": _recording_settings,
    "twilio_video_composition_settings": _composition_settings,
    "twilio_video_composition_hook": _composition_hook,
    "twilio_credentials_aws": _credentials_aws,
    "twilio_credentials_public_key": _credentials_public_key,
}
"""By type name: makes what the resource needs in the account, and the sample."""
