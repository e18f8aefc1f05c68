"""Validating the configuration of a resource."""

from __future__ import annotations

from ..resource import C
from ..schema import validation
from ..values import Values
from .managed import Managed


def validate(managed: Managed[C], raw: Values, *, write_only_allowed: bool) -> None:
    """Report everything that is wrong. `write_only_allowed`: whether the engine has write-only arguments."""
    diagnostics = managed.response.diagnostics
    config = validation.checkable(managed.schema, raw, diagnostics)
    checked = validation.without_mocked(managed.schema, config) if managed.session.mocked else config
    diagnostics.extend(validation.validate(managed.schema, checked, required=True))
    if write_only_allowed:
        validation.suggest_write_only(managed.schema, config, diagnostics)
    else:
        validation.refuse_write_only(managed.schema, config, diagnostics)
