"""Stacks and the scopes in them. The CDK is asked once for each scope, and not for each resource in it."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import cdktf as cdk
from constructs import Construct

_OF_SCOPE: WeakKeyDictionary[Construct, StackScopes] = WeakKeyDictionary()
_PATHS: WeakKeyDictionary[Construct, str] = WeakKeyDictionary()


class StackScopes:
    """One stack. All scopes in it share this object."""

    def __init__(self, stack: cdk.TerraformStack) -> None:
        self.stack = stack

    @classmethod
    def of(cls, scope: Construct) -> StackScopes:
        """The object of a stack, by the stack or a scope in it."""
        found = _OF_SCOPE.get(scope)
        if found is None:
            stack = scope if isinstance(scope, cdk.TerraformStack) else cdk.TerraformStack.of(scope)
            found = _OF_SCOPE.get(stack) or cls(stack)
            _OF_SCOPE[stack] = _OF_SCOPE[scope] = found
        return found

    def other_than(self, construct: Any) -> str | None:
        """The path of the stack that a construct is in, unless it is this one."""
        other = StackScopes.of(construct).stack
        return None if other is self.stack else str(other.node.path)


def path_in(scope: Construct, id_: str) -> str:
    """The path of the construct with that ID in the scope."""
    if scope not in _PATHS:
        _PATHS[scope] = scope.node.path
    return "/".join(filter(None, (_PATHS[scope], id_.replace("/", "--"))))


def remember(construct: Construct, scope: Construct, id_: str) -> str:
    """Record stack and path of a construct of ours, so that the CDK is never asked for them. Returns the path."""
    _OF_SCOPE[construct], _PATHS[construct] = StackScopes.of(scope), path_in(scope, id_)
    return _PATHS[construct]
