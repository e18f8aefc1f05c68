"""The classes of `elements.js`, which extend those of the CDK: an element's arguments are kept where it is synthesized."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

import cdktf as cdk
import jsii
from constructs import Construct, IConstruct

_ASSEMBLY = f"twilio-elements-{cdk.__name__}"


def class_in_node(name: str) -> str:
    """What jsii calls a class of `elements.js`."""
    return f"{_ASSEMBLY}.{name}"


class _Python(metaclass=jsii.JSIIMeta, jsii_type=class_in_node("Python")):
    """What elements call in Python."""

    def __init__(self) -> None:
        jsii.create(type(self), self, [])

    @jsii.member(jsii_name="prepare")
    def prepare(self, element: Any) -> None:
        """Called before each synthesis of an element that depends on something or is replaced with it."""

    @jsii.member(jsii_name="describe")
    def describe(self, element: Any) -> Any:
        """The arguments of an element for synthesis to HCL."""


class _Callbacks(_Python):
    def prepare(self, element: Any) -> None:
        element._prepare()

    def describe(self, element: Any) -> Any:
        return element._hcl_attributes()


@functools.cache
def callbacks() -> Any:
    """The object that every element calls. The first call of this function loads `elements.js`."""
    from .._assembly import load  # noqa: PLC0415  # it imports modules that pack archives

    load(_ASSEMBLY, cdk.__name__)
    return _Callbacks()


class Native(cdk.TerraformElement):
    """What resources, data sources and provider configurations share."""

    _KIND: ClassVar[str]
    """The `jsii_type` of subclasses that are made many times: without it, jsii looks for overrides in all of their members."""

    def _create(
        self,
        scope: Construct,
        id_: str,
        config: Mapping[str, Any],
        given: Mapping[str, Any],
        *,
        write_only: Iterable[str] = (),
        needs_preparation: bool = False,
    ) -> None:
        """Create the element. `config` has the names that the CDK has in JavaScript; everything was checked before."""
        taken = [scope, id_, dict(config), dict(given), list(write_only), callbacks(), needs_preparation]
        jsii.create(type(self), self, taken)

    def _replace_attributes(self, given: Mapping[str, Any]) -> None:
        """Give the element other arguments."""
        jsii.invoke(self, "replaceAttributes", [dict(given)])

    def _add_dependencies(self, *elements: Any) -> None:
        """Add single elements to `depends_on`."""
        jsii.invoke(self, "addDependencies", [list(elements)])

    def _node_dependencies(self) -> list[IConstruct]:
        """What was given to `node.add_dependency` of the element and of the constructs that it is in."""
        return cast("list[IConstruct]", jsii.invoke(self, "nodeDependencies", []))

    def _require_preparation(self) -> None:
        """Have `_prepare` called before each synthesis."""
        jsii.invoke(self, "requirePreparation", [])

    def _prepare(self) -> None:
        """Called before a synthesis of the element, if it depends on something or is replaced with it."""

    def _hcl_attributes(self) -> dict[str, Any]:
        """The arguments for synthesis to HCL."""
        raise NotImplementedError


class NativeResource(Native, cdk.TerraformResource, metaclass=jsii.JSIIMeta, jsii_type=class_in_node("Resource")):
    """A resource."""

    _KIND = class_in_node("Resource")


class NativeDataSource(Native, cdk.TerraformDataSource, metaclass=jsii.JSIIMeta, jsii_type=class_in_node("DataSource")):
    """A data source."""

    _KIND = class_in_node("DataSource")


class NativeProvider(Native, cdk.TerraformProvider, metaclass=jsii.JSIIMeta, jsii_type=class_in_node("Provider")):
    """A provider configuration."""

    _KIND = class_in_node("Provider")


def with_node_dependencies(elements: list[Any]) -> set[Any]:
    """The elements that have dependencies by `node.add_dependency`, their own or of a construct that they are in."""
    return set(jsii.sinvoke(NativeResource, "withNodeDependencies", [elements])) if elements else set()


def logical_ids(elements: list[Any]) -> list[str]:
    """The names that elements have in their addresses."""
    return cast("list[str]", jsii.sinvoke(NativeResource, "logicalIds", [elements])) if elements else []
