"""What has to be there first, and what causes a replacement: constructs and tokens become the addresses that engines read.

The CDK takes single resources only. It drops a construct that has several, and whatever `node.add_dependency` was told; and it
writes a resource of `replace_triggered_by` in a form that engines refuse. So addresses are worked out here, at synth: until then
a construct can get more resources, and a resource another name. What stands for a construct meanwhile is a text with its path.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import cdktf as cdk
from constructs import Construct, IConstruct, Node

from .._told import Told
from .._values import is_expression, wrong_type
from ._meta_arguments import lifecycle_struct
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


class Depends(cdk.TerraformElement):
    """Mixed into resources and data sources: what they wait for, and what replaces them."""

    _scope: Construct
    _scopes: StackScopes
    _is_moved = False
    """Whether the object has moved to another resource, so that this one is not synthesized."""
    _stood_for: Mapping[str, Any] = {}
    """What each text stands for that is no address yet."""
    _wanted: Sequence[str] = ()
    _written: Sequence[str] = ()
    """What `depends_on` was before the last synth, and what that made of it."""
    _triggers: Sequence[str] = ()
    _node_has_dependencies = False

    @functools.cached_property
    def node(self) -> Node:
        """The construct's node in the tree. Its dependencies, which the CDK passes over, are carried out as `depends_on`."""
        node: Any = super().node
        add = node.add_dependency

        def add_dependency(*dependencies: Any) -> None:
            add(*dependencies)
            self._node_has_dependencies = True

        node.add_dependency = add_dependency
        found: Node = node
        return found

    # What is given

    def _checked_dependencies(self, given: Any, where: str, told: Told) -> list[Any]:
        if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
            raise wrong_type(where, "a list of resources or constructs", given)
        for position, one in enumerate(given):
            self._look_at(f"{where}[{position}]", one, told, _OBJECT)
        return list(given)

    def _checked_lifecycle(self, arguments: dict[str, Any], where: str, told: Told) -> Any:
        """A lifecycle as the CDK takes it, with texts for what replaces the resource."""
        triggers = arguments.get("replace_triggered_by", ())
        for position, one in enumerate(triggers):
            within = f"{where}.replace_triggered_by[{position}]"
            if isinstance(one, cdk.TerraformElement) and not isinstance(one, cdk.TerraformResource):
                kind = type(one).__name__
                told.types.append(f"{within} must be a resource, not {kind}: nothing else is changed or replaced")
            else:
                self._look_at(within, one, told, _TRIGGER)
        if told.types or told.values.errors:
            return None
        self._triggers = [self._stand_in(one) for one in triggers]
        return lifecycle_struct({**arguments, "replace_triggered_by": self._triggers or None})

    def _look_at(self, where: str, one: Any, told: Told, form: re.Pattern[str]) -> None:
        path = tuple(where.split(".")[1:])
        if isinstance(one, str):
            if one not in self._stood_for and not is_expression(one) and not form.fullmatch(one):
                told.value(f'"{one}" is not {_FORMS[form]}.', path)
        elif isinstance(one, cdk.TerraformProvider | cdk.TerraformStack):
            way = _BETWEEN_STACKS if isinstance(one, cdk.TerraformStack) else "It is there before all that it makes."
            told.types.append(f"{where} must be a resource, or a construct with resources in it, not {type(one).__name__}. {way}")
        elif isinstance(one, Construct):
            if other := self._scopes.other_than(one):
                told.value(f"{one.node.path} is in the stack {other}. {_BETWEEN_STACKS}", path)
        elif not isinstance(getattr(one, "fqn", None), str):
            told.types.append(str(wrong_type(where, "a resource, a construct with resources in it, or an address", one)))

    def _stand_in(self, one: Any) -> str:
        """The text that stands for `one` until synth: an address for itself, and a path for a construct."""
        text = one if isinstance(one, str) else f"all of {one.node.path}" if isinstance(one, Construct) else str(one.fqn)
        if not isinstance(one, str) or is_expression(one):
            self._stood_for = {**self._stood_for, text: one}
        return text

    # At synth

    def _carry_out_dependencies(self) -> None:
        """Comes before each synthesis of the element, which then reads what is set here."""
        around, own = self._from_nodes(), cast("cdk.TerraformResource", self)
        if self._stood_for or around or self._written:
            held = own.depends_on or []
            if held != self._written:
                self._wanted = held
            constructs = [*map(self._meant, self._wanted), *around]
            self._written = list(dict.fromkeys(address for one in constructs for address in self._addresses(one, _OBJECT)))
            if self._written != held:
                super().__setattr__("depends_on", self._written or None)
        if self._triggers:
            triggers = [address for text in self._triggers for address in self._addresses(self._meant(text), _TRIGGER)]
            super().__setattr__("lifecycle", lifecycle_struct({**_values(own.lifecycle), "replace_triggered_by": triggers}))

    def _meant(self, text: str) -> Any:
        return self._stood_for.get(text, text)

    def _from_nodes(self) -> list[IConstruct]:
        """What the nodes of the element and of the constructs around it were told to depend on."""
        own = list(self.node.dependencies) if self._node_has_dependencies else []
        return [*own, *self._scopes.dependencies_around(self, self._scope)]

    def _addresses(self, one: Any, form: re.Pattern[str]) -> list[str]:
        if isinstance(one, Construct):
            found = _addresses_of(one, managed_only=form is _TRIGGER)
            return [address for address in found if address != address_of(self)]
        text = one if isinstance(one, str) else one.fqn
        text = str(resolved(text, self)) if is_expression(text) else text
        whole = _WHOLE.fullmatch(text)
        return [whole[1] if whole else text]

    def _wrong_dependencies(self) -> Iterator[str]:
        """What cannot be waited for, in words."""
        around = self._from_nodes()
        if not (self._stood_for or around):
            return
        self._carry_out_dependencies()
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
        for one in around:
            if other := self._scopes.other_than(one):
                yield f"node.add_dependency: {one.node.path} is in the stack {other}. {_BETWEEN_STACKS}"


def is_simple(one: Any) -> bool:
    """Whether the CDK itself makes an address of a dependency."""
    return not isinstance(one, str) and (isinstance(one, cdk.TerraformElement) or not isinstance(one, Construct))


def _values(lifecycle: Any) -> dict[str, Any]:
    """What a lifecycle of the CDK's has."""
    names = ("create_before_destroy", "prevent_destroy", "ignore_changes", "precondition", "postcondition")
    return {name: value for name in names if (value := getattr(lifecycle, name)) is not None}


def _addresses_of(construct: Construct, *, managed_only: bool) -> list[str]:
    """The addresses of all that engines make of a construct."""
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
    """What engines call an element."""
    if isinstance(element, cdk.TerraformModule):
        return f"module.{element.friendly_unique_id}"
    kind = "data." if isinstance(element, cdk.TerraformDataSource) else ""
    return f"{kind}{element.terraform_resource_type}.{element.friendly_unique_id}"
