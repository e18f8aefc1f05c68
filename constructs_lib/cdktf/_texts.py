"""What a stack's variables and locals hold, where secrets are looked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cdktf as cdk

from ._tokens import resolved


class StackTexts:
    """The defaults of a stack's variables, and its locals, by address. They are asked for only if a secret may be there, and
    what has no default is asked once.
    """

    def __init__(self, stack: cdk.TerraformStack) -> None:
        self._stack = stack
        self._known: dict[Any, dict[str, Any]] = {}

    def of(self, secrets: Iterable[Any]) -> dict[str, Any]:
        """Those of the stack, if one of the secrets names any."""
        if not any("var." in secret or "local." in secret for secret in secrets if isinstance(secret, str)):
            return {}
        found: dict[str, Any] = {}
        for element in self._stack.node.find_all():
            if isinstance(element, cdk.TerraformVariable | cdk.TerraformLocal):
                if element not in self._known or any(self._known[element].values()):
                    self._known[element] = _texts_in(element)
                found |= self._known[element]
        return found


def _texts_in(element: Any) -> dict[str, Any]:
    rendered = resolved(element.to_terraform(), element)
    variables = {f"var.{name}": block.get("default") for name, block in rendered.get("variable", {}).items()}
    return {**variables, **{f"local.{name}": value for name, value in rendered.get("locals", {}).items()}}
