"""What an account has only once is declared only once in a stack."""

from __future__ import annotations

from typing import Any

import pytest

from provider.resources.provider import TwilioProvider
from provider.resources.settings.contract import SettingsObject
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import KEY, Synth
from tests.keys import PEM


@pytest.fixture
def stack(backend: Backend) -> Any:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    return stack


def told(synth: Synth) -> list[str]:
    with pytest.raises(RuntimeError, match="Validation failed") as raised:
        synth(validate=True)
    return [line.strip() for line in str(raised.value).splitlines() if line.startswith("  [")]


def test_storage_and_encryption_side_by_side_are_told_to_share_their_settings(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.RecordingStorage.from_credential_sid(stack, "storage", KEY, bucket="my-bucket", region="eu-west-1")
    backend.l1.EncryptedRecordings(stack, "encrypted", public_key=PEM)

    (line,) = told(synth)
    made_in, _, number = line.rpartition(", line ")
    assert (made_in, number[:-1].isdecimal()) == (
        "[stack/encrypted/Settings] An account has one twilio_video_recording_settings, and stack/storage/Settings is it "
        'already, with the same provider configuration ("twilio"). Declare it once and complete that: pass settings=, the '
        "settings of the one construct, to the other. For another account, pass its provider=. "
        "(tests/constructs_lib/test_singletons.py",
        True,
    )


@pytest.mark.parametrize("name", [name for name, each in TwilioProvider().resources.items() if issubclass(each, SettingsObject)])
def test_every_singleton_is_watched_and_each_repetition_is_told_once(
    backend: Backend, stack: Any, synth: Synth, name: str
) -> None:
    made = getattr(backend.l1, "".join(map(str.title, name.removeprefix("twilio_").split("_"))))
    for each in ("first", "second", "third"):
        made(stack, each, friendly_name=each)

    lines = told(synth)

    assert [line.partition("]")[0] for line in lines] == ["[stack/second", "[stack/third"]
    assert all("stack/first is it already" in line for line in lines)


def test_recordings_and_compositions_are_two_things(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod")
    backend.l1.VideoCompositionSettings(stack, "compositions", friendly_name="prod")

    synth(validate=True)


def test_data_sources_and_hooks_may_be_many(backend: Backend, stack: Any, synth: Synth) -> None:
    for each in ("one", "two"):
        backend.l1.DataTwilioVideoRecordingSettings(stack, f"{each}-data")
        backend.l1.VideoCompositionHook(stack, f"{each}-hook", friendly_name=each, audio_sources=["*"])

    synth(validate=True)


def test_each_account_may_have_its_own(backend: Backend, stack: Any, synth: Synth) -> None:
    other = backend.l1.TwilioProvider(stack, "other", alias="other")
    backend.l1.VideoRecordingSettings(stack, "main", friendly_name="main")
    backend.l1.VideoRecordingSettings(stack, "sub", friendly_name="sub", provider=other)

    synth(validate=True)


def test_the_default_configuration_is_the_same_whether_named_or_not(backend: Backend, synth: Synth) -> None:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    default = backend.l1.TwilioProvider(stack, "twilio")
    backend.l1.VideoRecordingSettings(stack, "one", friendly_name="one", provider=default)
    two = backend.l1.VideoRecordingSettings(stack, "two", friendly_name="two")

    with pytest.raises(RuntimeError, match="stack/one is it already"):
        synth(stack, validate=True)

    two.add_override("provider", "twilio.elsewhere")
    synth(stack, validate=True)


def test_each_stack_may_have_its_own(backend: Backend, tmp_path: Any) -> None:
    app = backend.cdk.App(outdir=str(tmp_path))
    for name in ("one", "two"):
        stack = backend.cdk.TerraformStack(app, name)
        backend.l1.TwilioProvider(stack, "twilio")
        backend.l1.VideoRecordingSettings(stack, "settings", friendly_name=name)

    app.synth()


def test_one_that_moved_to_another_construct_is_not_counted(backend: Backend, stack: Any, synth: Synth) -> None:
    old = backend.l1.VideoRecordingSettings(stack, "old", friendly_name="prod")
    new = backend.l1.VideoRecordingSettings(stack, "new", friendly_name="prod")
    new.add_move_target("settings")
    old.move_to("settings")

    synth(validate=True)
