"""The provider's checks at synth: once for each stack, with few calls to the CDK however many resources there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import cdktf as cdk
from constructs import Construct

from .._validation import Validation
from .._values import is_plain
from ._bound import Bound
from ._dependencies import Depends
from ._stack import StackScopes
from ._texts import StackTexts
from ._tokens import resolved

_CHECKS: dict[StackScopes, StackChecks] = {}


class StackChecks:
    """Checks what a stack has of ours when the CDK comes to validate the stack, which it does before what is in the stack.

    Only an element with something wrong gets a validation of its own, so that the CDK tells it with the element's path.
    """

    def __init__(self, stack: cdk.TerraformStack) -> None:
        self._stack = stack
        self._elements: list[Bound] = []
        self._told: dict[Bound, list[str]] = {}
        self._texts = StackTexts(stack)
        stack.node.add_validation(Validation(self._check))

    @classmethod
    def of(cls, scope: Construct) -> StackChecks:
        """The checks of the stack that `scope` is, or is in."""
        scopes = StackScopes.of(scope)
        if scopes not in _CHECKS:
            _CHECKS[scopes] = cls(scopes.stack)
        return _CHECKS[scopes]

    def add(self, element: Bound) -> None:
        """Check the element, too."""
        self._elements.append(element)

    def _check(self) -> list[str]:
        """Find what is wrong, and leave it to the elements to tell it: nothing is wrong with the stack itself."""
        alike = Counter(element.TF_RESOURCE_TYPE for element in self._elements if element._singleton)
        found = list(self._blocks())
        texts = self._texts.of(secret for element, block in found for secret in element._secrets_in(block or {}))
        for element, block in found:
            problems = element._problems_in(block, texts)
            if isinstance(element, Depends) and block is not None:
                problems += element._wrong_dependencies()
            if element._singleton and (alike[element.TF_RESOURCE_TYPE] > 1 or element._may_be_many):
                problems += element._repeated()
            if problems and element not in self._told:
                element.node.add_validation(Validation(lambda element=element: self._told[element]))  # type: ignore[misc]
            if problems or element in self._told:
                self._told[element] = element._with_its_line(problems)  # none, once it was mended
        return []

    def _blocks(self) -> Iterator[tuple[Bound, Mapping[str, Any] | None]]:
        """Each element's block as it is synthesized. All tokens are resolved in one call of the CDK."""
        as_given = [element for element in self._elements if element._is_synthesized_as_given]
        with_tokens = [element for element in as_given if not is_plain(element._given)]
        rendered = dict(zip(with_tokens, _resolved(with_tokens), strict=True))
        for element in self._elements:
            if element._is_synthesized_as_given:
                yield element, rendered.get(element, element._given)
            else:
                yield element, element._block()


def _resolved(elements: list[Bound]) -> list[Mapping[str, Any]]:
    if not elements:
        return []
    given = [{name: value for name, value in element._given.items() if value is not None} for element in elements]
    found: list[Mapping[str, Any]] = resolved(given, elements[0])
    return found
