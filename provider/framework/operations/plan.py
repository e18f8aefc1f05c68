"""What a plan means, once, in a fixed order.

The engine's contract, which plan and apply keep: a value the user set comes back as it was (or as the prior state spelled it),
a value that was known in the plan comes back unchanged, and after apply nothing is unknown.
"""

from __future__ import annotations

from dataclasses import field

from ...record import record
from ..diagnostics import Path
from ..planned import Planned
from ..resource import C
from ..schema.attributes import Attribute
from ..schema.blocks import BlockSchema, to_instance
from ..schema.validation import copy_value, with_defaults
from ..values import UNKNOWN, Values
from .managed import Managed


def plan(managed: Managed[C], prior: Values | None, proposed: Values, config: Values) -> None:
    """Plan a create (`prior` is None) or an update; the resource has the last word."""
    prior = None if prior is None else managed.conformed(prior)
    given = managed.conformed(config)
    change = plan_change(managed.schema, prior, managed.conformed(proposed), given)
    before = None if prior is None else to_instance(managed.resource, prior)
    ctx = managed.plan_context()
    ctx.omitted = {name for name, value in given.items() if value is None}
    managed.response.state = managed.resource.plan(ctx, Planned(managed.resource, change.values), before).values()
    managed.response.requires_replace = change.requires_replace
    managed.keep_private(ctx)


def plan_destroy(managed: Managed[C], prior: Values) -> None:
    """Let the resource warn of what a destroy will do."""
    ctx = managed.plan_context()
    to_instance(managed.resource, managed.conformed(prior)).plan_destroy(ctx)
    managed.keep_private(ctx)


@record()
class PlannedChange:
    """A planned object. `requires_replace` names what forces a new one; `writes` says whether anything that is sent changes."""

    values: Values
    requires_replace: list[Path] = field(default_factory=list)
    writes: bool = True


def plan_change(schema: BlockSchema, prior: Values | None, proposed: Values, config: Values) -> PlannedChange:
    """The plan for a create (`prior` is None) or an update, before the resource's own hook. In this order:

    1. start from what the engine proposes: the configuration, and prior values where it is null. A block that the configuration
       lacks is absent: Terraform 1.0 proposes the prior one, and refuses a plan that has it;
    2. fill defaults where the configuration is null;
    3. null what is write-only;
    4. keep the prior spelling of what means the same;
    5. mark computed values unknown where this change can alter them (what the provider itself computes, in a create only);
    6. name the attributes that force replacement.
    """
    planned = dict(proposed)
    filled = with_defaults(schema, config)
    for name, attribute in schema.attributes.items():
        if config[name] is None and attribute.has_default:
            planned[name] = filled[name]
        if attribute.write_only:
            planned[name] = None
        if prior is not None and attribute.semantically_equal(planned[name], prior[name]):
            planned[name] = copy_value(prior[name])
    planned |= {name: None for name in schema.blocks if config[name] is None}
    changed = _changed(schema, prior, planned)
    writes = prior is None or writes_anything(schema, prior, planned)
    for name, attribute in schema.attributes.items():
        if attribute.computed and config[name] is None and (prior is None or _can_alter(attribute, prior, writes)):
            planned[name] = UNKNOWN
    requires_replace: list[Path] = [
        (name,) for name in changed if prior is not None and _replaces(schema.attributes[name], prior)
    ]
    return PlannedChange(planned, requires_replace, writes)


def _changed(schema: BlockSchema, prior: Values | None, planned: Values) -> list[str]:
    if prior is None:
        return list(schema.attributes)
    return [
        name
        for name, attribute in schema.attributes.items()
        if attribute.configurable and not attribute.write_only and planned[name] != prior[name]
    ]


def _replaces(attribute: Attribute, prior: Values) -> bool:
    return attribute.requires_replace and not (attribute.unread and prior[attribute.name] is None)


def _can_alter(attribute: Attribute, prior: Values, writes: bool) -> bool:
    return writes and not attribute.provider_computed and (not attribute.use_state_for_unknown or prior[attribute.name] is None)


def writes_anything(schema: BlockSchema, prior: Values, planned: Values) -> bool:
    """Say whether an update changes anything that is sent, and so calls the API at all."""
    return any(not schema.attributes[name].provider_only for name in _changed(schema, prior, planned))
