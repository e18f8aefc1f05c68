"""How a binding holds, checks and synthesizes its arguments, whichever CDK it builds on."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from constructs import Construct

from provider.framework.diagnostics import Diagnostic
from provider.framework.values import UNKNOWN

from ._argument_errors import ArgumentErrors
from ._calls import NamedArguments, callers_line, did_you_mean, relative
from ._values import accept, is_token, wrong_type
from .errors import in_words

if TYPE_CHECKING:
    from provider.framework.schema.attributes import Attribute
    from provider.framework.schema.blocks import BlockSchema

    from ._secrets import StackValues


class CheckedArguments(NamedArguments):
    """Mixed into a resource, data source or provider configuration of either CDK.

    Arguments are checked twice:

    - At the user's line. A wrong type or name raises TypeError. A wrong value raises `InvalidConfiguration`; in a constructor, so
      does a rule between arguments that is broken.
    - At synth, as a whole, by the CDK's validation.
    """

    TF_RESOURCE_TYPE: ClassVar[str]
    _singleton: ClassVar[bool] = False
    """Whether an account has only one such object."""

    if TYPE_CHECKING:  # a member of the CDK's class that this is mixed into
        node: Any

    @staticmethod
    def _number_as_text(number: float) -> str:
        """The string token for a number token. Raises ValueError if the CDK knows no such token."""
        raise NotImplementedError

    @staticmethod
    def _declared() -> BlockSchema:
        """The provider's declaration, which is loaded when it is first asked for."""
        raise NotImplementedError

    @property
    def _schema(self) -> BlockSchema:
        return _schema_of(type(self)._declared)

    # Arguments

    def _take(self, scope: Construct, id_: str, given: Mapping[str, Any], errors: ArgumentErrors) -> None:
        """Take all arguments. Raise everything that is wrong with them, and what `errors` has already.

        This comes before the CDK's constructor, because that may ask for the arguments.
        """
        check_place(type(self).__name__, scope, id_, errors)
        self._made_at = callers_line()
        self._given = dict(given)
        for name, value in given.items():
            self._store(name, value, errors)
        if not errors.types:
            errors.values.extend(self._wrong(rules=True))
        if errors:  # with a wrong type, the scope may be none
            errors.raise_any("" if errors.types else "/".join(filter(None, (scope.node.path, id_))))

    def _set(self, name: str, value: Any) -> None:
        self._set_all({name: value})

    def _set_all(self, values: Mapping[str, Any]) -> None:
        before, errors = dict(self._given), ArgumentErrors()
        for name, value in values.items():
            self._store(name, value, errors)
        errors.values.extend(problem for problem in self._wrong(rules=False) if problem.path[0] in values)
        if errors:
            self._given = before
            errors.raise_any(self.node.path)
        self._arguments_changed()

    def _arguments_changed(self) -> None:
        """Called after each change of the arguments."""
        raise NotImplementedError

    def _set_in(self, block: str, name: str, value: Any) -> None:
        """Set or, with None, reset an argument of a nested block."""
        held = self._given[block]
        left = {key: item for key, item in (held if isinstance(held, dict) else {}).items() if key != name}
        self._set(block, (left if value is None else left | {name: value}) or None)

    def _store(self, name: str, value: Any, errors: ArgumentErrors) -> None:
        self._given[name] = UNKNOWN  # a wrong value breaks no further rules
        where = f"{type(self).__name__}.{name}"
        with errors.at(name):
            if value is None:
                self._given[name] = None
            elif name in self._schema.blocks:
                self._given[name] = self._accept_block(self._schema.blocks[name].schema, value, where)
            else:
                self._given[name] = self._accept(self._schema.attributes[name], value, where)

    def _accept(self, attribute: Attribute, value: Any, where: str) -> Any:
        return accept(attribute.type, value, where, self._number_as_text, secret=attribute.is_secret)

    def _accept_block(self, schema: BlockSchema, value: Any, where: str) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        if not isinstance(value, Mapping):
            if is_token(value):
                return value
            raise wrong_type(where, "a dict or an object of the class made for it", value)
        for name in value:
            if name not in schema.attributes:
                raise TypeError(f"{where} has no argument '{name}'{did_you_mean(str(name), schema.attributes)}")
        return {
            name: self._accept(schema.attributes[name], item, f"{where}.{name}")
            for name, item in value.items()
            if item is not None
        }

    def _wrong(self, *, rules: bool) -> list[Diagnostic]:
        from . import _problems  # noqa: PLC0415  # it loads what declarations are made with

        return _problems.of_arguments(self._schema, self._given, os.environ if rules else None)

    # Synthesis

    def _problems_in(self, block: Mapping[str, Any] | None, values: StackValues) -> list[str]:
        """What is wrong with `block`, the construct's Terraform JSON, in words. A construct that was moved has none."""
        from . import _problems  # noqa: PLC0415

        return [] if block is None else list(map(in_words, _problems.of_block(self._schema, block, os.environ, values)))

    def _secrets_in(self, block: Mapping[str, Any]) -> list[Any]:
        return [block.get(name) for name, attribute in self._schema.attributes.items() if attribute.is_secret]

    def _with_its_line(self, problems: Iterable[str]) -> list[str]:
        return [f"{problem} ({relative(self._made_at)})" for problem in problems]

    def _attributes(self) -> dict[str, Any]:
        """The arguments that have a value."""
        return {name: value for name, value in self._given.items() if value is not None}

    @property
    def _write_only(self) -> list[str]:
        return [name for name, attribute in self._schema.attributes.items() if attribute.write_only]

    def _hcl_attributes(self) -> dict[str, Any]:
        """The same for synthesis to HCL, where the CDK has to know how each value is written."""
        described: dict[str, Any] = {}
        for name, given in self._attributes().items():
            value = self._marked(name, given)
            if name in self._schema.blocks:
                described[name] = _hcl_block(self._schema.blocks[name].schema, value, f"{type(self).__name__}_{name}")
            else:
                described[name] = _hcl(self._schema.attributes[name], value)
        return described

    def _marked(self, name: str, value: Any) -> Any:
        """The value; for cdktn, which checks what engines support, a write-only value is marked."""
        mark = getattr(self, "_mark_write_only_attribute", None)
        return mark(value) if mark is not None and name in self._write_only else value


def check_place(class_name: str, scope: object, id_: object, errors: ArgumentErrors) -> None:
    """Check the first two arguments of a construct."""
    if not isinstance(scope, Construct):
        errors.types.append(str(wrong_type(f"{class_name}.scope", "a stack, or a construct in one", scope)))
    if not isinstance(id_, str):
        errors.types.append(str(wrong_type(f"{class_name}.id_", "a str", id_)))


@functools.cache
def _schema_of(declared: Callable[[], BlockSchema]) -> BlockSchema:
    return declared()


def _hcl_block(schema: BlockSchema, value: Any, kind: str) -> dict[str, Any]:
    if isinstance(value, dict):
        value = {name: _hcl(schema.attributes[name], item) for name, item in value.items()}
    return {"value": value, "isBlock": True, "type": "struct", "storageClassType": kind}


def _hcl(attribute: Attribute, value: Any) -> dict[str, Any]:
    from ._cdk_types import cdk_type  # noqa: PLC0415  # only synthesis to HCL needs it

    form = cdk_type(attribute.type)
    return {"value": value, "isBlock": False, "type": form.structure, "storageClassType": form.storage}


def block_of(rendered: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The block in a construct's Terraform JSON. A construct that was moved has none."""
    for section in ("resource", "data", "provider"):
        for by_type in (rendered.get(section) or {}).values():
            blocks = by_type if isinstance(by_type, list) else by_type.values()
            return next(iter(blocks), None)
    return None
