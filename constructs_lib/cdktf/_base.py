"""Bases of the bindings: what they need of the CDK."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import cdktf as cdk
import jsii
from constructs import Construct

from provider.address import ProviderAddress
from provider.resources.provider import ADDRESS, NAME

from .._binding import CheckedArguments
from .._validation import Validation
from ..version import constraint

Connection: TypeAlias = cdk.SSHProvisionerConnection | cdk.WinrmProvisionerConnection | dict[str, Any]
Provisioner: TypeAlias = cdk.FileProvisioner | cdk.LocalExecProvisioner | cdk.RemoteExecProvisioner | dict[str, Any]
Lifecycle: TypeAlias = cdk.TerraformResourceLifecycle | dict[str, Any]


def _generator() -> cdk.TerraformProviderGeneratorMetadata:
    return cdk.TerraformProviderGeneratorMetadata(provider_name=NAME, provider_version_constraint=constraint())


def _rendered(element: cdk.TerraformElement) -> Mapping[str, Any]:
    """An element's Terraform JSON, resolved."""
    resolver = cdk.DefaultTokenResolver(cdk.StringConcat())
    resolved: Mapping[str, Any] = cdk.Tokenization.resolve(
        element.to_terraform(), resolver=resolver, scope=element, preparing=False
    )
    return resolved


class Bound(CheckedArguments):
    """What resources, data sources and the provider's configuration share."""

    @staticmethod
    def _is_token(value: Any) -> bool:
        return cdk.Token.is_unresolved(value)

    def _validate_at_synth(self, element: cdk.TerraformElement) -> None:
        def check() -> list[str]:
            rendered = _rendered(element)
            return [*self._problems_in(rendered), *(self._told_twice(rendered, self._before(element)) if self._singleton else ())]

        element.node.add_validation(Validation(check))

    def _before(self, element: cdk.TerraformElement) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Path and Terraform JSON of what is of the same type and comes before the element in its stack."""
        path = element.node.path
        for one in cdk.TerraformStack.of(element).node.find_all():
            if one.node.path == path:
                return
            if isinstance(one, Resource) and one.TF_RESOURCE_TYPE == self.TF_RESOURCE_TYPE:
                yield one.node.path, _rendered(one)


class Resource(Bound, cdk.TerraformResource):
    """Base of the resources."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        given: Mapping[str, Any],
        *,
        connection: Connection | None,
        count: int | float | cdk.TerraformCount | None,
        depends_on: Sequence[cdk.ITerraformDependable] | None,
        for_each: cdk.ITerraformIterator | None,
        lifecycle: Lifecycle | None,
        provider: cdk.TerraformProvider | None,
        provisioners: Sequence[Provisioner] | None,
    ) -> None:
        self._give(scope, id_, given)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.TF_RESOURCE_TYPE,
            terraform_generator_metadata=_generator(),
            connection=connection,
            count=count,
            depends_on=depends_on,
            for_each=for_each,
            lifecycle=lifecycle,
            provider=provider,
            provisioners=provisioners,
        )
        self._validate_at_synth(self)

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

    def _synthesize_attributes(self) -> dict[str, Any]:
        return self._attributes()

    def _synthesize_hcl_attributes(self) -> dict[str, Any]:
        return self._hcl_attributes()


class DataSource(Bound, cdk.TerraformDataSource):
    """Base of the data sources."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        given: Mapping[str, Any],
        *,
        connection: Connection | None,
        count: int | float | cdk.TerraformCount | None,
        depends_on: Sequence[cdk.ITerraformDependable] | None,
        for_each: cdk.ITerraformIterator | None,
        lifecycle: Lifecycle | None,
        provider: cdk.TerraformProvider | None,
        provisioners: Sequence[Provisioner] | None,
    ) -> None:
        self._give(scope, id_, given)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.TF_RESOURCE_TYPE,
            terraform_generator_metadata=_generator(),
            connection=connection,
            count=count,
            depends_on=depends_on,
            for_each=for_each,
            lifecycle=lifecycle,
            provider=provider,
            provisioners=provisioners,
        )
        self._validate_at_synth(self)

    def _synthesize_attributes(self) -> dict[str, Any]:
        return self._attributes()

    def _synthesize_hcl_attributes(self) -> dict[str, Any]:
        return self._hcl_attributes()


class ProviderConfiguration(Bound, cdk.TerraformProvider):
    """Base of the provider's configuration."""

    TF_RESOURCE_TYPE = NAME

    def __init__(self, scope: Construct, id_: str, given: Mapping[str, Any], *, alias: str | None, local_name: str) -> None:
        self._alias = alias
        self._give(scope, id_, given)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=local_name,
            terraform_generator_metadata=_generator(),
            terraform_provider_source=str(ProviderAddress.chosen(os.environ, ADDRESS)),
        )
        self._validate_at_synth(self)

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

    def _synthesize_attributes(self) -> dict[str, Any]:
        return self._attributes()

    def _synthesize_hcl_attributes(self) -> dict[str, Any]:
        return self._hcl_attributes()


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
