"""Stacks, and the scopes in them: asked once for each scope, not for each resource in it."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import cdktf as cdk
from constructs import Construct, IConstruct

_OF_SCOPE: WeakKeyDictionary[Construct, StackScopes] = WeakKeyDictionary()


class StackScopes:
    """What is known of one stack: the constructs around its elements, and what their nodes depend on."""

    def __init__(self, stack: cdk.TerraformStack) -> None:
        self.stack = stack
        self._around: dict[Construct, list[IConstruct]] = {stack: []}
        self._dependencies: dict[IConstruct, list[IConstruct]] = {}
        self._asked: set[Construct] = set()

    @classmethod
    def of(cls, scope: Construct) -> StackScopes:
        """Those of the stack that `scope` is, or is in."""
        found = _OF_SCOPE.get(scope)
        if found is None:
            stack = scope if isinstance(scope, cdk.TerraformStack) else cdk.TerraformStack.of(scope)
            found = _OF_SCOPE.get(stack) or cls(stack)
            _OF_SCOPE[stack] = _OF_SCOPE[scope] = found
        return found

    def other_than(self, construct: Any) -> str | None:
        """The path of the stack that a construct is in, if it is not this one."""
        other = StackScopes.of(construct).stack
        return None if other is self.stack else str(other.node.path)

    def dependencies_around(self, element: Construct, scope: Construct) -> list[IConstruct]:
        """What the nodes of the constructs around an element depend on. An element that asks again begins another synthesis."""
        around = self._scopes_around(scope)
        if not around:
            return []
        if element in self._asked:
            self._asked.clear()
            self._dependencies.clear()
        self._asked.add(element)
        for one in around:
            if one not in self._dependencies:
                self._dependencies[one] = list(one.node.dependencies)
        return [dependency for one in around for dependency in self._dependencies[one]]

    def _scopes_around(self, scope: Construct) -> list[IConstruct]:
        if scope not in self._around:
            scopes = scope.node.scopes
            self._around[scope] = scopes[scopes.index(self.stack) + 1 :]
        return self._around[scope]
