"""What a declared type is in the CDK for Terraform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provider.framework.schema.types import JsonType, Type

_LATER = "cdk.IResolvable"
"""The type of a token where the CDK has none of the value's own type."""
_INTERPOLATION = "interpolation_for_attribute"


@dataclass(frozen=True)
class CdkType:
    """Python annotations, and names of the CDK."""

    given: str
    """What an argument takes."""
    held: str
    """What `…_input` gives back."""
    token: str
    """The type of the token for a value that only an engine will know."""
    getter: str
    """The method that makes such a token from an attribute's name."""
    structure: str
    storage: str
    """`type` and `storageClassType`, which the CDK needs to write HCL."""

    @property
    def as_element(self) -> str:
        """The annotation of one element, within a list or a map."""
        return self.held.removesuffix(f" | {_LATER}")


_OBJECT = CdkType("Any", "Any", "Any", _INTERPOLATION, "any", "any")
_SCALARS = {
    "string": CdkType("str", "str", "str", "get_string_attribute", "simple", "string"),
    "number": CdkType("int | float", "int | float", "int | float", "get_number_attribute", "simple", "number"),
    "bool": CdkType(f"bool | {_LATER}", f"bool | {_LATER}", _LATER, "get_boolean_attribute", "simple", "boolean"),
}


def cdk_type(kind: Type) -> CdkType:
    """The CDK's names for a declared type, which depend only on its type in the protocol."""
    return _cdk_type(kind.json)


def _cdk_type(json: JsonType) -> CdkType:
    if isinstance(json, str):
        return _SCALARS[json]
    if not isinstance(json, list) or json[0] not in ("list", "map"):
        return _OBJECT
    element = _cdk_type(json[1])
    return _list_of(element) if json[0] == "list" else _map_of(element)


def _list_of(element: CdkType) -> CdkType:
    held, storage = f"list[{element.as_element}] | {_LATER}", f"{element.storage}List"
    given = f"list[{element.as_element}] | tuple[{element.as_element}, ...] | {_LATER}"
    if element.token == _LATER:  # the CDK has no lists of those
        return CdkType(given, held, _LATER, _INTERPOLATION, "list", storage)
    getter = "get_list_attribute" if element.storage == "string" else f"get_{element.storage}_list_attribute"
    return CdkType(given, held, f"list[{element.as_element}]", getter, "list", storage)


def _map_of(element: CdkType) -> CdkType:
    mapping, getter = f"Mapping[str, {element.as_element}]", f"get_{element.storage}_map_attribute"
    held = f"dict[str, {element.as_element}] | {_LATER}"
    return CdkType(f"{mapping} | {_LATER}", held, mapping, getter, "map", f"{element.storage}Map")
