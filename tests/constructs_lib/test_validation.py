"""What is judged when everything is set: at synth, by the CDK's own validation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import ACCOUNT, BUCKET_URL, CREDENTIAL, KEY, Synth, problem_lines

if TYPE_CHECKING:
    import cdktf

    from constructs_lib.cdktf import VideoRecordingSettings


@pytest.fixture
def recordings(backend: Backend, stack: cdktf.TerraformStack) -> VideoRecordingSettings:
    backend.l1.TwilioProvider(stack, "twilio")
    settings: VideoRecordingSettings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod")
    return settings


def problems(synth: Synth) -> list[str]:
    """What validation says, a line each. Each names the line that made the construct, which is taken off."""
    lines = problem_lines(synth)
    made = re.compile(rf" \({re.escape(str(Path(__file__).relative_to(Path.cwd())))}, line \d+\)$")
    assert all(map(made.search, lines))
    return [made.sub("", line) for line in lines]


def test_rules_between_arguments_are_told_together_with_the_constructs_path(
    recordings: VideoRecordingSettings, synth: Synth
) -> None:
    recordings.encryption_enabled = True
    recordings.aws_storage_enabled = True
    recordings.aws_s3_url = BUCKET_URL

    assert problems(synth) == [
        "[stack/recordings] aws_credentials_sid: aws_storage_enabled is true, which needs aws_credentials_sid. "
        "Set aws_credentials_sid, or leave aws_storage_enabled out.",
        "[stack/recordings] encryption_key_sid: encryption_enabled is true, which needs encryption_key_sid. "
        "Set encryption_key_sid, or leave encryption_enabled out.",
    ]


def test_an_override_is_checked_like_an_argument(recordings: VideoRecordingSettings, synth: Synth) -> None:
    recordings.add_override("aws_s3_url", "http://bucket.example/")
    recordings.add_override("encryption_enabled", "perhaps")
    recordings.add_override("timeouts.create", "soon")

    told = problems(synth)

    assert [line.partition(": ")[0] for line in told] == [
        "[stack/recordings] encryption_enabled",
        "[stack/recordings] aws_s3_url",
        "[stack/recordings] timeouts.create",
    ]
    assert told[0].endswith("true or false is wanted here.")


def test_an_override_can_take_away_what_a_rule_needs(recordings: VideoRecordingSettings, synth: Synth) -> None:
    recordings.encryption_enabled = True
    recordings.encryption_key_sid = KEY
    recordings.add_override("encryption_key_sid", None)

    assert [line.partition(": ")[0] for line in problems(synth)] == ["[stack/recordings] encryption_key_sid"]


def test_an_override_can_mend_what_the_arguments_lack(recordings: VideoRecordingSettings, synth: Synth) -> None:
    recordings.aws_storage_enabled = True
    recordings.add_override("aws_s3_url", BUCKET_URL)
    recordings.add_override("aws_credentials_sid", CREDENTIAL)

    synth(validate=True)


def test_a_provider_configuration_is_checked_by_its_rules(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    told = (
        'account_sid: "ACtest" is not an account SID (AC and 32 hexadecimal digits). '
        "(Given by the argument or by TWILIO_ACCOUNT_SID.)"
    )
    with pytest.raises(InvalidConfiguration, match=re.escape(told)):
        backend.l1.TwilioProvider(stack, "twilio", account_sid="ACtest")

    provider = backend.l1.TwilioProvider(stack, "twilio")
    provider.account_sid = "ACtest"

    assert problems(synth) == [f"[stack/twilio] {told}"]


def test_a_rule_that_an_environment_variable_decides_is_left_to_the_engine(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_SKIP_CREDENTIAL_VALIDATION", "true")
    backend.l1.TwilioProvider(stack, "twilio", account_sid="ACtest")

    synth(validate=True)


def test_a_data_source_is_checked_too(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    backend.l1.TwilioProvider(stack, "twilio", account_sid=ACCOUNT)
    data: Any = backend.l1.DataTwilioVideoRecordingSettings(stack, "live")
    data.add_override("timeouts.read", "soon")

    assert [line.partition(": ")[0] for line in problems(synth)] == ["[stack/live] timeouts.read"]


def test_text_that_only_synthesis_knows_is_checked_as_it_is_synthesized(
    backend: Backend, stack: cdktf.TerraformStack, recordings: VideoRecordingSettings, synth: Synth
) -> None:
    recordings.aws_s3_url = backend.cdk.Fn.join("", ["http", "://", recordings.id])
    recordings.encryption_key_sid = backend.cdk.Token.as_string(backend.cdk.Token.as_any("CR1"))

    assert [line.partition(": ")[0] for line in problems(synth)] == ["[stack/recordings] encryption_key_sid"]


def test_arguments_that_a_subclass_adds_are_checked(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    class Mine(backend.l1.VideoRecordingSettings):  # type: ignore[misc, name-defined]
        def _synthesize_attributes(self) -> dict[str, Any]:
            return {**super()._synthesize_attributes(), "encryption_key_sid": "CR1"}

    backend.l1.TwilioProvider(stack, "twilio")
    Mine(stack, "recordings", friendly_name="prod")

    assert [line.partition(": ")[0] for line in problems(synth)] == ["[stack/recordings] encryption_key_sid"]


@pytest.mark.parametrize(("moved", "moves_to"), [("move_to", "target"), ("move_to_id", "twilio_video_recording_settings.other")])
def test_what_was_moved_away_is_not_checked(
    backend: Backend, stack: cdktf.TerraformStack, recordings: VideoRecordingSettings, synth: Synth, moved: str, moves_to: str
) -> None:
    other = backend.l1.VideoRecordingSettings(stack, "other", friendly_name="prod")
    other.add_move_target("target")
    recordings.encryption_enabled = True

    getattr(recordings, moved)(moves_to)

    synth(validate=True)


def test_each_of_many_constructs_tells_its_own(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    backend.l1.TwilioProvider(stack, "twilio")
    within = backend.cdk.TerraformElement(stack, "within")
    for scope, name in ((stack, "right"), (within, "wrong"), (stack, "wrong")):
        hook: Any = backend.l1.VideoCompositionHook(scope, name, friendly_name=name, audio_sources=["*"])
        if name == "wrong":
            hook.add_override("timeouts.create", "soon")

    assert [line.partition(": ")[0] for line in problems(synth)] == [
        "[stack/within/wrong] timeouts.create",
        "[stack/wrong] timeouts.create",
    ]
