"""Every method of the service, found by walking its descriptor."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.client import PluginClient
from tests.harness.values import encode

METHODS: list[MethodDescriptor] = list(pb.DESCRIPTOR.services_by_name["Provider"].methods)
NAMELESS = {
    "GetMetadata",
    "GetProviderSchema",
    "GetResourceIdentitySchemas",
    "GetFunctions",
    "ValidateProviderConfig",
    "ConfigureProvider",
    "UpgradeResourceIdentity",
    "StopProvider",
}
"""Methods that speak of no resource type, or decide nothing by it."""

TYPE_FIELDS = ("type_name", "target_type_name", "action_type", "name")


def request_of(method: MethodDescriptor, type_name: str | None = None) -> Message:
    message = message_factory.GetMessageClass(method.input_type)()
    for name in TYPE_FIELDS if type_name else ():
        if name in method.input_type.fields_by_name:
            setattr(message, name, type_name)
    for field in method.input_type.fields:
        if type_name and field.message_type is pb.DynamicValue.DESCRIPTOR and not field.is_repeated:
            getattr(message, field.name).CopyFrom(encode(None))
    return message


def answers(client: PluginClient, method: MethodDescriptor, request: Message) -> list[Any]:
    """What the service sends back, one message or a stream of them."""
    answer: Any = client.call(getattr(client.stub, method.name), request)
    return answer if isinstance(answer, list) else [answer]


def complaints(answer: Any) -> str:
    """Every error in an answer, wherever the method puts it."""
    if isinstance(answer, pb.CallFunction.Response):
        return answer.error.text
    if isinstance(answer, pb.ListResource.Event):
        found = answer.diagnostic
    elif isinstance(answer, pb.InvokeAction.Event):
        found = answer.completed.diagnostics
    else:
        found = answer.diagnostics
    return "\n".join(f"{each.summary}: {each.detail}" for each in found if each.severity == pb.Diagnostic.ERROR)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_method_answers_an_empty_request_in_its_own_type(client: PluginClient, method: MethodDescriptor) -> None:
    for answer in answers(client, method, request_of(method)):
        assert answer.DESCRIPTOR is method.output_type


@pytest.mark.parametrize("method", [each for each in METHODS if each.name not in NAMELESS], ids=lambda method: method.name)
def test_a_method_says_what_it_does_not_know(client: PluginClient, method: MethodDescriptor) -> None:
    (answer,) = answers(client, method, request_of(method, "twilio_teapot"))
    told = complaints(answer)
    assert "twilio_teapot" in told or told.startswith("Not supported"), told
    assert "defect" not in told


@pytest.mark.parametrize("method", [each for each in METHODS if each.name not in NAMELESS], ids=lambda method: method.name)
def test_a_known_type_without_values_is_no_reason_to_fail_the_call(client: PluginClient, method: MethodDescriptor) -> None:
    for answer in answers(client, method, request_of(method, "twilio_video_recording_settings")):
        assert answer.DESCRIPTOR is method.output_type


def test_metadata_and_schema_name_the_same_things(client: PluginClient) -> None:
    metadata = client.call(client.stub.GetMetadata, pb.GetMetadata.Request())
    schema = client.schema()
    assert {each.type_name for each in metadata.resources} == set(schema.resource_schemas)
    assert {each.type_name for each in metadata.data_sources} == set(schema.data_source_schemas)
    assert {each.name for each in metadata.functions} == set(schema.functions)
    assert metadata.server_capabilities == schema.server_capabilities


def test_functions_are_the_same_in_the_schema_and_on_their_own(client: PluginClient) -> None:
    alone = client.call(client.stub.GetFunctions, pb.GetFunctions.Request())
    assert dict(alone.functions) == dict(client.schema().functions)


def test_the_service_promises_to_plan_destroys_and_to_take_over_moved_state(client: PluginClient) -> None:
    promised = client.schema().server_capabilities
    assert promised.plan_destroy
    assert promised.move_resource_state
    assert promised.get_provider_schema_optional


def test_every_resource_has_an_identity_of_its_own_attributes_of_which_an_import_needs_one(client: PluginClient) -> None:
    request = pb.GetResourceIdentitySchemas.Request()
    identities = client.call(client.stub.GetResourceIdentitySchemas, request).identity_schemas
    schemas = client.schema().resource_schemas
    assert set(identities) == set(schemas)
    for type_name, identity in identities.items():
        (needed,) = (each for each in identity.identity_attributes if each.required_for_import)
        assert all(each.optional_for_import for each in identity.identity_attributes if each is not needed)
        declared = {each.name for each in schemas[type_name].block.attributes}
        assert {each.name for each in identity.identity_attributes} <= declared


def test_an_identity_is_taken_over_as_it_was_stored(client: PluginClient) -> None:
    request = pb.UpgradeResourceIdentity.Request(
        type_name="twilio_video_recording_settings", raw_identity=pb.RawState(json=b'{"account_sid": "AC1"}')
    )
    answer = client.call(client.stub.UpgradeResourceIdentity, request)
    assert answer.upgraded_identity.identity_data == encode({"account_sid": "AC1"})


@pytest.mark.parametrize("stored", [b"[]", b"{", b'"text"'])
def test_a_stored_identity_that_is_no_object_is_an_error(client: PluginClient, stored: bytes) -> None:
    request = pb.UpgradeResourceIdentity.Request(
        type_name="twilio_video_recording_settings", raw_identity=pb.RawState(json=stored)
    )
    answer = client.call(client.stub.UpgradeResourceIdentity, request)
    assert complaints(answer).startswith("Unreadable identity")


@pytest.mark.parametrize("stored", [b"[]", b"{"])
def test_a_stored_state_that_is_no_object_is_an_error(client: PluginClient, stored: bytes) -> None:
    request = pb.UpgradeResourceState.Request(type_name="twilio_video_recording_settings", raw_state=pb.RawState(json=stored))
    assert complaints(client.call(client.stub.UpgradeResourceState, request)).startswith("Unreadable state")


def test_a_moved_state_that_is_no_object_is_an_error(client: PluginClient) -> None:
    request = pb.MoveResourceState.Request(
        source_provider_address="registry.terraform.io/rjpearson94/twilio",
        source_type_name="twilio_video_recording_settings",
        target_type_name="twilio_video_recording_settings",
        source_state=pb.RawState(json=b"["),
    )
    assert complaints(client.call(client.stub.MoveResourceState, request)).startswith("Unreadable state")


def test_a_state_of_terraform_0_11_is_refused_with_its_reason(client: PluginClient) -> None:
    request = pb.UpgradeResourceState.Request(
        type_name="twilio_video_recording_settings", raw_state=pb.RawState(flatmap={"id": "AC1"})
    )
    assert "Terraform 0.11" in complaints(client.call(client.stub.UpgradeResourceState, request))


def test_a_value_in_json_is_read_as_well(client: PluginClient) -> None:
    request = pb.ValidateResourceConfig.Request(
        type_name="twilio_video_recording_settings", config=pb.DynamicValue(json=b'{"aws_s3_url": "http://bucket"}')
    )
    assert "Invalid aws_s3_url" in complaints(client.call(client.stub.ValidateResourceConfig, request))
