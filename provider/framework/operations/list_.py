"""Listing objects that exist (`terraform query`): a stream, so that an engine has the first ones while others are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...record import record
from ..diagnostics import Diagnostic, Diagnostics, Failure, Severity, error
from ..resource import C, Resource
from ..schema.blocks import Block, schema_of, to_instance, to_values
from ..schema.validation import checkable, conformed, validate, with_defaults
from ..states import completed
from ..values import Values
from .managed import Managed, identity_of

Explain = Callable[[Exception], Sequence[Diagnostic]]
"""Gives the diagnostics of an error."""


@record(frozen=True)
class Listed:
    """One event of the stream: an object, or diagnostics alone. Engines read nothing after an error."""

    identity: Values | None = None
    display_name: str = ""
    state: Values | None = None
    diagnostics: Sequence[Diagnostic] = ()


def validate_list(managed: Managed[C], raw: Values) -> None:
    schema, diagnostics = schema_of(_arguments(managed)), managed.response.diagnostics
    diagnostics.extend(validate(schema, checkable(schema, raw, diagnostics), required=True))


def list_objects(managed: Managed[C], raw: Values, explain: Explain, *, limit: int) -> Iterator[Listed]:
    """Yield at most `limit` objects. Raises the error that ends the search."""
    arguments = _arguments(managed)
    schema = schema_of(arguments)
    config = conformed(schema, raw)
    if wrong := validate(schema, config, required=True).errors:
        raise Failure(*wrong)  # when it was validated, values could be unknown
    ctx = managed.context("list", {})
    found = managed.resource.find_all(ctx, to_instance(arguments, with_defaults(schema, config)))
    objects = 0
    while objects < limit and not ctx.stop.is_set():
        each = next(found, None)
        yield from _diagnostics(ctx.diagnostics)
        if each is None:
            return
        if isinstance(each, Resource):
            objects += 1
            state = completed(managed.schema, to_values(each))
            yield Listed(identity_of(each.identity, state), each.display_name, state)
        else:
            yield Listed(diagnostics=[replace(problem, severity=Severity.WARNING) for problem in explain(each)])


def _arguments(managed: Managed[C]) -> type[Block]:
    if managed.resource.list_arguments is None:
        raise Failure(error("Not supported", f"Provider {managed.session.provider.name} has no list of {managed.name}."))
    return managed.resource.list_arguments


def _diagnostics(diagnostics: Diagnostics) -> Iterator[Listed]:
    """Yield the diagnostics since the last call."""
    if diagnostics.items:
        yield Listed(diagnostics=tuple(diagnostics.items))
        diagnostics.items.clear()
