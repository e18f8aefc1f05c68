"""Turns the framework's schemas and diagnostics into messages of the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..framework.data_sources import schema_of_data
from ..framework.diagnostics import Diagnostic, Key, Severity
from ..framework.functions import Function
from ..framework.provider import Provider
from ..framework.resource import Resource
from ..framework.schema.attributes import Attribute
from ..framework.schema.blocks import Block, BlockSchema, schema_of
from ..framework.schema.types import JsonType
from .wire import tfplugin6_pb2 as pb

_SEVERITY = {Severity.ERROR: pb.Diagnostic.ERROR, Severity.WARNING: pb.Diagnostic.WARNING}


def type_json(expression: JsonType) -> bytes:
    return json.dumps(expression, separators=(",", ":")).encode()


def attribute(declared: Attribute) -> pb.Schema.Attribute:
    return pb.Schema.Attribute(
        name=declared.name,
        type=type_json(declared.type.json),
        description=declared.description,
        description_kind=pb.MARKDOWN,
        required=declared.required,
        optional=declared.optional,
        computed=declared.computed_on_wire,
        sensitive=declared.sensitive,
        write_only=declared.write_only,
        deprecated=declared.deprecated is not None,
        deprecation_message=declared.deprecated or "",
    )


def block(schema: BlockSchema) -> pb.Schema.Block:
    return pb.Schema.Block(
        version=schema.version,
        attributes=[attribute(declared) for declared in schema.attributes.values()],
        block_types=[
            pb.Schema.NestedBlock(
                type_name=nested.name,
                block=block(nested.schema),
                nesting=pb.Schema.NestedBlock.NestingMode.Value(nested.nesting),
            )
            for nested in schema.blocks.values()
        ],
        description=schema.description,
        description_kind=pb.MARKDOWN,
    )


def schema(of: BlockSchema) -> pb.Schema:
    return pb.Schema(version=of.version, block=block(of))


def function(declared: Function) -> pb.Function:
    message = pb.Function(
        parameters=[
            pb.Function.Parameter(
                name=parameter.name,
                type=type_json(parameter.type.json),
                allow_null_value=parameter.nullable,
                description=parameter.description,
                description_kind=pb.MARKDOWN,
            )
            for parameter in declared.parameters
        ],
        summary=declared.summary,
        description=declared.description,
        description_kind=pb.MARKDOWN,
    )
    # `return` is a keyword of Python, so the field cannot be named in the call.
    getattr(message, "return").CopyFrom(pb.Function.Return(type=type_json(declared.returns.json)))
    return message


def capabilities() -> pb.ServerCapabilities:
    return pb.ServerCapabilities(
        plan_destroy=True, get_provider_schema_optional=True, move_resource_state=True, generate_resource_config=True
    )


def _lists(provider: Provider[Any]) -> dict[str, type[Block]]:
    """What the list of each type takes, for the types that have one."""
    return {name: each.list_arguments for name, each in provider.resources.items() if each.list_arguments is not None}


def provider_schema(provider: Provider[Any]) -> pb.GetProviderSchema.Response:
    return pb.GetProviderSchema.Response(
        provider=schema(schema_of(provider.config)),
        resource_schemas={name: schema(schema_of(resource)) for name, resource in provider.resources.items()},
        data_source_schemas={name: schema(schema_of_data(each)) for name, each in provider.every_data_source().items()},
        list_resource_schemas={name: schema(schema_of(arguments)) for name, arguments in _lists(provider).items()},
        functions={declared.name: function(declared) for declared in provider.functions},
        server_capabilities=capabilities(),
    )


def metadata(provider: Provider[Any]) -> pb.GetMetadata.Response:
    return pb.GetMetadata.Response(
        server_capabilities=capabilities(),
        resources=[pb.GetMetadata.ResourceMetadata(type_name=name) for name in provider.resources],
        data_sources=[pb.GetMetadata.DataSourceMetadata(type_name=name) for name in provider.every_data_source()],
        list_resources=[pb.GetMetadata.ListResourceMetadata(type_name=name) for name in _lists(provider)],
        functions=[pb.GetMetadata.FunctionMetadata(name=declared.name) for declared in provider.functions],
    )


def identity_schemas(provider: Provider[Any]) -> pb.GetResourceIdentitySchemas.Response:
    return pb.GetResourceIdentitySchemas.Response(
        identity_schemas={name: _identity_schema(resource) for name, resource in provider.resources.items()}
    )


def _identity_schema(resource: type[Resource[Any]]) -> pb.ResourceIdentitySchema:
    attributes = schema_of(resource).attributes
    return pb.ResourceIdentitySchema(
        version=resource.identity_version,
        identity_attributes=[
            pb.ResourceIdentitySchema.IdentityAttribute(
                name=name,
                type=type_json(attributes[name].type.json),
                required_for_import=name not in resource.identity_optional,
                optional_for_import=name in resource.identity_optional,
                description=attributes[name].description,
            )
            for name in resource.identity
        ],
    )


def diagnostics(found: Iterable[Diagnostic]) -> list[pb.Diagnostic]:
    return [
        pb.Diagnostic(
            severity=_SEVERITY[item.severity],
            summary=text(item.summary),
            detail=text(item.detail),
            attribute=path(item.path) if item.path and item.quotable else None,
        )
        for item in found
    ]


def text(raw: str) -> str:
    """Text for a message. A character that UTF-8 lacks (an API's answer may hold one) becomes `?`."""
    return raw.encode(errors="replace").decode()


def path(steps: Iterable[str | int]) -> pb.AttributePath:
    """A path on the wire. A name after the first is an attribute of a nested block."""
    return pb.AttributePath(steps=[_step(step) for step in steps])


def _step(step: str | int) -> pb.AttributePath.Step:
    if isinstance(step, int):
        return pb.AttributePath.Step(element_key_int=step)
    if isinstance(step, Key):
        return pb.AttributePath.Step(element_key_string=step)
    return pb.AttributePath.Step(attribute_name=step)
