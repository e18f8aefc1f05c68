"""What a gRPC server is told of a service: its protocol's own description says which calls there are, and what they carry."""

from __future__ import annotations

from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message_factory import GetMessageClass
from grpclib.const import Cardinality, Handler

_CARDINALITIES = {tuple(kind.value): kind for kind in Cardinality}


def handlers(service: ServiceDescriptor, methods: object) -> dict[str, Handler]:
    """`methods` has one for each call of the service, by the call's name. AttributeError names the first that is missing."""
    return {
        f"/{service.full_name}/{call.name}": Handler(
            getattr(methods, call.name),
            _CARDINALITIES[call.client_streaming, call.server_streaming],
            GetMessageClass(call.input_type),
            GetMessageClass(call.output_type),
        )
        for call in service.methods
    }
