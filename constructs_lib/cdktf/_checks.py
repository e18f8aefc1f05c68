"""The provider's checks at synth. They run once for each stack, with a number of calls to the CDK that does not grow with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import cdktf as cdk
import jsii
from constructs import Construct, IValidation

from .._addresses import Addresses
from .._singletons import Singletons
from .._values import is_plain
from ._bound import Bound
from ._dependencies import Depends
from ._native import logical_ids, with_node_dependencies
from ._stack import StackScopes
from ._stack_values import StackValues
from ._tokens import resolved

_CHECKS: dict[StackScopes, StackChecks] = {}


@jsii.implements(IValidation)
class _Validation:
    """Reports the problems that a function finds."""

    def __init__(self, check: Callable[[], list[str]]) -> None:
        self._check = check

    def validate(self) -> list[str]:
        return self._check()


class StackChecks:
    """Checks the elements of a stack when the CDK validates the stack, before it validates the elements.

    An element with a problem gets a validation of its own, so that the CDK reports the problem with the element's path.
    """

    def __init__(self, stack: cdk.TerraformStack) -> None:
        self._stack = stack
        self._elements: list[Bound] = []
        self._problems: dict[Bound, list[str]] = {}
        self._stack_values = StackValues(stack)
        stack.node.add_validation(_Validation(self._check))

    @classmethod
    def of(cls, scope: Construct) -> StackChecks:
        """The checks of a stack, by the stack or a scope in it."""
        scopes = StackScopes.of(scope)
        if scopes not in _CHECKS:
            _CHECKS[scopes] = cls(scopes.stack)
        return _CHECKS[scopes]

    def add(self, element: Bound) -> None:
        """Check this element, too."""
        self._elements.append(element)

    def _check(self) -> list[str]:
        """Find the problems. The elements report them, and the stack itself none."""
        singletons, addresses, providers = Singletons(), Addresses(), dict[Any, str]()
        found = list(self._blocks())
        values = self._stack_values.named_in(secret for element, block in found for secret in element._secrets_in(block or {}))
        placed = [element for element, block in found if isinstance(element, Depends) and block is not None]
        names, dependent = dict(zip(placed, logical_ids(placed), strict=True)), with_node_dependencies(placed)
        for element, block in found:
            problems = element._problems_in(block, values)
            if element in names:
                problems += addresses.problems(_kind(element), names[element], lambda element=element: element.node.path)  # type: ignore[misc]
            if isinstance(element, Depends) and block is not None and (element._placeholders or element in dependent):
                problems += element._wrong_dependencies()
            if element._singleton and (whole := _whole(element, block, providers)) is not None:
                problems += singletons.repeated(element.TF_RESOURCE_TYPE, whole, lambda element=element: element.node.path)  # type: ignore[misc]
            if problems and element not in self._problems:
                element.node.add_validation(_Validation(lambda element=element: self._problems[element]))  # type: ignore[misc]
            if problems or element in self._problems:
                self._problems[element] = element._with_its_line(problems)  # none, if it was mended since the last synth
        return []

    def _blocks(self) -> Iterator[tuple[Bound, Mapping[str, Any] | None]]:
        """Each element's block as it is synthesized. The CDK resolves the tokens of all in one call."""
        as_given = [element for element in self._elements if element._is_synthesized_as_given]
        with_tokens = [element for element in as_given if not is_plain(element._given)]
        rendered = dict(zip(with_tokens, _resolved(with_tokens), strict=True))
        for element in self._elements:
            if element._is_synthesized_as_given:
                yield element, rendered.get(element, element._given)
            else:
                yield element, element._block()


def _kind(element: Bound) -> str:
    return f"{'data.' if isinstance(element, cdk.TerraformDataSource) else ''}{element.TF_RESOURCE_TYPE}"


def _whole(element: Bound, block: Mapping[str, Any] | None, providers: dict[Any, str]) -> Mapping[str, Any] | None:
    """An element's block with its meta arguments. The CDK is asked for them only if there are any."""
    if block is None or not element._is_synthesized_as_given:
        return block
    if not element._is_one:
        return element._block()
    if (provider := element._provider) is None:
        return block
    if provider not in providers:
        providers[provider] = str(provider.fqn)
    return {**block, "provider": providers[provider]}


def _resolved(elements: list[Bound]) -> list[Mapping[str, Any]]:
    if not elements:
        return []
    given = [{name: value for name, value in element._given.items() if value is not None} for element in elements]
    found: list[Mapping[str, Any]] = resolved(given, elements[0])
    return found
