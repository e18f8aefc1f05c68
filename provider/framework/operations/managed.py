"""An object of a resource type in one operation.

An operation writes into its response what is decided, as it is decided, and raises what ends it early: what the response holds by
then is what an engine keeps.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import Generic

from ...record import record
from ..diagnostics import Diagnostics, Failure, Path, error
from ..resource import BaseContext, C, Context, PlanContext
from ..schema.blocks import schema_of
from ..schema.validation import conformed
from ..session import Session
from ..values import Json, Values, is_known


@record()
class Response:
    """The result of an operation. Which fields mean something depends on the operation."""

    state: Values | None = None
    private: bytes = b""
    requires_replace: list[Path] = field(default_factory=list)
    identity: Values | None = None
    diagnostics: Diagnostics = field(default_factory=Diagnostics)


class Managed(Generic[C]):
    """The object that an operation works on. `response` begins with the private state of the request, and gets the result."""

    def __init__(self, session: Session[C], name: str, response: Response) -> None:
        provider = session.provider
        if name not in provider.resources:
            raise Failure(error("Unknown resource type", f"Provider {provider.name} has no resource {name}."))
        self.session = session
        self.name = name
        self.resource = provider.resources[name]
        self.schema = schema_of(self.resource)
        self.response = response

    def context(self, operation: str, values: Values) -> Context[C]:
        return self.session.context(operation, values, self.response.diagnostics, decode_private(self.response.private))

    def plan_context(self) -> PlanContext[C]:
        return self.session.plan_context(self.response.diagnostics, decode_private(self.response.private))

    def conformed(self, raw: Values) -> Values:
        return conformed(self.schema, raw)

    def keep_private(self, ctx: BaseContext) -> None:
        self.response.private = encode_private(ctx.private)

    def identify(self) -> None:
        """Add the identity of the object to the response, once it is known."""
        self.response.identity = identity_of(self.resource.identity, self.response.state or {})


def identity_of(names: tuple[str, ...], state: Values) -> Values | None:
    values = {name: state.get(name) for name in names}
    return values if all(value is not None and is_known(value) for value in values.values()) else None


def decode_private(private: bytes) -> Json:
    """Decode private state. It is empty if another provider wrote it, or if it is damaged."""
    if not private:
        return {}
    try:
        decoded = json.loads(private)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def encode_private(private: Json) -> bytes:
    return json.dumps(private, separators=(",", ":"), sort_keys=True).encode() if private else b""
