"""Generating the configuration of an object that exists (`-generate-config-out`)."""

from __future__ import annotations

from ..resource import C
from ..schema.blocks import to_instance
from ..values import Values
from .managed import Managed


def generate(managed: Managed[C], raw: Values) -> None:
    """Write the configuration of the object: the arguments that have a value, without those that the provider implies."""
    state, client = managed.conformed(raw), managed.session.client
    implied = () if client is None else to_instance(managed.resource, state).implied(client)
    managed.response.state = managed.schema.null() | {
        name: state[name]
        for name, attribute in managed.schema.attributes.items()
        if attribute.configurable and attribute.deprecated is None and name not in implied
    }
