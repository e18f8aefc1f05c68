"""What every binding does with its arguments, whichever CDK it builds on."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from provider.framework.diagnostics import Diagnostic, Diagnostics
from provider.framework.values import UNKNOWN

from ._values import accept
from .errors import InvalidConfiguration, in_words

if TYPE_CHECKING:
    from constructs import Construct, Node

    from provider.framework.blocks import Attribute, BlockSchema


class CheckedArguments:
    """Mixed into a resource, data source or provider of either CDK: holds what was given, checks it, synthesizes it.

    A wrong type or name raises TypeError, a wrong value `InvalidConfiguration`, at the user's line. What can be judged only
    when everything is set, such as the rules between arguments, is reported by the CDK's validation at synth.
    """

    TF_RESOURCE_TYPE: ClassVar[str]
    _singleton: ClassVar[bool] = False
    """Whether an account has only one of it."""

    if TYPE_CHECKING:  # members of the CDK's class that this is mixed into

        @property
        def node(self) -> Node: ...

    def __new__(cls, *positional: Any, **named: Any) -> Self:
        # Python itself suggests the right name only from 3.13 on. A subclass may have arguments of its own.
        parameters = _parameters(cls.__init__)
        if not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
            for name in named:
                if name not in parameters:
                    hint = _did_you_mean(name, parameters)
                    raise TypeError(f"{cls.__name__}() got an unexpected keyword argument '{name}'{hint}")
        return super().__new__(cls)

    @staticmethod
    def _is_token(value: Any) -> bool:
        """Whether `value` is a token of the CDK."""
        raise NotImplementedError

    @staticmethod
    def _declared() -> BlockSchema:
        """What the provider declares. It is loaded for this, and not before."""
        raise NotImplementedError

    @property
    def _schema(self) -> BlockSchema:
        return _schema_of(type(self)._declared)

    # Arguments

    def _give(self, scope: Construct, id_: str, given: Mapping[str, Any]) -> None:
        """Take all arguments at once. Comes before the CDK's constructor, which may already ask for them."""
        self._given = dict(given)
        found = Diagnostics()
        for name, value in given.items():
            self._keep(name, value, found)
        found.extend(self._wrong())
        if found.errors:
            raise InvalidConfiguration("/".join(filter(None, (scope.node.path, id_))), found.errors)

    def _set(self, name: str, value: Any) -> None:
        before, found = self._given[name], Diagnostics()
        self._keep(name, value, found)
        found.extend(problem for problem in self._wrong() if problem.path[:1] == (name,))
        if found.errors:
            self._given[name] = before
            raise InvalidConfiguration(self.node.path, found.errors)

    def _set_in(self, block: str, name: str, value: Any) -> None:
        """Set or, with None, reset an argument of a nested block."""
        held = self._given[block]
        left = {key: item for key, item in (held if isinstance(held, dict) else {}).items() if key != name}
        self._set(block, (left if value is None else left | {name: value}) or None)

    def _keep(self, name: str, value: Any, found: Diagnostics) -> None:
        where = f"{type(self).__name__}.{name}"
        try:
            if value is None:
                self._given[name] = None
            elif name in self._schema.blocks:
                self._given[name] = self._plain_block(self._schema.blocks[name].schema, value, where)
            else:
                self._given[name] = accept(self._schema.attributes[name].type, value, where, self._is_token)
        except ValueError as problem:
            self._given[name] = UNKNOWN  # nothing more is to be said of it
            found.error(f"Invalid {name}", str(problem), (name,))

    def _plain_block(self, schema: BlockSchema, value: Any, where: str) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        if not isinstance(value, Mapping):
            if self._is_token(value):
                return value
            raise TypeError(f"{where} must be a dict or an object of the class made for it, not {type(value).__name__}")
        for name in value:
            if name not in schema.attributes:
                raise TypeError(f"{where} has no argument '{name}'{_did_you_mean(name, schema.attributes)}")
        return {
            name: accept(schema.attributes[name].type, item, f"{where}.{name}", self._is_token)
            for name, item in value.items()
            if item is not None
        }

    def _wrong(self) -> list[Diagnostic]:
        from . import _problems  # noqa: PLC0415  # it loads what declarations are made with

        return _problems.of_arguments(self._schema, self._given, self._is_token)

    # Synthesis

    def _problems_in(self, block: Mapping[str, Any] | None) -> list[str]:
        """What is wrong with this construct as it is synthesized, in words. `block` is its Terraform JSON, if it has any."""
        from . import _problems  # noqa: PLC0415

        return [] if block is None else [in_words(found) for found in _problems.of_block(self._schema, block, os.environ)]

    def _told_twice(self, rendered: Mapping[str, Any], before: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
        """What to say where an account's one object is in a stack twice, in words.

        `before` has the constructs of the same type that come first in the stack: path, and Terraform JSON, resolved.
        """
        mine = self._configuration_in(rendered)
        if mine is None:
            return []
        return [
            f"An account has one {self.TF_RESOURCE_TYPE}, and {path} is it already, with the same provider configuration "
            f'("{mine}"). Declare it once and complete that: pass settings=, the settings of the one construct, to the other. '
            "For another account, pass its provider=."
            for path, other in before
            if self._configuration_in(other) == mine
        ][:1]

    def _configuration_in(self, rendered: Mapping[str, Any]) -> str | None:
        """The provider configuration that the construct belongs to; None if it was moved to another construct."""
        block = block_of(rendered)
        return None if block is None else str(block.get("provider") or self.TF_RESOURCE_TYPE.partition("_")[0])

    def _attributes(self) -> dict[str, Any]:
        """What was given, by name, as the CDK's `_synthesize_attributes` returns it."""
        return {name: self._marked(name, value) for name, value in self._given.items() if value is not None}

    def _hcl_attributes(self) -> dict[str, Any]:
        """The same for synthesis to HCL, which wants to know how each value is to be written."""
        described: dict[str, Any] = {}
        for name, value in self._attributes().items():
            if name in self._schema.blocks:
                described[name] = _hcl_block(self._schema.blocks[name].schema, value, f"{type(self).__name__}_{name}")
            else:
                described[name] = _hcl(self._schema.attributes[name], value)
        return described

    def _marked(self, name: str, value: Any) -> Any:
        """A write-only value, marked as such for the CDK that checks which engines take it (cdktn)."""
        mark = getattr(self, "_mark_write_only_attribute", None)
        attribute = self._schema.attributes.get(name)
        return mark(value) if mark is not None and attribute is not None and attribute.write_only else value


@functools.cache
def _schema_of(declared: Callable[[], BlockSchema]) -> BlockSchema:
    return declared()


@functools.cache
def _parameters(constructor: Callable[..., None]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(constructor).parameters


def _hcl_block(schema: BlockSchema, value: Any, kind: str) -> dict[str, Any]:
    if isinstance(value, dict):
        value = {name: _hcl(schema.attributes[name], item) for name, item in value.items()}
    return {"value": value, "isBlock": True, "type": "struct", "storageClassType": kind}


def _hcl(attribute: Attribute, value: Any) -> dict[str, Any]:
    form = attribute.type.cdk
    return {"value": value, "isBlock": False, "type": form.structure, "storageClassType": form.storage}


def block_of(rendered: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The block in a construct's Terraform JSON; none if the construct was moved to another."""
    for section in ("resource", "data", "provider"):
        for by_type in (rendered.get(section) or {}).values():
            blocks = by_type if isinstance(by_type, list) else by_type.values()
            return next(iter(blocks), None)
    return None


def _did_you_mean(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f". Did you mean '{close[0]}'?" if close else ""
