"""`depends_on` and `replace_triggered_by`: constructs and tokens become the addresses that engines read.

The CDK alone would not do:

- It takes single resources only, and drops a construct that has several.
- It drops what is given to `node.add_dependency`.
- It writes a resource in `replace_triggered_by` in a form that engines refuse.

The addresses are worked out at synth: until then, a construct can get more resources, and a resource another name. Until then, a
placeholder is in the place of a construct: a text with its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import cdktf as cdk
from constructs import Construct

from .._argument_errors import ArgumentErrors
from .._values import is_expression, wrong_type
from ._meta_arguments import lifecycle_struct
from ._native import Native
from ._stack import StackScopes
from ._tokens import resolved

_INDEX = r"(?:\[[^\]]+\])?"
_NAME = r"[A-Za-z_][\w-]*"
_OBJECT = re.compile(rf"(?:(?:data\.)?{_NAME}\.{_NAME}|module\.{_NAME}){_INDEX}")
_TRIGGER = re.compile(rf"(?!(?:data|module|var|local|each|count|self)\.){_NAME}\.{_NAME}{_INDEX}(?:\.[\w.\[\]\"*-]+)?")
_WHOLE = re.compile(r"\$\{([^{}]*)\}")
_FORMS = {
    _OBJECT: "the address of a resource, data source or module, such as aws_s3_bucket.recordings",
    _TRIGGER: "the address of a resource, or of an attribute of one, such as aws_s3_bucket.recordings",
}
_BETWEEN_STACKS = "Dependencies are within a stack; between two, call add_dependency of the stack."


class Depends(Native):
    """Mixed into resources and data sources: what they depend on, and what replaces them."""

    _scopes: StackScopes
    _is_moved = False
    """Whether the object was moved to another resource, so that this one is not synthesized."""
    _placeholders: Mapping[str, Any] = {}
    """What is meant by each text that is no address yet."""
    _wanted: Sequence[str] = ()
    """`depends_on` before the last synth."""
    _written: Sequence[str] = ()
    """`depends_on` as the last synth wrote it."""
    _triggers: Sequence[str] = ()

    # Arguments

    def _checked_dependencies(self, given: Any, where: str, errors: ArgumentErrors) -> list[Any]:
        if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
            raise wrong_type(where, "a list of resources or constructs", given)
        for position, one in enumerate(given):
            self._check_dependency(f"{where}[{position}]", one, errors, _OBJECT)
        return list(given)

    def _checked_lifecycle(self, arguments: dict[str, Any], where: str, errors: ArgumentErrors) -> Any:
        """A lifecycle as the CDK takes it, with placeholders for what replaces the resource."""
        triggers = arguments.get("replace_triggered_by", ())
        for position, one in enumerate(triggers):
            within = f"{where}.replace_triggered_by[{position}]"
            if isinstance(one, cdk.TerraformElement) and not isinstance(one, cdk.TerraformResource):
                kind = type(one).__name__
                errors.types.append(f"{within} must be a resource, not {kind}: nothing else is changed or replaced")
            else:
                self._check_dependency(within, one, errors, _TRIGGER)
        if errors:
            return None
        self._triggers = [self._placeholder(one) for one in triggers]
        return lifecycle_struct({**arguments, "replace_triggered_by": self._triggers} if triggers else arguments)

    def _check_dependency(self, where: str, one: Any, errors: ArgumentErrors, form: re.Pattern[str]) -> None:
        path = tuple(where.split(".")[1:])
        if isinstance(one, str):
            if one not in self._placeholders and not is_expression(one) and not form.fullmatch(one):
                errors.add(f'"{one}" is not {_FORMS[form]}.', path)
        elif isinstance(one, cdk.TerraformProvider | cdk.TerraformStack):
            way = _BETWEEN_STACKS if isinstance(one, cdk.TerraformStack) else "It is there before all that it makes."
            errors.types.append(
                f"{where} must be a resource, or a construct with resources in it, not {type(one).__name__}. {way}"
            )
        elif isinstance(one, Construct):
            if other := self._scopes.other_than(one):
                errors.add(f"{one.node.path} is in the stack {other}. {_BETWEEN_STACKS}", path)
        elif not isinstance(getattr(one, "fqn", None), str):
            errors.types.append(str(wrong_type(where, "a resource, a construct with resources in it, or an address", one)))

    def _placeholder(self, one: Any) -> str:
        """The text for `one` until synth: an address is its own, a construct has one with its path."""
        text = one if isinstance(one, str) else f"all of {one.node.path}" if isinstance(one, Construct) else str(one.fqn)
        if not isinstance(one, str) or is_expression(one):
            self._placeholders = {**self._placeholders, text: one}
        return text

    # Synthesis

    def _prepare(self) -> None:
        """Set `depends_on` and `lifecycle` to addresses. The synthesis of the element follows, and reads both."""
        of_nodes, own = self._node_dependencies(), cast("cdk.TerraformResource", self)
        if self._placeholders or of_nodes or self._written:
            held = own.depends_on or []
            if held != self._written:
                self._wanted = held
            wanted = [*map(self._meant, self._wanted), *of_nodes]
            self._written = list(dict.fromkeys(address for one in wanted for address in self._addresses(one, _OBJECT)))
            if self._written != held:
                super().__setattr__("depends_on", self._written or None)
        if self._triggers:
            triggers = [address for text in self._triggers for address in self._addresses(self._meant(text), _TRIGGER)]
            super().__setattr__("lifecycle", lifecycle_struct({**_values(own.lifecycle), "replace_triggered_by": triggers}))

    def _meant(self, text: str) -> Any:
        return self._placeholders.get(text, text)

    def _addresses(self, one: Any, form: re.Pattern[str]) -> list[str]:
        if isinstance(one, Construct):
            found = _addresses_of(one, managed_only=form is _TRIGGER)
            return [address for address in found if address != address_of(self)]
        text = one if isinstance(one, str) else one.fqn
        text = str(resolved(text, self)) if is_expression(text) else text
        whole = _WHOLE.fullmatch(text)
        return [whole[1] if whole else text]

    def _wrong_dependencies(self) -> Iterator[str]:
        """What no engine could wait for, in words."""
        of_nodes = self._node_dependencies()
        self._prepare()
        for name, texts, form in (
            ("depends_on", self._wanted, _OBJECT),
            ("lifecycle.replace_triggered_by", self._triggers, _TRIGGER),
        ):
            for one in map(self._meant, texts):
                found = self._addresses(one, form)
                if not isinstance(one, Construct):
                    yield from (f'{name}: "{text}" is not {_FORMS[form]}.' for text in found if not form.fullmatch(text))
                elif not found:
                    yield f"{name}: {one.node.path} has no resource in it that could be waited for. Leave it out."
        for one in of_nodes:
            if other := self._scopes.other_than(one):
                yield f"node.add_dependency: {one.node.path} is in the stack {other}. {_BETWEEN_STACKS}"


def is_simple(one: Any) -> bool:
    """Whether the CDK itself writes the address of a dependency."""
    return not isinstance(one, str) and (isinstance(one, cdk.TerraformElement) or not isinstance(one, Construct))


def _values(lifecycle: Any) -> dict[str, Any]:
    """The arguments of a lifecycle of the CDK, without `replace_triggered_by`."""
    names = ("create_before_destroy", "prevent_destroy", "ignore_changes", "precondition", "postcondition")
    return {name: value for name in names if (value := getattr(lifecycle, name)) is not None}


def _addresses_of(construct: Construct, *, managed_only: bool) -> list[str]:
    """The addresses of everything in a construct that engines make."""
    kinds: Any = (
        (cdk.TerraformResource,) if managed_only else (cdk.TerraformResource, cdk.TerraformDataSource, cdk.TerraformModule)
    )
    if isinstance(construct, cdk.TerraformElement):
        within: list[Any] = [construct]
    else:
        inside = construct.node.find_all()
        within = [*inside, *(part for one in inside for part in getattr(one, "_parts_elsewhere", ()))]
    found = [one for one in within if isinstance(one, kinds) and not getattr(one, "_is_moved", False)]
    return list(dict.fromkeys(map(address_of, found)))


def address_of(element: Any) -> str:
    """The address of an element."""
    if isinstance(element, cdk.TerraformModule):
        return f"module.{element.friendly_unique_id}"
    kind = "data." if isinstance(element, cdk.TerraformDataSource) else ""
    return f"{kind}{element.terraform_resource_type}.{element.friendly_unique_id}"
