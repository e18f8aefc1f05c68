"""Importing an object by its import ID or its identity."""

from __future__ import annotations

from ..resource import C
from ..schema.blocks import to_values
from ..states import completed
from ..values import Values
from .managed import Managed


def import_(managed: Managed[C], key: str, identity: Values | None) -> None:
    """Find the object by `key`, or else by `identity`."""
    if identity is not None and not key:
        optional = managed.resource.identity_optional
        values = {name: identity.get(name) for name in managed.resource.identity}
        key = "/".join(str(value or "") for name, value in values.items() if value is not None or name not in optional)
    ctx = managed.context("read", {})
    live = managed.resource.find(ctx, managed.resource.key_of(key))
    managed.response.state = completed(managed.schema, to_values(live.imported(ctx)))
    managed.keep_private(ctx)
