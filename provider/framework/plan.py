"""What a plan means, once, in a fixed order, and what an apply may bring back.

The engine's contract, which both halves keep: a value the user set comes back as it was (or as the prior state spelled it),
a value that was known in the plan comes back unchanged, and after apply nothing is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .blocks import Attribute, BlockSchema
from .diagnostics import Diagnostics, Path, error
from .validation import copy_value, with_defaults
from .values import UNKNOWN, Values, is_wholly_known, shown


@dataclass
class PlannedChange:
    """A planned object. `replace` names what forces a new one; `writes` whether anything that is sent changes."""

    values: Values
    replace: list[Path] = field(default_factory=list)
    writes: bool = True


def plan_change(schema: BlockSchema, prior: Values | None, proposed: Values, config: Values) -> PlannedChange:
    """The plan for a create (`prior` is None) or an update, before the resource's own hook. In this order:

    1. start from what the engine proposes: the configuration, and prior values where it is null. A block that the configuration
       lacks is absent: Terraform 1.0 proposes the prior one, and refuses a plan that has it;
    2. fill defaults where the configuration is null;
    3. null what is write-only;
    4. keep the prior spelling of what means the same;
    5. mark computed values unknown where this change can alter them (the provider's memory is altered by a create only);
    6. name the attributes that force replacement.
    """
    planned = dict(proposed)
    filled = with_defaults(schema, config)
    for name, attribute in schema.attributes.items():
        if config[name] is None and attribute.has_default:
            planned[name] = filled[name]
        if attribute.write_only:
            planned[name] = None
        if prior is not None and attribute.means_same(planned[name], prior[name]):
            planned[name] = copy_value(prior[name])
    planned |= {name: None for name in schema.blocks if config[name] is None}
    changed = _changed(schema, prior, planned)
    writes = prior is None or writes_anything(schema, prior, planned)
    for name, attribute in schema.attributes.items():
        if attribute.computed and config[name] is None and (prior is None or _can_alter(attribute, prior, writes)):
            planned[name] = UNKNOWN
    replace: list[Path] = [(name,) for name in changed if prior is not None and _replaces(schema.attributes[name], prior)]
    return PlannedChange(planned, replace, writes)


def _changed(schema: BlockSchema, prior: Values | None, planned: Values) -> list[str]:
    if prior is None:
        return list(schema.attributes)
    return [
        name
        for name, attribute in schema.attributes.items()
        if attribute.configurable and not attribute.write_only and planned[name] != prior[name]
    ]


def _replaces(attribute: Attribute, prior: Values) -> bool:
    return attribute.replace and not (attribute.unread and prior[attribute.name] is None)


def _can_alter(attribute: Attribute, prior: Values, writes: bool) -> bool:
    return writes and not attribute.memory and (not attribute.stable or prior[attribute.name] is None)


def writes_anything(schema: BlockSchema, prior: Values, planned: Values) -> bool:
    """Whether an update changes anything that is sent, and so calls the API at all."""
    return any(not schema.attributes[name].local for name in _changed(schema, prior, planned))


def settle(schema: BlockSchema, planned: Values, result: Values, found: Diagnostics, *, created: bool) -> Values:
    """The state after an apply: the API's result, in the plan's spelling where both mean the same.

    Each known planned value that came back different is an error that names it, and state keeps what the API holds.
    """
    state = dict(result)
    for name, attribute in schema.attributes.items():
        if attribute.write_only:
            state[name] = None
        elif not is_wholly_known(state[name]):
            found.error(
                f"{name} is unknown after apply",
                "This is a defect of the provider: please report it.",
                (name,),
            )
            state[name] = None
        elif is_wholly_known(planned[name]):
            if attribute.means_same(planned[name], state[name]):
                state[name] = planned[name]
            else:
                text = _difference(attribute, planned[name], state[name], created)
                found.items.append(error(f"{name} did not take effect", text, (name,), quotable=not attribute.is_secret))
    for name in schema.blocks:
        state[name] = planned[name]
    return state


def left_in_state(schema: BlockSchema, kept: Values) -> Values:
    """What an apply that failed leaves in state: what is still unknown of the object becomes null."""
    attributes = schema.attributes
    return {
        name: value if is_wholly_known(value) and not (name in attributes and attributes[name].write_only) else None
        for name, value in kept.items()
    }


def _difference(attribute: Attribute, asked: object, got: object, created: bool) -> str:
    verb = "sent" if attribute.configurable else "planned"
    values = "the values are sensitive" if attribute.sensitive else f"{shown(asked)} was {verb} and the API answered {shown(got)}"
    advice = (
        "State holds the API's answer. The engine marks the new object as tainted; `untaint` it to keep it and plan again."
        if created
        else "State holds the API's answer, so the next plan shows the difference again."
    )
    return f"{values}. {advice}"


def refreshed(schema: BlockSchema, prior: Values, read: Values) -> Values:
    """The state after a read: what the API says, in the prior spelling where both mean the same."""
    state = dict(read)
    for name, attribute in schema.attributes.items():
        if attribute.write_only:
            state[name] = None
        elif attribute.local or attribute.means_same(prior[name], state[name]):
            state[name] = prior[name]
    for name in schema.blocks:
        state[name] = prior[name]
    return state
