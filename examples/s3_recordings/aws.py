"""Thin classes for the two things of AWS that this stack declares itself: they import in no time.

The prebuilt bindings do as well, at 486 MB and some seconds for each synth: `prebuilt.py` beside this file is the same stack
with them. `RecordingStorage` takes a bucket of either kind, or just its name and region.
"""

from __future__ import annotations

from typing import Any

import cdktf as cdk
from constructs import Construct

_AWS = cdk.TerraformProviderGeneratorMetadata(provider_name="aws", provider_version_constraint=">= 3.39")


class AwsProvider(cdk.TerraformProvider):
    """The `hashicorp/aws` provider's configuration; arguments are Terraform's."""

    def __init__(self, scope: Construct, id_: str, **arguments: Any) -> None:
        self._arguments = arguments
        super().__init__(
            scope,
            id_,
            terraform_resource_type="aws",
            terraform_generator_metadata=_AWS,
            terraform_provider_source="hashicorp/aws",
        )

    def _synthesize_attributes(self) -> dict[str, Any]:
        return self._arguments


class S3Bucket(cdk.TerraformResource):
    """An `aws_s3_bucket`."""

    def __init__(self, scope: Construct, id_: str, *, bucket: str) -> None:
        self._bucket = bucket
        super().__init__(scope, id_, terraform_resource_type="aws_s3_bucket", terraform_generator_metadata=_AWS)

    @property
    def bucket(self) -> str:
        return self.get_string_attribute("bucket")

    @property
    def arn(self) -> str:
        return self.get_string_attribute("arn")

    @property
    def region(self) -> str:
        return self.get_string_attribute("region")

    def _synthesize_attributes(self) -> dict[str, Any]:
        return {"bucket": self._bucket}


class S3BucketPublicAccessBlock(cdk.TerraformResource):
    """An `aws_s3_bucket_public_access_block` that blocks everything public."""

    def __init__(self, scope: Construct, id_: str, *, bucket: S3Bucket) -> None:
        self._bucket = bucket
        super().__init__(
            scope, id_, terraform_resource_type="aws_s3_bucket_public_access_block", terraform_generator_metadata=_AWS
        )

    def _synthesize_attributes(self) -> dict[str, Any]:
        blocked = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
        return {"bucket": self._bucket.bucket} | dict.fromkeys(blocked, True)
