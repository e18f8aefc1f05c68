"""What reports about the constructs look at."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from tests.constructs_lib.backend import Backend

HOOK, SETTINGS, KEY = "twilio_video_composition_hook", "twilio_video_recording_settings", "twilio_credentials_public_key"
SID = "CR" + "0" * 32


def hook(backend: Backend, scope: Any, name: str = "hook", **arguments: Any) -> Any:
    return backend.l1.VideoCompositionHook(scope, name, **{"friendly_name": name, "audio_sources": ["*"], **arguments})


def settings(backend: Backend, scope: Any, name: str = "settings", **arguments: Any) -> Any:
    return backend.l1.VideoRecordingSettings(scope, name, **{"friendly_name": name, **arguments})


def stored(backend: Backend, scope: Any, name: str = "storage", **arguments: Any) -> Any:
    """Storage with a credential that Twilio has."""
    place = {"bucket": "my-bucket", "region": "eu-west-1"}
    return backend.l1.RecordingStorage.from_credential_sid(scope, name, SID, **{**place, **arguments})


def refused(error: type[Exception], declare: Callable[[], object]) -> str:
    """What is told at the line that declares: a text in plain words, with nothing of jsii or JavaScript in or behind it."""
    with pytest.raises(error) as raised:
        declare()
    whole = "".join(traceback.format_exception(raised.value))
    assert ".js:" not in whole
    assert "jsii" not in str(raised.value)
    return str(raised.value)


def told_at_synth(synth: Callable[..., Any]) -> str:
    with pytest.raises(RuntimeError, match="Validation failed") as raised:
        synth(validate=True)
    return str(raised.value)
