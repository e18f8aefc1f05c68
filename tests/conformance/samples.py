"""What the suite has to know of each resource: values, other values, and what somebody can change by hand.

A new argument needs an entry in its resource's sample, and a new resource a sample in `SAMPLES`: nothing else, here or in any
test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from provider.fake import Account, FakeTwilio, SettingsKind
from provider.framework.values import Values
from tests.keys import OTHER_PEM, PEM

T = TypeVar("T")

NOT_TOLD: Final = object()
"""In place of a value by hand, of an argument that no API tells."""

TIMEOUTS: Values = {"create": "5m", "read": None, "update": "1h30m", "delete": "90s"}


class _Known(dict[str, T]):
    """By argument. One that the sample lacks is an error that names the place to change."""

    def __missing__(self, name: str) -> T:
        raise AssertionError(f"the sample has no such entry for {name}: add it to tests/conformance/samples.py")


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of a sample.

    `value`: what it is set to; None where it cannot be set along with the others. `other`: what it is changed to. `along`: what
    must change along with it. `by_hand`: what somebody gives it by hand, for arguments that the API tells. `called`: what the
    object in the stand-in calls it. `removed_with`: the arguments that can only be removed together with it.
    """

    value: Any = None
    other: Any = None
    along: Values = field(default_factory=dict)
    by_hand: Any = NOT_TOLD
    called: str = ""
    removed_with: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One resource's values, for one account.

    `least`: a valid configuration that sets as little as can be. `arguments`: everything that a configuration can set, each
    in one place. `live`: the object in the stand-in, by its attributes in state. `remove`: takes it away by hand; None for what
    is always there.
    """

    least: Values
    arguments: Mapping[str, Argument]
    live: Callable[[Values], Any]
    remove: Callable[[Values], None] | None = None

    @property
    def config(self) -> Values:
        """A configuration that sets as much as can be set together."""
        return {name: each.value for name, each in self.arguments.items() if each.value is not None}

    @property
    def changes(self) -> Mapping[str, Values]:
        """For each argument what to change it to, with whatever must change along."""
        return _Known({name: {name: each.other, **each.along} for name, each in self.arguments.items()})

    @property
    def by_hand(self) -> Mapping[str, tuple[str, Any]]:
        """For each argument that the API tells, a field of `live` and the value that somebody gives it by hand."""
        told = {name: each for name, each in self.arguments.items() if each.by_hand is not NOT_TOLD}
        return _Known({name: (each.called or name, each.by_hand) for name, each in told.items()})

    @property
    def also_removed(self) -> Mapping[str, tuple[str, ...]]:
        """For arguments that can only be removed together with others, those."""
        return {name: each.removed_with for name, each in self.arguments.items()}


def _settings(twilio: FakeTwilio, kind: SettingsKind, **further: Argument) -> Sample:
    account = twilio.account()
    credentials = [account.add_aws_credential().sid for _ in range(3)]
    keys = [account.add_public_key().sid for _ in range(3)]
    bucket = "https://ours.s3-eu-west-1.amazonaws.com"
    storage, encryption = ("aws_storage_enabled",), ("encryption_enabled",)
    return Sample(
        least={"friendly_name": "Ours"},
        arguments={
            "friendly_name": Argument(value="Ours", other="Still ours", by_hand="Somebody's"),
            "aws_credentials_sid": Argument(
                value=credentials[0], other=credentials[1], by_hand=credentials[2], removed_with=storage
            ),
            "aws_s3_url": Argument(
                value=f"{bucket}/recordings/",
                other=f"{bucket}/elsewhere/",
                by_hand="https://somebody.s3.amazonaws.com/",
                removed_with=storage,
            ),
            "aws_storage_enabled": Argument(value=True, other=False, by_hand=False),
            "encryption_key_sid": Argument(value=keys[0], other=keys[1], by_hand=keys[2], removed_with=encryption),
            "encryption_enabled": Argument(value=True, other=False, by_hand=False),
            "adopt_existing": Argument(value=True, other=False),
            "on_destroy": Argument(value="reset", other="retain"),
            "timeouts": Argument(value=TIMEOUTS, other={"create": None, "read": "7m", "update": None, "delete": None}),
            **further,
        },
        live=lambda _: account.settings(kind),
    )


def _recording_settings(twilio: FakeTwilio) -> Sample:
    return _settings(twilio, SettingsKind.RECORDING)


def _composition_settings(twilio: FakeTwilio) -> Sample:
    return _settings(twilio, SettingsKind.COMPOSITION)


def _composition_hook(twilio: FakeTwilio) -> Sample:
    hooks = twilio.account().composition_hooks
    return Sample(
        least={"friendly_name": "Everybody", "audio_sources": ["*"]},
        arguments={
            "friendly_name": Argument(value="Everybody", other="Everybody else", by_hand="Somebody's"),
            "enabled": Argument(value=False, other=True, by_hand=True),
            "audio_sources": Argument(value=["alice", "bob"], other=["*"], by_hand=["mallory"]),
            "audio_sources_excluded": Argument(value=["carol"], other=["dave", "erin"], by_hand=[]),
            "video_layout": Argument(
                value='{"grid":{"video_sources":["*"]}}',
                other='{"one":{"video_sources":["alice"]}}',
                by_hand={"main": {"video_sources": ["mallory"]}},
            ),
            "resolution": Argument(value="1280x720", other="640x480", by_hand="320x240"),
            "format": Argument(value="mp4", other="webm", by_hand="webm"),
            "trim": Argument(value=False, other=True, by_hand=True),
            "status_callback_url": Argument(
                value="https://example.com/told", other="https://example.com/elsewhere", by_hand=None, called="status_callback"
            ),
            "status_callback_method": Argument(value="GET", other="POST", by_hand="POST"),
            "timeouts": Argument(value=TIMEOUTS),
        },
        live=lambda state: hooks[state["sid"]],
        remove=lambda state: _forget(hooks, state),
    )


def _credential(twilio: FakeTwilio, least: Values, arguments: Mapping[str, Argument]) -> Sample:
    common = {
        "account_sid": Argument(value=twilio.account().sid, other=twilio.add_subaccount().sid),
        "friendly_name": Argument(value="Ours", other="Still ours", by_hand="Somebody's"),
        "timeouts": Argument(value=TIMEOUTS),
    }
    return Sample(
        least=least,
        arguments={**common, **arguments},
        live=lambda state: _account_of(twilio, state).credentials[state["sid"]],
        remove=lambda state: _forget(_account_of(twilio, state).credentials, state),
    )


def _credentials_aws(twilio: FakeTwilio) -> Sample:
    secret, other = "s3cr3t/" + "0" * 33, "0th3r+" + "1" * 34
    arguments = {
        "aws_access_key_id": Argument(value="AKIA" + "A1" * 8, other="AKIA" + "B2" * 8),
        "aws_secret_access_key": Argument(
            other=other, along={"aws_secret_access_key_wo": None, "aws_secret_access_key_wo_version": None}
        ),
        "aws_secret_access_key_wo": Argument(value=secret, other=other, along={"aws_secret_access_key_wo_version": 2}),
        "aws_secret_access_key_wo_version": Argument(value=1, other=2),
    }
    return _credential(twilio, {name: each.value for name, each in arguments.items() if each.value is not None}, arguments)


def _credentials_public_key(twilio: FakeTwilio) -> Sample:
    return _credential(twilio, {"public_key": PEM}, {"public_key": Argument(value=PEM, other=OTHER_PEM)})


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
