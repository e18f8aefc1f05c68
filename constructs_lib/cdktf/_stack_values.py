"""The defaults of a stack's variables, and its locals, where secrets are looked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cdktf as cdk

from ._tokens import resolved


class StackValues:
    """Asks the CDK for them, but as seldom as possible: only if a secret names any, and once for each that has no value."""

    def __init__(self, stack: cdk.TerraformStack) -> None:
        self._stack = stack
        self._known: dict[Any, dict[str, Any]] = {}

    def named_in(self, secrets: Iterable[Any]) -> dict[str, Any]:
        """All values of the stack by address, if one of the secrets names any."""
        if not any("var." in secret or "local." in secret for secret in secrets if isinstance(secret, str)):
            return {}
        found: dict[str, Any] = {}
        for element in self._stack.node.find_all():
            if isinstance(element, cdk.TerraformVariable | cdk.TerraformLocal):
                if element not in self._known or any(self._known[element].values()):
                    self._known[element] = _values_of(element)
                found |= self._known[element]
        return found


def _values_of(element: Any) -> dict[str, Any]:
    rendered = resolved(element.to_terraform(), element)
    variables = {f"var.{name}": block.get("default") for name, block in rendered.get("variable", {}).items()}
    return {**variables, **{f"local.{name}": value for name, value in rendered.get("locals", {}).items()}}
