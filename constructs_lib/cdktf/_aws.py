"""The few AWS resources that storage needs, without AWS bindings: those weigh hundreds of megabytes and import for seconds.

They are ordinary resources of `hashicorp/aws`; the stack declares that provider itself.
"""

from __future__ import annotations

import json
from typing import Any

import cdktf as cdk
from constructs import Construct

from provider.resources import s3

from ._dependencies import Depends
from ._meta_arguments import lifecycle_struct
from ._stack import StackScopes
from .meta_arguments import LifecycleArguments

CREATE_FIRST: LifecycleArguments = {"create_before_destroy": True}
"""A replacement exists before what it replaces goes: nothing that is in use is missing in between."""


class AwsResource(Depends, cdk.TerraformResource):
    """One resource of the AWS provider, with its arguments by Terraform's names."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        resource_type: str,
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
            terraform_resource_type=resource_type,
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
        """A token for an attribute."""
        return self.get_string_attribute(name)


class BucketWriter(Construct):
    """An IAM user that may put objects under one path of a bucket and do nothing else, and its access key."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        user_name: str,
        bucket_arn: str,
        path: str | None,
        kms_key_arn: str | None,
        key_version: int,
        provider: cdk.TerraformProvider | None,
    ) -> None:
        super().__init__(scope, id_)
        self.user = AwsResource(self, "User", "aws_iam_user", {"name": user_name}, provider=provider)
        name = self.user.attribute("name")
        statements = s3.write_policy(bucket_arn, path, kms_key_arn)
        # AWS would change a policy in place, and writes to the old bucket would fail until the settings have moved. Another
        # prefix makes it another policy; and no two policies have one name, since the old one is deleted by its name.
        # (A local, because the CDK's functions do not take text with tokens in it.)
        target = cdk.TerraformLocal(self, "Target", " ".join(str(each["Resource"]) for each in statements["Statement"]))
        prefix = f"twilio-write-{cdk.Fn.substr(cdk.Fn.sha256(target.as_string), 0, 8)}-"
        self.policy = AwsResource(
            self,
            "Policy",
            "aws_iam_user_policy",
            {"name_prefix": prefix, "user": name, "policy": json.dumps(statements)},
            provider=provider,
            lifecycle=CREATE_FIRST,
        )
        # A key has no argument that asks for a new one, so that each version is a resource: AWS lets a user have two keys.
        self.access_key = AwsResource(
            self, f"AccessKey{key_version}", "aws_iam_access_key", {"user": name}, provider=provider, lifecycle=CREATE_FIRST
        )
