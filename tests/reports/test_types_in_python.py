"""Values of the wrong type: told at the user's line, by the class that was called, with what was given and what is wanted."""

from __future__ import annotations

import datetime
import decimal
import enum
import pathlib
import uuid
from typing import Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.keys import PEM
from tests.reports.constructs import SETTINGS, SID, hook, refused, settings, stored

ID = uuid.UUID(int=7)


class Five(enum.Enum):
    FIVE = 5


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"friendly_name": ID}, f"friendly_name must be a str, not UUID ({ID})"),
        ({"friendly_name": b"x"}, "friendly_name must be a str, not bytes"),
        ({"friendly_name": Five.FIVE}, "friendly_name must be a str, not int (5)"),
        ({"friendly_name": decimal.Decimal("1.5")}, "friendly_name must be a str, not Decimal (1.5)"),
        ({"friendly_name": datetime.date(2026, 1, 2)}, "friendly_name must be a str, not date (2026-01-02)"),
        ({"timeouts": {"create": datetime.timedelta(minutes=5)}}, "timeouts.create must be a str, not timedelta (0:05:00)"),
        ({"audio_sources": {"a", "b"}}, "audio_sources must be a list, not set"),
        ({"audio_sources": "a"}, "audio_sources must be a list, not str ('a')"),
        ({"audio_sources": {"a": "b"}}, "audio_sources must be a list, not dict"),
        ({"audio_sources": (name for name in "ab")}, "audio_sources must be a list, not generator"),
        ({"audio_sources": ["a", None]}, "audio_sources[1] must be a str, not None"),
        ({"trim": 0}, "trim must be a bool or a token, not int (0)"),
        ({"trim": "true"}, "trim must be a bool or a token, not str ('true')"),
        ({"timeouts": "5m"}, "timeouts must be a dict or an object of the class made for it, not str ('5m')"),
        ({"timeouts": {"creat": "5m"}}, "timeouts has no argument 'creat'. Did you mean 'create'?"),
        ({"count": "2"}, "count must be a whole number, a token, or a TerraformCount, not str ('2')"),
        ({"count": True}, "count must be a whole number, a token, or a TerraformCount, not bool (True)"),
        ({"for_each": ["a"]}, "for_each must be a TerraformIterator, as TerraformIterator.from_list([…]) makes it, not list"),
        ({"lifecycle": "x"}, "lifecycle must be a dict or a TerraformResourceLifecycle, not str ('x')"),
        ({"lifecycle": {"prevent_destroy": "yes"}}, "lifecycle.prevent_destroy must be a bool or a token, not str ('yes')"),
        ({"provisioners": {"type": "local-exec"}}, "provisioners must be a list of provisioners, not dict"),
    ],
)
def test_a_resource_names_the_argument_and_both_types(backend: Backend, stack: Any, arguments: dict[str, Any], told: str) -> None:
    assert refused(TypeError, lambda: hook(backend, stack, **arguments)) == f"VideoCompositionHook.{told}"


@pytest.mark.parametrize("attempts", [2.5, True, "3"])
def test_a_whole_number_takes_whole_numbers_only(backend: Backend, stack: Any, attempts: Any) -> None:
    told = refused(TypeError, lambda: backend.l1.TwilioProvider(stack, "twilio", retry_attempts=attempts))

    assert told.startswith("TwilioProvider.retry_attempts must be a whole number, not ")


def test_all_wrong_types_of_a_call_are_told_at_once(backend: Backend, stack: Any) -> None:
    told = refused(
        TypeError,
        lambda: settings(backend, stack, friendly_name=5, aws_s3_url=b"x", encryption_enabled="yes", timeouts=3, lifecycle=3),
    )

    assert [line.split()[0] for line in told.splitlines()] == [
        f"VideoRecordingSettings.{name}"
        for name in ("lifecycle", "friendly_name", "aws_s3_url", "encryption_enabled", "timeouts")
    ]


@pytest.mark.parametrize("value", [12345, b"0123456789abcdef", ["0123456789abcdef"]])
def test_a_secret_of_the_wrong_type_is_not_shown(backend: Backend, stack: Any, value: Any) -> None:
    told = refused(TypeError, lambda: backend.l1.TwilioProvider(stack, "twilio", auth_token=value))

    assert told == f"TwilioProvider.auth_token must be a str, not {type(value).__name__}"


@pytest.mark.parametrize(("scope", "id_"), [("stack", "id"), (None, "id"), (7, 7)])
def test_the_place_of_a_construct_is_looked_at_too(backend: Backend, scope: Any, id_: Any) -> None:
    for declare in (settings, stored):
        told = refused(TypeError, lambda declare=declare: declare(backend, scope, id_))  # type: ignore[misc]

        assert ".scope must be a stack, or a construct in one, not" in told
        assert (".id_ must be a str, not int (7)" in told) == (id_ == 7)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"path": 5}, "path must be a str, not int (5)"),
        ({"region": b"x"}, "region must be a str, not bytes"),
        ({"bucket": 3}, "bucket must be a bucket (an object with bucket and arn, such as an S3Bucket) or its name, not int (3)"),
        ({"bucket": None}, "bucket must be a bucket (an object with bucket and arn, such as an S3Bucket) or its name, not None"),
        ({"kms_key": 4}, "kms_key must be a KMS key (an object with arn) or its ARN, not int (4)"),
        ({"user_name": ["a"]}, "user_name must be a str, not list"),
        ({"friendly_name": ID}, f"friendly_name must be a str, not UUID ({ID})"),
        ({"adopt_existing": "yes"}, "adopt_existing must be a bool or a token, not str ('yes')"),
        ({"on_destroy": 7}, "on_destroy must be a str, not int (7)"),
        ({"write_only_secret": "no"}, "write_only_secret must be a bool that is known at synth, not str ('no')"),
        ({"key_version": "2"}, "key_version must be a whole number, not str ('2')"),
    ],
)
def test_storage_tells_as_a_resource_does_and_by_its_own_name(
    backend: Backend, stack: Any, arguments: dict[str, Any], told: str
) -> None:
    assert refused(TypeError, lambda: stored(backend, stack, **arguments)) == f"RecordingStorage.{told}"
    assert not [child for child in stack.node.children if child.node.id == "storage"]


def test_all_wrong_types_of_a_construct_are_told_at_once(backend: Backend, stack: Any) -> None:
    told = refused(TypeError, lambda: stored(backend, stack, path=5, region=6, key_version="2", provider="twilio"))

    assert [line.split()[0] for line in told.splitlines()] == [
        f"RecordingStorage.{name}" for name in ("region", "path", "key_version", "provider")
    ]


@pytest.mark.parametrize("argument", ["key_sid", "public_key"])
def test_a_construct_in_the_place_of_its_sid_is_told_so(backend: Backend, stack: Any, argument: str) -> None:
    key = backend.l1.CredentialsPublicKey(stack, "key", public_key=PEM)

    told = refused(TypeError, lambda: backend.l1.EncryptedRecordings(stack, "encrypted", **{argument: key}))

    assert told == f"EncryptedRecordings.{argument} must be a str, not CredentialsPublicKey (give its sid)"


def test_a_variable_in_the_place_of_its_value_is_told_so(backend: Backend, stack: Any) -> None:
    variable, local = backend.cdk.TerraformVariable(stack, "v"), backend.cdk.TerraformLocal(stack, "l", "x")

    told = refused(
        TypeError,
        lambda: hook(backend, stack, friendly_name=variable, resolution=local, trim=variable, audio_sources=variable),
    )
    assert told.splitlines() == [
        "VideoCompositionHook.friendly_name must be a str, not TerraformVariable (give its string_value)",
        "VideoCompositionHook.audio_sources must be a list, not TerraformVariable (give its list_value)",
        "VideoCompositionHook.resolution must be a str, not TerraformLocal (give its as_string)",
        "VideoCompositionHook.trim must be a bool or a token, not TerraformVariable (give its boolean_value)",
    ]


def test_the_token_of_a_list_is_no_text(backend: Backend, stack: Any) -> None:
    names = backend.cdk.TerraformVariable(stack, "v").list_value

    told = refused(TypeError, lambda: hook(backend, stack, friendly_name=names, audio_sources=[names]))

    assert told.splitlines() == [
        "VideoCompositionHook.friendly_name must be a str, not list",
        "VideoCompositionHook.audio_sources[0] must be a str, not list",
    ]


def test_a_path_is_taken_wherever_a_text_is(backend: Backend, stack: Any, synth: Synth) -> None:
    stored(backend, stack, path=pathlib.PurePosixPath("a/b"), friendly_name=pathlib.PurePosixPath("x/y"))

    (block,) = synth()["resource"][SETTINGS].values()
    assert (block["aws_s3_url"], block["friendly_name"]) == ("https://my-bucket.s3-eu-west-1.amazonaws.com/a/b/", "x/y")


def test_a_token_of_another_kind_is_taken_for_a_text(backend: Backend, stack: Any, synth: Synth) -> None:
    variable = backend.cdk.TerraformVariable(stack, "v")
    stored(backend, stack, path=variable.number_value, region=variable.value, adopt_existing=variable.boolean_value)

    (block,) = synth()["resource"][SETTINGS].values()
    assert block["aws_s3_url"] == "https://my-bucket.s3-${var.v}.amazonaws.com/${var.v}/"
    assert block["adopt_existing"] == "${var.v}"


def test_a_count_is_a_number_or_any_token(backend: Backend, stack: Any, synth: Synth) -> None:
    cdk = backend.cdk
    for name, count in {
        "a": 2,
        "b": 2.0,
        "c": "${var.n}",
        "d": cdk.Fn.conditional(True, 1, 0),
        "e": cdk.TerraformCount.of(3),
    }.items():
        hook(backend, stack, name, count=count)

    made = synth()["resource"]["twilio_video_composition_hook"]
    assert [made[name]["count"] for name in "abcde"] == [2, 2, "${var.n}", "${true ? 1 : 0}", 3]
    for wrong in (-1, 1.5):
        assert "count: It must be a whole number, from 0 on." in refused(
            InvalidConfiguration,
            lambda wrong=wrong: hook(backend, stack, count=wrong),  # type: ignore[misc]
        )


@pytest.mark.parametrize(
    ("declare", "told"),
    [
        (
            lambda b, s: stored(b, s, regoin="x"),
            "RecordingStorage() got an unexpected keyword argument 'regoin'. Did you mean 'region'?",
        ),
        (
            lambda b, s: b.l1.EncryptedRecordings.from_key_sid(s, "e", SID, freindly_name="x"),
            "EncryptedRecordings() got an unexpected keyword argument 'freindly_name'. Did you mean 'friendly_name'?",
        ),
        (
            lambda b, s: settings(b, s, aws_s3_ulr="x"),
            "VideoRecordingSettings() got an unexpected keyword argument 'aws_s3_ulr'. Did you mean 'aws_s3_url'?",
        ),
        (
            lambda b, s: b.l1.VideoRecordingSettings(s, "e"),
            "VideoRecordingSettings() missing 1 required keyword-only argument: 'friendly_name'",
        ),
        (lambda b, s: b.l1.CompositionStorage(s, "e"), "CompositionStorage() missing 1 required keyword-only argument: 'bucket'"),
        (
            lambda b, s: b.l1.VideoRecordingSettingsTimeouts(creat="5m"),
            "VideoRecordingSettingsTimeouts() got an unexpected keyword argument 'creat'. Did you mean 'create'?",
        ),
        (
            lambda b, s: b.l1.EncryptedRecordings.from_pem_file(s, "e", 5),
            "EncryptedRecordings.path must be a str or a Path, not int (5)",
        ),
    ],
)
def test_a_wrong_name_is_told_by_the_class_that_was_called(backend: Backend, stack: Any, declare: Any, told: str) -> None:
    assert refused(TypeError, lambda: declare(backend, stack)) == told


def test_a_setter_tells_as_the_constructor_does(backend: Backend, stack: Any) -> None:
    made = settings(backend, stack)

    for name, value, told in (
        ("count", "2", "count must be a whole number"),
        ("lifecycle", {"prevent_destory": True}, "lifecycle has no argument 'prevent_destory'. Did you mean 'prevent_destroy'?"),
        ("depends_on", made, "depends_on must be a list of resources or constructs, not VideoRecordingSettings"),
        ("provider", "twilio", f"provider must be a {backend.name}.TerraformProvider"),
    ):
        assert told in refused(TypeError, lambda name=name, value=value: setattr(made, name, value))  # type: ignore[misc]


def test_an_attribute_with_a_wrong_name_is_not_set_in_silence(backend: Backend, stack: Any) -> None:
    made = settings(backend, stack)

    told = refused(AttributeError, lambda: setattr(made, "encription_enabled", True))

    assert told == "VideoRecordingSettings has no attribute 'encription_enabled'. Did you mean 'encryption_enabled'?"
