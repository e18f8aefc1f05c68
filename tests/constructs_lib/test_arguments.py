"""Arguments that are wrong, told at the user's line."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("attempts", "told"),
    [(2**53 + 1, r"Numbers beyond 2\*\*53 would be changed"), (float("inf"), "a number that JSON can write")],
)
def test_a_number_that_would_not_arrive_is_refused(
    backend: Backend, stack: cdktf.TerraformStack, attempts: float, told: str
) -> None:
    with pytest.raises(InvalidConfiguration, match=told):
        backend.l1.TwilioProvider(stack, "twilio", retry_attempts=attempts)


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
