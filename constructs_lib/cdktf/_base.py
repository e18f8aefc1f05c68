"""Base classes of the bindings."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack, cast

import cdktf as cdk
import jsii
from constructs import Construct

from provider.framework.diagnostics import error

from .._argument_errors import ArgumentErrors
from .._overrides import Names, names_of, wrong_ignored
from .._values import wrong_type
from ..errors import InvalidConfiguration
from ..version import constraint
from . import _meta_arguments
from ._bound import Bound
from ._checks import StackChecks
from ._dependencies import Depends, address_of, is_simple
from ._native import NativeDataSource, NativeProvider, NativeResource
from ._stack import StackScopes
from .meta_arguments import Connection, Dependency, Lifecycle, Provisioner

_OF_A_DATA_SOURCE = {"precondition", "postcondition"}
"""What the lifecycle of a data source can have."""
_IN_THE_CDK = {"depends_on": "dependsOn", "for_each": "forEach"}
"""Meta arguments that have other names in JavaScript."""


@functools.cache
def _generator() -> Mapping[str, str]:
    from provider.resources.provider import NAME  # noqa: PLC0415  # loaded when something is declared, not by every import

    return {"providerName": NAME, "providerVersionConstraint": constraint()}


class MetaArguments(TypedDict):
    """Arguments of every resource and data source besides its own."""

    connection: Connection | None
    count: int | float | cdk.TerraformCount | None
    depends_on: Sequence[Dependency] | None
    for_each: cdk.ITerraformIterator | None
    lifecycle: Lifecycle | None
    provider: cdk.TerraformProvider | None
    provisioners: Sequence[Provisioner] | None


class Element(Bound, Depends):
    """What resources and data sources share."""

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, Any], **meta: Unpack[MetaArguments]) -> None:
        errors = ArgumentErrors()
        if isinstance(scope, Construct):
            self._scopes = StackScopes.of(scope)
        accepted = {name: self._accepted(name, value, errors) for name, value in meta.items() if value is not None}
        if "count" in accepted and "for_each" in accepted:
            errors.add("count and for_each cannot both be given.", ("count",))
        self._meta = dict(accepted)
        self._take(scope, id_, given, errors)
        dependencies = accepted.pop("depends_on", [])
        if simple := [one for one in dependencies if is_simple(one)]:
            accepted["depends_on"] = simple
        config = {_IN_THE_CDK.get(name, name): value for name, value in accepted.items()}
        config |= {"terraformResourceType": self.TF_RESOURCE_TYPE, "terraformGeneratorMetadata": _generator()}
        attributes, write_only = self._attributes(), self._write_only
        self._create(scope, id_, config, attributes, write_only=write_only, needs_preparation=bool(self._triggers))
        if later := [one for one in dependencies if not is_simple(one)]:
            own: Any = self
            own.depends_on = [*(own.depends_on or []), *later]
        StackChecks.of(scope).add(self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in MetaArguments.__annotations__:
            errors = ArgumentErrors()
            value = None if value is None else self._accepted(name, value, errors)
            if errors:
                errors.raise_any(self.node.path)
            self._meta[name] = value
            if name == "depends_on" and value is not None:
                value = [self._placeholder(one) for one in value]
            if self._placeholders or self._triggers:
                self._require_preparation()
        super().__setattr__(name, value)

    def _accepted(self, name: str, value: Any, errors: ArgumentErrors) -> Any:
        """A meta argument, checked, in the form that the CDK takes."""
        where = f"{type(self).__name__}.{name}"
        with errors.at(name):
            if name == "depends_on":
                return self._checked_dependencies(value, where, errors)
            if name == "lifecycle":
                arguments = _meta_arguments.lifecycle(value, where)
                if isinstance(self, cdk.TerraformDataSource) and (others := arguments.keys() - _OF_A_DATA_SOURCE):
                    raise ValueError(
                        f"A data source has only preconditions and postconditions: leave {', '.join(sorted(others))} out."
                    )
                errors.values.extend(wrong_ignored(names_of(self._schema), arguments.get("ignore_changes")))
                return self._checked_lifecycle(arguments, where, errors)
            if name in ("connection", "provisioners") and isinstance(self, cdk.TerraformDataSource):
                raise ValueError("A data source runs no provisioners, and so it connects to nothing. Leave it out.")
            return _meta_arguments.ACCEPT[name](value, where)
        return None

    def override_logical_id(self, new_logical_id: str) -> None:
        """Give the object another name in its address.

        :param new_logical_id: The name.
        :raises InvalidConfiguration: Its address is used already.
        """
        super().override_logical_id(new_logical_id)
        if self.friendly_unique_id != new_logical_id:
            text = f"Its address, {address_of(self)}, is used already. Do this before anything names it."
            raise InvalidConfiguration(self.node.path, [error("Invalid logical ID", text, ("logical ID",))])

    @staticmethod
    def _other_names() -> Names:
        return _meta_arguments.override_names()

    @property
    def _provider(self) -> cdk.TerraformProvider | None:
        return self._meta.get("provider")

    @property
    def _is_one(self) -> bool:
        return all(self._meta.get(name) is None for name in ("count", "for_each"))


class Resource(Element, NativeResource):
    """Base of the resources."""

    def move_to(self, move_target: str, index: str | int | float | None = None) -> None:
        """Move the object to another resource, which has called `add_move_target`.

        :param move_target: The argument of that call.
        :param index: The key of the object there, if the other resource has `for_each`.
        """
        self._is_overridden = self._is_moved = True
        super().move_to(move_target, index)

    def move_to_id(self, id: str) -> None:
        """Move the object to another resource.

        :param id: Its address, such as `twilio_credentials_aws.other`.
        """
        self._is_overridden = self._is_moved = True
        super().move_to_id(id)

    def import_from(self, id: str, provider: cdk.TerraformProvider | None = None) -> None:
        """Have the next apply import an object that exists.

        :param id: Its import ID.
        :param provider: The provider configuration, if not that of the resource.
        :raises InvalidConfiguration: The resource has `count` or `for_each`, and the CDK would import into none of its objects.
        """
        if not self._is_one:
            text = (
                "It imports into one object, and count or for_each may make several. With adopt_existing=True each takes over "
                f"what its account has; or import one by its key: terraform import '{address_of(self)}[\"KEY\"]' ID"
            )
            raise InvalidConfiguration(self.node.path, [error("Invalid import_from", text, ("import_from",))])
        super().import_from(id, provider)

    @classmethod
    def generate_config_for_import(
        cls,
        scope: Construct,
        import_to_id: str,
        import_from_id: str,
        provider: cdk.TerraformProvider | None = None,
    ) -> cdk.ImportableResource:
        """Have `cdktf plan` write the code of an object that exists, instead of importing it into code of yours.

        :param scope: The stack.
        :param import_to_id: The construct ID in the code to write.
        :param import_from_id: The import ID of the object.
        :param provider: The provider configuration, if not the default one.
        """
        given = [scope, import_to_id, cls.TF_RESOURCE_TYPE, import_from_id, provider]
        return cast("cdk.ImportableResource", jsii.sinvoke(cls, "generateConfigForImport", given))


class DataSource(Element, NativeDataSource):
    """Base of the data sources."""


class ProviderConfiguration(Bound, NativeProvider):
    """Base of the provider's configuration."""

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, Any], *, alias: str | None, local_name: str) -> None:
        from provider.address import ProviderAddress  # noqa: PLC0415  # loaded when something is declared
        from provider.resources.provider import ADDRESS  # noqa: PLC0415

        errors = ArgumentErrors()
        for name, value in (("alias", alias), ("local_name", local_name)):
            if not isinstance(value, str) and (name, value) != ("alias", None):
                errors.types.append(str(wrong_type(f"{type(self).__name__}.{name}", "a str", value)))
        self._alias = alias
        self._take(scope, id_, given, errors)
        config = {
            "terraformResourceType": local_name,
            "terraformGeneratorMetadata": _generator(),
            "terraformProviderSource": str(ProviderAddress.chosen(os.environ, ADDRESS)),
        }
        self._create(scope, id_, config, self._attributes(), write_only=self._write_only)
        StackChecks.of(scope).add(self)

    @staticmethod
    def _other_names() -> Names:
        return {"alias": None, "version": None, "//": None}

    @property
    def alias(self) -> str | None:
        """The name that tells this configuration from others of the same provider."""
        return self._alias

    @alias.setter
    def alias(self, value: str | None) -> None:
        self._alias = value

    @property
    def alias_input(self) -> str | None:
        """What was given for `alias`; None if nothing was."""
        return self._alias

    def reset_alias(self) -> None:
        """Leave `alias` out again: it is the stack's only configuration of the provider then."""
        self._alias = None


class BlockReference(cdk.ComplexObject):
    """A block in a resource or data source. Its members are tokens; setting one changes what is synthesized."""

    def __init__(self, parent: Resource | DataSource, block: str) -> None:
        self._parent, self._block = parent, block
        super().__init__(parent, block, False)

    @property
    def internal_value(self) -> Any:
        """The block as it was given."""
        return getattr(self._parent, f"{self._block}_input")

    @internal_value.setter
    def internal_value(self, value: Any) -> None:
        self._parent._set(self._block, value)

    def _held(self, name: str) -> Any:
        held = self._parent._given[self._block]
        return held.get(name) if isinstance(held, dict) else None

    def _set(self, name: str, value: Any) -> None:
        self._parent._set_in(self._block, name, value)
