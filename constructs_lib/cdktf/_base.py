"""Bases of the bindings: what they need of the CDK."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

import cdktf as cdk
import jsii
from constructs import Construct

from .._overrides import Names, names_of, wrong_ignored
from .._told import Told
from .._values import wrong_type
from ..version import constraint
from . import _meta_arguments
from ._bound import Bound
from ._checks import StackChecks
from ._dependencies import Depends, address_of, is_simple
from ._stack import StackScopes
from .meta_arguments import Connection, Dependency, Lifecycle, Provisioner

_OF_A_DATA_SOURCE = {"precondition", "postcondition"}
"""What a data source's lifecycle can have."""


def _generator() -> cdk.TerraformProviderGeneratorMetadata:
    from provider.resources.provider import NAME  # noqa: PLC0415  # loaded when something is declared, not by every import

    return cdk.TerraformProviderGeneratorMetadata(provider_name=NAME, provider_version_constraint=constraint())


class MetaArguments(TypedDict):
    """What every resource and data source takes besides its own arguments."""

    connection: Connection | None
    count: int | float | cdk.TerraformCount | None
    depends_on: Sequence[Dependency] | None
    for_each: cdk.ITerraformIterator | None
    lifecycle: Lifecycle | None
    provider: cdk.TerraformProvider | None
    provisioners: Sequence[Provisioner] | None


class Element(Bound, Depends):
    """What resources and data sources share."""

    _is_counted = False
    """Whether `count` was given."""

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, Any], **meta: Unpack[MetaArguments]) -> None:
        told = Told()
        self._scope = scope
        if isinstance(scope, Construct):
            self._scopes = StackScopes.of(scope)
        accepted = {name: self._accepted(name, value, told) for name, value in meta.items() if value is not None}
        if "count" in accepted and "for_each" in accepted:
            told.value("count and for_each cannot both be given.", ("count",))
        self._give(scope, id_, given, told)
        awaited = accepted.pop("depends_on", [])
        super().__init__(  # type: ignore[call-arg]  # of the CDK's class, which comes after this one
            scope,
            id_,
            terraform_resource_type=self.TF_RESOURCE_TYPE,
            terraform_generator_metadata=_generator(),
            depends_on=[one for one in awaited if is_simple(one)] or None,
            **accepted,
        )
        if later := [one for one in awaited if not is_simple(one)]:
            self._wait_for(*later)
        StackChecks.of(scope).add(self)

    def _wait_for(self, *dependencies: Dependency) -> None:
        """Add to `depends_on`."""
        own: Any = self
        own.depends_on = [*(own.depends_on or []), *dependencies]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in MetaArguments.__annotations__:
            told = Told()
            value = None if value is None else self._accepted(name, value, told)
            if told.types or told.values.errors:
                told.refuse(self.node.path)
            if name == "depends_on" and value is not None:
                value = [self._stand_in(one) for one in value]
        super().__setattr__(name, value)

    def _accepted(self, name: str, value: Any, told: Told) -> Any:
        """A meta argument as the CDK takes it, once it is checked."""
        where = f"{type(self).__name__}.{name}"
        with told.of(name):
            if name == "depends_on":
                return self._checked_dependencies(value, where, told)
            if name == "lifecycle":
                arguments = _meta_arguments.lifecycle(value, where)
                if isinstance(self, cdk.TerraformDataSource) and (others := arguments.keys() - _OF_A_DATA_SOURCE):
                    raise ValueError(
                        f"A data source has only preconditions and postconditions: leave {', '.join(sorted(others))} out."
                    )
                told.values.extend(wrong_ignored(names_of(self._schema), arguments.get("ignore_changes")))
                return self._checked_lifecycle(arguments, where, told)
            if name in ("connection", "provisioners") and isinstance(self, cdk.TerraformDataSource):
                raise ValueError("A data source runs no provisioners, and so it connects to nothing. Leave it out.")
            self._is_counted = self._is_counted or name == "count"
            return _meta_arguments.ACCEPT[name](value, where)
        return None

    def override_logical_id(self, new_logical_id: str) -> None:
        """Give the object another name in its address.

        :param new_logical_id: The name.
        :raises InvalidConfiguration: Something names the object by its address already.
        """
        super().override_logical_id(new_logical_id)
        if self.friendly_unique_id != new_logical_id:
            told = Told()
            told.value(f"Its address, {address_of(self)}, is used already. Do this before anything names it.", ("logical ID",))
            told.refuse(self.node.path)

    @staticmethod
    def _other_names() -> Names:
        return _meta_arguments.override_names()

    @property
    def _may_be_many(self) -> bool:
        return self._is_counted or super()._may_be_many

    def _prepare(self) -> None:
        self._carry_out_dependencies()


class Resource(Element, cdk.TerraformResource):
    """Base of the resources."""

    def move_to(self, move_target: str, index: str | int | float | None = None) -> None:
        """Move the object to another resource, which has called `add_move_target`.

        :param move_target: What that was called with.
        :param index: Which one of the other resource, if it has `for_each`.
        """
        self._is_overridden = self._is_moved = True
        super().move_to(move_target, index)

    def move_to_id(self, id: str) -> None:
        """Move the object to another resource.

        :param id: The address of that, such as `twilio_credentials_aws.other`.
        """
        self._is_overridden = self._is_moved = True
        super().move_to_id(id)

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
        return cdk.ImportableResource(scope, import_to_id, _ImportableConfig(cls.TF_RESOURCE_TYPE, import_from_id, provider))


class DataSource(Element, cdk.TerraformDataSource):
    """Base of the data sources."""


class ProviderConfiguration(Bound, cdk.TerraformProvider):
    """Base of the provider's configuration."""

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, Any], *, alias: str | None, local_name: str) -> None:
        from provider.address import ProviderAddress  # noqa: PLC0415  # loaded when something is declared
        from provider.resources.provider import ADDRESS  # noqa: PLC0415

        told = Told()
        for name, value in (("alias", alias), ("local_name", local_name)):
            if not isinstance(value, str) and (name, value) != ("alias", None):
                told.types.append(str(wrong_type(f"{type(self).__name__}.{name}", "a str", value)))
        self._alias = alias
        self._give(scope, id_, given, told)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=local_name,
            terraform_generator_metadata=_generator(),
            terraform_provider_source=str(ProviderAddress.chosen(os.environ, ADDRESS)),
        )
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
    """A block within a resource or data source: reading gives tokens, setting changes what is synthesized."""

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


@jsii.implements(cdk.IImportableConfig)
class _ImportableConfig:
    def __init__(self, terraform_resource_type: str, import_id: str, provider: cdk.TerraformProvider | None) -> None:
        self._terraform_resource_type, self._import_id, self._provider = terraform_resource_type, import_id, provider

    @property
    def import_id(self) -> str:
        return self._import_id

    @import_id.setter
    def import_id(self, value: str) -> None:
        self._import_id = value

    @property
    def terraform_resource_type(self) -> str:
        return self._terraform_resource_type

    @terraform_resource_type.setter
    def terraform_resource_type(self, value: str) -> None:
        self._terraform_resource_type = value

    @property
    def provider(self) -> cdk.TerraformProvider | None:
        return self._provider

    @provider.setter
    def provider(self, value: cdk.TerraformProvider | None) -> None:
        self._provider = value
