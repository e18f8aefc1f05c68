"""What every binding does with its arguments, whichever CDK it builds on."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from constructs import Construct

from provider.framework.diagnostics import Diagnostic
from provider.framework.values import UNKNOWN

from ._calls import NamedArguments, did_you_mean, shown, users_line
from ._told import Told
from ._values import accept, is_token, wrong_type
from .errors import in_words

if TYPE_CHECKING:
    from provider.framework.blocks import Attribute, BlockSchema

    from ._secrets import Texts


class CheckedArguments(NamedArguments):
    """Mixed into a resource, data source or provider of either CDK: holds what was given, checks it, synthesizes it.

    A wrong type or name raises TypeError, a wrong value `InvalidConfiguration`, at the user's line; so do the rules between the
    arguments of a constructor. What is set afterwards is judged as a whole at synth, by the CDK's validation.
    """

    TF_RESOURCE_TYPE: ClassVar[str]
    _singleton: ClassVar[bool] = False
    """Whether an account has only one of it."""

    if TYPE_CHECKING:  # a member of the CDK's class that this is mixed into
        node: Any

    @staticmethod
    def _number_as_text(number: float) -> str:
        """A text's token for a number's. Raises ValueError where the CDK knows no such number."""
        raise NotImplementedError

    @staticmethod
    def _declared() -> BlockSchema:
        """What the provider declares. It is loaded for this, and not before."""
        raise NotImplementedError

    @property
    def _schema(self) -> BlockSchema:
        return _schema_of(type(self)._declared)

    # Arguments

    def _give(self, scope: Construct, id_: str, given: Mapping[str, Any], told: Told) -> None:
        """Take all arguments at once, and refuse what is wrong with them and what `told` has already.

        Comes before the CDK's constructor, which may already ask for them.
        """
        check_place(type(self).__name__, scope, id_, told)
        self._made_at = users_line()
        self._given = dict(given)
        for name, value in given.items():
            self._keep(name, value, told)
        if not told.types:
            told.values.extend(self._wrong(rules=True))
        if told.types or told.values.errors:
            told.refuse("" if told.types else "/".join(filter(None, (scope.node.path, id_))))

    def _set(self, name: str, value: Any) -> None:
        before, told = self._given[name], Told()
        self._keep(name, value, told)
        told.values.extend(problem for problem in self._wrong(rules=False) if problem.path[:1] == (name,))
        if told.types or told.values.errors:
            self._given[name] = before
            told.refuse(self.node.path)

    def _set_in(self, block: str, name: str, value: Any) -> None:
        """Set or, with None, reset an argument of a nested block."""
        held = self._given[block]
        left = {key: item for key, item in (held if isinstance(held, dict) else {}).items() if key != name}
        self._set(block, (left if value is None else left | {name: value}) or None)

    def _keep(self, name: str, value: Any, told: Told) -> None:
        self._given[name] = UNKNOWN  # if it is wrong, nothing more is to be said of it
        where = f"{type(self).__name__}.{name}"
        with told.of(name):
            if value is None:
                self._given[name] = None
            elif name in self._schema.blocks:
                self._given[name] = self._plain_block(self._schema.blocks[name].schema, value, where)
            else:
                self._given[name] = self._accept(self._schema.attributes[name], value, where)

    def _accept(self, attribute: Attribute, value: Any, where: str) -> Any:
        return accept(attribute.type, value, where, self._number_as_text, secret=attribute.is_secret)

    def _plain_block(self, schema: BlockSchema, value: Any, where: str) -> Any:
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

    def _problems_in(self, block: Mapping[str, Any] | None, texts: Texts) -> list[str]:
        """What is wrong with this construct as it is synthesized, in words. `block` is its Terraform JSON, if it has any."""
        from . import _problems  # noqa: PLC0415

        return [] if block is None else list(map(in_words, _problems.of_block(self._schema, block, os.environ, texts)))

    def _secrets_in(self, block: Mapping[str, Any]) -> list[Any]:
        return [block.get(name) for name, attribute in self._schema.attributes.items() if attribute.is_secret]

    def _with_its_line(self, problems: Iterable[str]) -> list[str]:
        return [f"{problem} ({shown(self._made_at)})" for problem in problems]

    def _told_twice(self, rendered: Mapping[str, Any], before: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
        """What to say where an account's one object is in a stack twice, in words.

        `before` has the constructs of the same type that come first in the stack: path, and Terraform JSON, resolved. What may
        turn out to be there not at all (`count`, `for_each`) is no second one.
        """
        mine, account = block_of(rendered), self._account_in(rendered)
        if mine is None or "for_each" in mine:
            return []
        number = _number_of(mine)
        if number is not None and number > 1:
            return [f"count: An account has one {self.TF_RESOURCE_TYPE}, and count makes {number} of it. Give 0 or 1."]
        return [
            f"An account has one {self.TF_RESOURCE_TYPE}, and {path} is it already, with the same provider configuration "
            f'("{account}"). Declare it once and complete that: pass settings=, the settings of the one construct, to the other. '
            "For another account, pass its provider=."
            for path, other in before
            if number == 1 and _is_certain(block_of(other)) and self._account_in(other) == account
        ][:1]

    def _account_in(self, rendered: Mapping[str, Any]) -> str | None:
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


def check_place(class_name: str, scope: object, id_: object, told: Told) -> None:
    """Tell what is wrong with the first two arguments of a construct."""
    if not isinstance(scope, Construct):
        told.types.append(str(wrong_type(f"{class_name}.scope", "a stack, or a construct in one", scope)))
    if not isinstance(id_, str):
        told.types.append(str(wrong_type(f"{class_name}.id_", "a str", id_)))


@functools.cache
def _schema_of(declared: Callable[[], BlockSchema]) -> BlockSchema:
    return declared()


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


def _is_certain(block: Mapping[str, Any] | None) -> bool:
    """Whether there is exactly one object or more, whatever an engine makes of the expressions in the block."""
    return block is not None and "for_each" not in block and (_number_of(block) or 0) > 0


def _number_of(block: Mapping[str, Any]) -> int | None:
    """How many objects `count` makes, 1 without it; None if only an engine will know."""
    number = block.get("count", 1)
    try:
        return 1 if number is None else int(number)
    except ValueError:
        return None
