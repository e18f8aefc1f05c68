"""The few AWS resources that storage needs, without AWS bindings: those weigh hundreds of megabytes and import for seconds.

They are ordinary resources of `hashicorp/aws`; the stack declares that provider itself.
"""

from __future__ import annotations

from typing import Any, ClassVar

import cdktf as cdk
from constructs import Construct

from ._dependencies import Depends
from ._meta_arguments import lifecycle_struct
from ._stack import StackScopes
from .meta_arguments import LifecycleArguments

CREATE_FIRST: LifecycleArguments = {"create_before_destroy": True}
"""A replacement exists before what it replaces goes: nothing that is in use is missing in between."""


class AwsResource(Depends, cdk.TerraformResource):
    """One resource of the AWS provider, with its arguments by Terraform's names."""

    _type: ClassVar[str]

    def __init__(
        self,
        scope: Construct,
        id_: str,
        arguments: dict[str, Any],
        *,
        provider: cdk.TerraformProvider | None,
        lifecycle: LifecycleArguments | None = None,
    ) -> None:
        self._arguments = arguments  # before the CDK's constructor, which may already ask for them
        self._scope, self._scopes = scope, StackScopes.of(scope)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self._type,
            terraform_generator_metadata=cdk.TerraformProviderGeneratorMetadata(provider_name="aws"),
            provider=provider,
            lifecycle=None if lifecycle is None else lifecycle_struct(lifecycle),
        )

    def _synthesize_attributes(self) -> dict[str, Any]:
        self._carry_out_dependencies()
        return self._arguments

    def _synthesize_hcl_attributes(self) -> dict[str, Any]:
        self._carry_out_dependencies()
        return {
            name: {"value": value, "isBlock": False, "type": "simple", "storageClassType": "string"}
            for name, value in self._arguments.items()
        }

    def attribute(self, name: str) -> str:
        """A token for any attribute that the AWS provider documents.

        :param name: Its name there.
        """
        return self.get_string_attribute(name)
