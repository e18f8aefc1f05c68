"""Arguments that are wrong, told at the user's line."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import BUCKET_URL, Synth

if TYPE_CHECKING:
    import cdktf


@pytest.fixture
def settings(backend: Backend) -> Any:
    """The class, without its types."""
    return backend.l1.VideoRecordingSettings


def test_an_unknown_argument_is_a_type_error_that_suggests_the_right_name(settings: Any, stack: cdktf.TerraformStack) -> None:
    with pytest.raises(TypeError) as raised:
        settings(stack, "recordings", friendly_name="prod", encription_enabled=True)

    assert str(raised.value) == (
        "VideoRecordingSettings() got an unexpected keyword argument 'encription_enabled'. Did you mean 'encryption_enabled'?"
    )


def test_a_missing_argument_is_a_type_error_that_names_it(settings: Any, stack: cdktf.TerraformStack) -> None:
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'friendly_name'"):
        settings(stack, "recordings")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"friendly_name": 7}, "VideoRecordingSettings.friendly_name must be a str, not int (7)"),
        ({"encryption_enabled": "true"}, "VideoRecordingSettings.encryption_enabled must be a bool or a token, not str ('true')"),
        ({"encryption_enabled": 1}, "VideoRecordingSettings.encryption_enabled must be a bool or a token, not int (1)"),
        (
            {"timeouts": "5m"},
            "VideoRecordingSettings.timeouts must be a dict or an object of the class made for it, not str ('5m')",
        ),
        ({"timeouts": {"create": 5}}, "VideoRecordingSettings.timeouts.create must be a str, not int (5)"),
        ({"timeouts": {"creat": "5m"}}, "VideoRecordingSettings.timeouts has no argument 'creat'. Did you mean 'create'?"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_type_error_with_what_is_wanted_and_given(
    settings: Any, stack: cdktf.TerraformStack, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(TypeError) as raised:
        settings(stack, "recordings", **{"friendly_name": "prod", **arguments})

    assert str(raised.value) == told


@pytest.mark.parametrize("sources", ["teacher", [1], {"a": "b"}])
def test_a_list_takes_lists_of_its_type_only(backend: Backend, stack: cdktf.TerraformStack, sources: Any) -> None:
    with pytest.raises(TypeError, match=r"VideoCompositionHook\.audio_sources.* must be a (list|str), not"):
        backend.l1.VideoCompositionHook(stack, "hook", friendly_name="hook", audio_sources=sources)


@pytest.mark.parametrize("attempts", [2.5, True, "3"])
def test_a_whole_number_takes_whole_numbers_only(backend: Backend, stack: cdktf.TerraformStack, attempts: Any) -> None:
    with pytest.raises(TypeError, match="retry_attempts must be a whole number, not"):
        backend.l1.TwilioProvider(stack, "twilio", retry_attempts=attempts)


@pytest.mark.parametrize(
    ("attempts", "told"),
    [(2**53 + 1, r"Numbers beyond 2\*\*53 would be changed"), (float("inf"), "a number that JSON can write")],
)
def test_a_number_that_would_not_arrive_is_refused(
    backend: Backend, stack: cdktf.TerraformStack, attempts: float, told: str
) -> None:
    with pytest.raises(InvalidConfiguration, match=told):
        backend.l1.TwilioProvider(stack, "twilio", retry_attempts=attempts)


def test_no_error_comes_with_a_stack_trace_of_javascript(settings: Any, stack: cdktf.TerraformStack) -> None:
    for wrong in ({"friendly_name": 7}, {"aws_s3_url": "http://x"}, {"nonsense": 1}):
        with pytest.raises((TypeError, ValueError)) as raised:
            settings(stack, "recordings", **{"friendly_name": "prod", **wrong})
        assert ".js" not in "".join(traceback.format_exception(raised.value))


def test_all_wrong_values_of_a_construct_are_told_at_once_with_where_what_and_how(
    settings: Any, stack: cdktf.TerraformStack
) -> None:
    with pytest.raises(InvalidConfiguration) as raised:
        settings(
            stack,
            "recordings",
            friendly_name="prod",
            on_destroy="restroe",
            aws_credentials_sid="CR1",
            aws_s3_url="http://bucket.example/",
            timeouts={"create": "soon"},
        )

    assert str(raised.value).splitlines() == [
        "stack/recordings is not configured correctly:",
        '  on_destroy: "restroe" is not one of "restore", "reset", "retain".',
        '  aws_credentials_sid: "CR1" is not a credential SID (CR and 32 hexadecimal digits).',
        "  aws_s3_url: It must begin with https://. Write it like https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/",
        '  timeouts.create: "soon" is not a duration: write a number and a unit, such as "30s", "10m" or "1h30m".',
    ]
    assert raised.value.construct == "stack/recordings"
    assert [problem.path[0] for problem in raised.value.problems] == [
        "on_destroy",
        "aws_credentials_sid",
        "aws_s3_url",
        "timeouts",
    ]


def test_a_construct_that_was_refused_is_not_in_the_tree(settings: Any, stack: cdktf.TerraformStack, synth: Synth) -> None:
    with pytest.raises(InvalidConfiguration):
        settings(stack, "recordings", friendly_name="prod", aws_s3_url="http://bucket.example/")

    settings(stack, "recordings", friendly_name="prod", aws_s3_url=BUCKET_URL)

    assert list(synth()["resource"]["twilio_video_recording_settings"]) == ["recordings"]


def test_none_for_a_required_argument_is_told_as_missing(settings: Any, stack: cdktf.TerraformStack) -> None:
    with pytest.raises(InvalidConfiguration, match="friendly_name is required: Label shown in the Twilio Console"):
        settings(stack, "recordings", friendly_name=None)


def test_a_setter_refuses_what_the_constructor_would_and_keeps_the_value_it_had(
    settings: Any, stack: cdktf.TerraformStack
) -> None:
    recordings = settings(stack, "recordings", friendly_name="prod", aws_s3_url=BUCKET_URL, timeouts={"read": "1m"})

    with pytest.raises(InvalidConfiguration, match="stack/recordings is not configured correctly:\n  aws_s3_url: It must"):
        recordings.aws_s3_url = "http://bucket.example/"
    with pytest.raises(InvalidConfiguration, match=r"timeouts\.read: "):
        recordings.timeouts.read = "soon"
    with pytest.raises(TypeError, match="encryption_enabled must be a bool"):
        recordings.encryption_enabled = "yes"

    assert recordings.aws_s3_url_input == BUCKET_URL
    assert recordings.timeouts.read_input == "1m"


def test_text_with_an_expression_is_left_to_the_engine(
    backend: Backend, settings: Any, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    backend.l1.TwilioProvider(stack, "twilio")
    settings(
        stack, "recordings", friendly_name="prod", aws_s3_url="http://${var.bucket}", encryption_key_sid="%{if true}x%{endif}"
    )

    assert (
        synth(validate=True)["resource"]["twilio_video_recording_settings"]["recordings"]["aws_s3_url"] == "http://${var.bucket}"
    )
