"""What an account has only once is declared only once in a stack."""

from __future__ import annotations

from typing import Any

import pytest

from provider.resources.provider import TwilioProvider
from provider.resources.settings.contract import AccountSettings
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import ACCOUNT, KEY, Synth, problem_lines
from tests.keys import PEM


@pytest.fixture
def stack(backend: Backend) -> Any:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    return stack


def test_storage_and_encryption_side_by_side_are_told_to_share_their_settings(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.RecordingStorage.from_credential_sid(stack, "storage", KEY, bucket="my-bucket", region="eu-west-1")
    backend.l1.EncryptedRecordings(stack, "encrypted", public_key=PEM)

    (line,) = problem_lines(synth)
    made_in, _, number = line.rpartition(", line ")
    assert (made_in, number[:-1].isdecimal()) == (
        "[stack/encrypted/Settings] An account has one twilio_video_recording_settings, and stack/storage/Settings is it "
        'already, with the same provider configuration ("twilio"). Declare it once and complete that: pass settings=, the '
        "settings of the one construct, to the other. For another account, pass its account_sid= or its provider=. "
        "(tests/constructs_lib/test_singletons.py",
        True,
    )


@pytest.mark.parametrize("name", [name for name, each in TwilioProvider().resources.items() if issubclass(each, AccountSettings)])
def test_every_singleton_is_watched_and_each_repetition_is_told_once(
    backend: Backend, stack: Any, synth: Synth, name: str
) -> None:
    made = getattr(backend.l1, "".join(map(str.title, name.removeprefix("twilio_").split("_"))))
    for each in ("first", "second", "third"):
        made(stack, each, friendly_name=each)

    lines = problem_lines(synth)

    assert [line.partition("]")[0] for line in lines] == ["[stack/second", "[stack/third"]
    assert all("stack/first is it already" in line for line in lines)


def test_what_repeats_nothing_is_taken(backend: Backend, stack: Any, synth: Synth) -> None:
    l1, other = backend.l1, backend.l1.TwilioProvider(stack, "other", alias="other")
    l1.VideoCompositionSettings(stack, "compositions", friendly_name="prod")
    new = l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod")
    new.add_move_target("settings")
    l1.VideoRecordingSettings(stack, "moved", friendly_name="prod").move_to("settings")
    l1.VideoRecordingSettings(stack, "of-another-provider", friendly_name="sub", provider=other)
    l1.VideoRecordingSettings(stack, "of-another-account", friendly_name="sub", account_sid=ACCOUNT)
    for each in ("one", "two"):
        l1.DataTwilioVideoRecordingSettings(stack, f"{each}-data", depends_on=[new])
        l1.VideoCompositionHook(stack, f"{each}-hook", friendly_name=each, audio_sources=["*"])

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
