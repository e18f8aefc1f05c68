"""Carrying a plan out: create, update and delete, and what may come back of them (the contract is that of `plan`)."""

from __future__ import annotations

from ..diagnostics import Diagnostics, Failure, error, unreadable
from ..resource import C, Context, Incomplete, Resource
from ..schema.attributes import Attribute
from ..schema.blocks import BlockSchema, to_instance, to_values
from ..values import Values, is_wholly_known, shown
from .managed import Managed
from .plan import writes_anything


def write(managed: Managed[C], prior: Values | None, planned: Values, config: Values | None) -> None:
    """Create (`prior` is None) or update. Write-only values come from the configuration, since a plan has none."""
    prior = managed.response.state = None if prior is None else managed.conformed(prior)
    wanted = managed.conformed(planned)
    given = wanted if config is None else _held_to_plan(managed.schema, wanted, managed.conformed(config))
    ctx = managed.context("create" if prior is None else "update", wanted)
    write_only = {name: given[name] for name, attribute in managed.schema.attributes.items() if attribute.write_only}
    try:
        result = _written(managed, ctx, prior, wanted, to_instance(managed.resource, wanted | write_only))
    except Incomplete as failed:
        managed.response.state = left_in_state(managed.schema, to_values(failed.kept))
        managed.keep_private(ctx)
        raise failed.cause from None
    managed.response.state = reconcile(
        managed.schema, wanted, to_values(result), managed.response.diagnostics, created=prior is None
    )
    managed.keep_private(ctx)


def delete(managed: Managed[C], prior: Values) -> None:
    """Remove the object. If that fails, state keeps it."""
    state = managed.response.state = managed.conformed(prior)
    ctx = managed.context("delete", state)
    try:
        to_instance(managed.resource, state).delete(ctx)
    except Exception:
        managed.keep_private(ctx)
        raise
    managed.response.state, managed.response.private = None, b""


def _held_to_plan(schema: BlockSchema, planned: Values, config: Values) -> Values:
    """Return the configuration. Raises `Failure` if the plan differs, or has unknown values that the API does not choose."""
    wrong = []
    for name, attribute in schema.attributes.items():
        value, configured = planned[name], config[name]
        if not is_wholly_known(value) and not (attribute.computed and configured is None):
            wrong.append(f"{name} is not known yet")
        if value is None and not attribute.write_only and (configured is not None or attribute.required):
            wrong.append(f"{name} is null")
    if wrong:
        raise Failure(unreadable("planned state", "; ".join(wrong)))
    return config


def _written(managed: Managed[C], ctx: Context[C], prior: Values | None, wanted: Values, desired: Resource[C]) -> Resource[C]:
    if prior is None:
        return desired.create(ctx)
    if writes_anything(managed.schema, prior, wanted):
        return desired.update(ctx, to_instance(managed.resource, prior))
    return desired


def reconcile(schema: BlockSchema, planned: Values, result: Values, diagnostics: Diagnostics, *, created: bool) -> Values:
    """The state after an apply: the API's result, in the plan's spelling where both mean the same.

    Each known planned value that came back different is an error that names it, and state keeps what the API holds.
    """
    state = dict(result)
    for name, attribute in schema.attributes.items():
        if attribute.write_only:
            state[name] = None
        elif not is_wholly_known(state[name]):
            diagnostics.error(
                f"{name} is unknown after apply",
                "This is a defect of the provider: please report it.",
                (name,),
            )
            state[name] = None
        elif is_wholly_known(planned[name]):
            if attribute.semantically_equal(planned[name], state[name]):
                state[name] = planned[name]
            else:
                text = _difference(attribute, planned[name], state[name], created)
                diagnostics.items.append(error(f"{name} did not take effect", text, (name,), quotable=not attribute.is_secret))
    for name in schema.blocks:
        state[name] = planned[name]
    return state


def left_in_state(schema: BlockSchema, kept: Values) -> Values:
    """Return what a failed apply leaves in state: values that are still unknown become null."""
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
