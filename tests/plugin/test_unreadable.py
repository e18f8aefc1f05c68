"""What cannot be read is told for the call that brought it: what it was, why, and what to do. Its cause is in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import msgpack
import pytest

from provider.fake import FakeTwilio
from provider.framework.diagnostics import Severity
from provider.framework.values import UNKNOWN, Values
from provider.plugin.wire import tfplugin6_pb2 as pb
from provider.resources.provider import TwilioProvider
from tests.framework.toy import ToyProvider
from tests.framework.toy import config as thing
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema
from tests.harness.values import encode

SETTINGS = "twilio_video_recording_settings"
SECRET = "c4n4ry-0f-4-s3cr3t"


@pytest.fixture
def configured(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[tuple[PluginClient, FakeTwilio]]:
    with FakeTwilio() as twilio, served(loop, engine_certificate, TwilioProvider()) as client:
        login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
        client.configure(Schema.of(client.schema().provider).config(login)).without_errors()
        yield client, twilio


def in_msgpack(raw: bytes) -> pb.DynamicValue:
    """An object whose one attribute is `raw`."""
    return pb.DynamicValue(msgpack=b"\x81" + msgpack.packb("friendly_name") + raw)


def in_json(raw: str) -> pb.DynamicValue:
    return pb.DynamicValue(json=f'{{"friendly_name": {raw}}}'.encode("utf-8", "surrogateescape"))


UNREADABLE = {
    "garbage": (pb.DynamicValue(msgpack=b"\xc1" + SECRET.encode()), "not whole and well-formed msgpack"),
    "cut short": (pb.DynamicValue(msgpack=encode({"friendly_name": SECRET}).msgpack[:-1]), "not whole and well-formed msgpack"),
    "trailing": (pb.DynamicValue(msgpack=b"\x80" + SECRET.encode()), "something follows after its end"),
    "extension": (in_msgpack(b"\xc7\x12\x05" + SECRET.encode()), "extension 5"),
    "claimed size": (in_msgpack(b"\xdd\xff\xff\xff\xff"), "not whole and well-formed msgpack"),
    "deep msgpack": (in_msgpack(b"\x91" * 50_000 + b"\xc0"), "more than 64 levels"),
    "deep enough for Python": (in_msgpack(b"\x91" * 64 + b"\xc0"), "more than 64 levels"),
    "not UTF-8": (in_msgpack(b"\xb3\xff" + SECRET.encode()), "not UTF-8"),
    "bytes": (in_msgpack(b"\xc4\x12" + SECRET.encode()), "bytes or a time"),
    "a time": (in_msgpack(b"\xd6\xff\x00\x00\x00\x01"), "bytes or a time"),
    "NaN": (in_msgpack(msgpack.packb(float("nan"))), "no numbers here"),
    "a key that is a list": (in_msgpack(b"\x81\x90\x01"), "not whole and well-formed msgpack"),
    "a list": (encode([SECRET]), "not an object"),
    "a text": (encode(SECRET), "not an object"),
    "unknown as a whole": (encode(UNKNOWN), "not an object"),
    "many lists": (in_msgpack(b"\xdc\xff\xff" + b"\x90" * 65_535), "more than 20000 lists and maps"),
    "more than a megabyte": (in_msgpack(msgpack.packb("x" * 2**20)), "1048576 are the most"),
    "broken JSON": (pb.DynamicValue(json=b'{"friendly_name": ' + SECRET.encode()), "not JSON from line 1, column 19"),
    "deep JSON": (in_json("[" * 50_000 + "]" * 50_000), "more than 64 levels"),
    "half a pair": (in_json('"\\ud800"'), "half of a surrogate pair"),
    "a number of 5,000 digits": (in_json("9" * 5_000), "thousands of digits"),
    "Infinity in JSON": (in_json("-Infinity"), "no numbers here"),
    "JSON that is not UTF-8": (in_json('"\udcff"'), "not UTF-8"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_configuration_that_cannot_be_read_is_told_with_its_reason(
    client: PluginClient, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    value, reason = UNREADABLE[kind]
    request = pb.ValidateResourceConfig.Request(type_name=SETTINGS, config=value)
    with caplog.at_level(logging.ERROR, "provider"):
        (told,) = client.call(client.stub.ValidateResourceConfig, request).diagnostics
    assert (told.severity, told.summary) == (pb.Diagnostic.ERROR, "Unreadable configuration")
    assert reason in told.detail
    assert "Run the command again" in told.detail
    assert SECRET not in told.detail + caplog.text
    assert f"ValidateResourceConfig: unreadable configuration: {told.detail.split(': ', 1)[1][:10]}" in caplog.text


GARBAGE = pb.DynamicValue(msgpack=b"\xc1")
REQUESTS: dict[str, tuple[Any, str]] = {
    "ValidateProviderConfig": (pb.ValidateProviderConfig.Request(config=GARBAGE), "configuration"),
    "ConfigureProvider": (pb.ConfigureProvider.Request(config=GARBAGE), "configuration"),
    "ValidateResourceConfig": (pb.ValidateResourceConfig.Request(type_name=SETTINGS, config=GARBAGE), "configuration"),
    "ValidateDataResourceConfig": (pb.ValidateDataResourceConfig.Request(type_name=SETTINGS, config=GARBAGE), "configuration"),
    "ReadDataSource": (pb.ReadDataSource.Request(type_name=SETTINGS, config=GARBAGE), "configuration"),
    "UpgradeResourceState": (
        pb.UpgradeResourceState.Request(type_name=SETTINGS, raw_state=pb.RawState(json=b"[" * 50_000)),
        "state",
    ),
    "UpgradeResourceIdentity": (
        pb.UpgradeResourceIdentity.Request(type_name=SETTINGS, raw_identity=pb.RawState(json=b'{"a": "\\ud800"}')),
        "identity",
    ),
    "ReadResource": (pb.ReadResource.Request(type_name=SETTINGS, current_state=GARBAGE), "state"),
    "PlanResourceChange": (pb.PlanResourceChange.Request(type_name=SETTINGS, proposed_new_state=GARBAGE), "proposed state"),
    "ApplyResourceChange": (pb.ApplyResourceChange.Request(type_name=SETTINGS, planned_state=GARBAGE), "planned state"),
    "ImportResourceState": (
        pb.ImportResourceState.Request(type_name=SETTINGS, identity=pb.ResourceIdentityData(identity_data=GARBAGE)),
        "identity",
    ),
    "MoveResourceState": (
        pb.MoveResourceState.Request(target_type_name=SETTINGS, source_state=pb.RawState(json=b"\xff")),
        "state",
    ),
}


@pytest.mark.parametrize("method", REQUESTS)
def test_each_method_names_what_it_could_not_read(client: PluginClient, method: str) -> None:
    request, what = REQUESTS[method]
    (told,) = client.call(getattr(client.stub, method), request).diagnostics
    assert (told.severity, told.summary) == (pb.Diagnostic.ERROR, f"Unreadable {what}")
    assert "Nothing was changed." in told.detail
    assert ("Restore a backup" in told.detail) == (what in ("state", "identity"))


def test_an_argument_that_cannot_be_read_is_told_by_the_function(client: PluginClient) -> None:
    request = pb.CallFunction.Request(name="aws_s3_url", arguments=[GARBAGE, GARBAGE])
    assert client.call(client.stub.CallFunction, request).error.text.startswith("Unreadable argument")


def test_a_wrong_number_of_arguments_is_told(client: PluginClient) -> None:
    request = pb.CallFunction.Request(name="parse_s3_url", arguments=[encode("https://a.s3.amazonaws.com/")] * 3)
    assert "3 came, and the function takes 1" in client.call(client.stub.CallFunction, request).error.text


def test_a_null_argument_is_named_by_its_position(client: PluginClient) -> None:
    request = pb.CallFunction.Request(name="parse_s3_url", arguments=[encode(None)])
    error = client.call(client.stub.CallFunction, request).error
    assert (error.function_argument, "must not be null" in error.text) == (0, True)


# What was there stays


def test_an_apply_that_cannot_be_read_changes_nothing_and_keeps_the_object(
    configured: tuple[PluginClient, FakeTwilio],
) -> None:
    client, twilio = configured
    prior = encode({"friendly_name": "Ours"})
    request = pb.ApplyResourceChange.Request(
        type_name=SETTINGS, prior_state=prior, planned_state=GARBAGE, planned_private=b'{"kept": true}'
    )
    answer = client.call(client.stub.ApplyResourceChange, request)
    assert [told.summary for told in answer.diagnostics] == ["Unreadable planned state"]
    assert (answer.new_state, answer.private) == (prior, b'{"kept": true}')
    assert twilio.writes == []


def test_a_read_that_cannot_be_read_gives_back_what_came(client: PluginClient) -> None:
    state = in_msgpack(b"\xb3\xff" + SECRET.encode())
    answer = client.call(
        client.stub.ReadResource, pb.ReadResource.Request(type_name=SETTINGS, current_state=state, private=b'{"kept": true}')
    )
    assert (answer.new_state, answer.private) == (state, b'{"kept": true}')


def test_a_plan_in_which_something_configured_is_open_is_not_carried_out(
    configured: tuple[PluginClient, FakeTwilio],
) -> None:
    client, twilio = configured
    schema = Schema.of(client.schema().resource_schemas[SETTINGS])
    config = schema.config({"friendly_name": "Ours"})
    planned = config | {"friendly_name": UNKNOWN, "id": UNKNOWN}
    answer = client.apply(SETTINGS, prior=None, planned=planned, config=config)
    assert [told.summary for told in answer.errors] == ["Unreadable planned state"]
    assert "friendly_name is not known yet" in answer.text
    assert twilio.writes == []


@pytest.mark.parametrize("wrong", [[SECRET], {"a": SECRET}], ids=["a list", "a map"])
def test_a_prior_state_of_a_wrong_type_is_told_by_its_attribute(configured: tuple[PluginClient, FakeTwilio], wrong: Any) -> None:
    client, _ = configured
    schema = Schema.of(client.schema().resource_schemas[SETTINGS])
    config = schema.config({"friendly_name": "Ours"})
    prior = schema.null() | {"friendly_name": wrong}
    for answer in (
        client.plan(SETTINGS, prior=prior, proposed=config, config=config),
        client.plan(SETTINGS, prior=prior, proposed=None, config=None),
        client.apply(SETTINGS, prior=prior, planned=config, config=config),
        client.read(SETTINGS, prior),
    ):
        assert [(told.summary, told.path) for told in answer.errors] == [("Wrong type", ("friendly_name",))]
        assert SECRET not in answer.text


def test_a_state_with_unknown_values_is_not_one(client: PluginClient) -> None:
    answer = client.read(SETTINGS, {"friendly_name": UNKNOWN})
    assert "it holds values that are not known yet" in answer.text


def test_attributes_that_nobody_knows_are_left_out(client: PluginClient) -> None:
    stored = json.dumps({"friendly_name": "Ours", "no_such_attribute": {"a": [1, 10**30]}}).encode()
    assert "no_such_attribute" not in client.upgrade(SETTINGS, stored).without_errors().object


# Private state


@pytest.mark.parametrize("private", [b"\x00\xff", b"not JSON " + SECRET.encode(), b"[1]", b"[" * 50_000])
def test_private_state_that_cannot_be_read_is_a_warning(client: PluginClient, private: bytes) -> None:
    answer = client.read(SETTINGS, {"friendly_name": "Ours"}, private)
    told = [each for each in answer.diagnostics if each.summary == "Unreadable private state"]
    assert [each.severity for each in told] == [Severity.WARNING]
    assert SECRET not in answer.text


def planned_private(client: PluginClient, **sent: bytes) -> Values:
    request = pb.PlanResourceChange.Request(
        type_name="toy_thing",
        prior_state=encode(None),
        proposed_new_state=encode(thing()),
        config=encode(thing()),
        **sent,  # type: ignore[arg-type]
    )
    answer = client.call(client.stub.PlanResourceChange, request)
    assert not answer.diagnostics
    decoded: Values = json.loads(answer.planned_private)
    return decoded


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, {"planned": True}),
        ({"planned_private": b'{"first": 1}'}, {"first": 1, "planned": True}),
        ({"prior_private": b'{"prior": 1}'}, {"prior": 1, "planned": True}),
        ({"prior_private": b'{"prior": 1}', "planned_private": b'{"first": 1}'}, {"prior": 1, "planned": True}),
    ],
    ids=["nothing", "the first plan's", "the object's", "both"],
)
def test_a_create_that_is_planned_again_has_what_its_first_plan_kept(
    loop: LoopThread, engine_certificate: ClientCertificate, sent: dict[str, bytes], kept: Values
) -> None:
    with served(loop, engine_certificate, ToyProvider()) as client:
        assert planned_private(client, **sent) == kept
