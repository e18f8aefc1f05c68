"""The service's methods against the protocol, which alone says what comes to a call and what it answers."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass

from provider.plugin.grpc.calls import Rpc, handlers
from provider.plugin.service import ProviderService
from provider.plugin.wire import tfplugin6_pb2 as pb

PROVIDER = pb.DESCRIPTOR.services_by_name["Provider"]


def body(call: MethodDescriptor) -> Callable[..., object]:
    """What somebody wrote for a call."""
    rpc: Rpc[ProviderService] = getattr(ProviderService, call.name)
    found: Callable[..., object] = inspect.unwrap(rpc.answers)
    return found


HAVE_BODIES_OF_THEIR_OWN = [call for call in PROVIDER.methods if body(call).__name__ == call.name]


@pytest.mark.parametrize("call", HAVE_BODIES_OF_THEIR_OWN, ids=lambda call: call.name)
def test_a_body_takes_and_answers_what_the_protocol_says(call: MethodDescriptor) -> None:
    """Type checkers hold the body to its annotations; this holds the annotations to the protocol."""
    told = typing.get_type_hints(body(call))
    (request,) = (kind for name, kind in told.items() if name != "return")

    answer = GetMessageClass(call.output_type)
    answers = Iterator[answer] if call.server_streaming else answer  # type: ignore[valid-type]
    assert (request, told["return"]) == (GetMessageClass(call.input_type), answers)


def test_a_service_that_lacks_a_call_of_its_protocol_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match="GetMetadata"):
        handlers(PROVIDER, object())
