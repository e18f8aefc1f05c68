"""Reading an object again: what the API says of it now."""

from __future__ import annotations

from ..resource import C
from ..schema.blocks import BlockSchema, to_instance, to_values
from ..values import Values
from .managed import Managed


def read(managed: Managed[C], raw: Values) -> None:
    """Set the state to what the API answers, or to null if the object is gone."""
    prior = managed.response.state = managed.conformed(raw)
    if managed.session.client is None:
        text = f"{managed.session.why_unconfigured()} The state of {managed.name} is used as it stands."
        managed.response.diagnostics.warning("Not refreshed", text)
        return
    ctx = managed.context("read", prior)
    current = to_instance(managed.resource, prior).read(ctx)
    managed.response.state = None if current is None else refreshed(managed.schema, prior, to_values(current))
    managed.keep_private(ctx)


def refreshed(schema: BlockSchema, prior: Values, read: Values) -> Values:
    """Return the state after a read: the API's values, in the prior spelling where both are semantically equal."""
    state = dict(read)
    for name, attribute in schema.attributes.items():
        if attribute.write_only:
            state[name] = None
        elif attribute.provider_only or attribute.semantically_equal(prior[name], state[name]):
            state[name] = prior[name]
    for name in schema.blocks:
        state[name] = prior[name]
    return state
