"""Things of other libraries that stacks hand to our constructs, in the shape that those libraries give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.constructs_lib.backend import Backend

KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-0123456789ab"


def prebuilt(backend: Backend, type_name: str, *attributes: str, data: bool = False) -> type[Any]:
    """A class as the prebuilt AWS bindings have it: attributes are tokens, `provider_meta` names the provider `aws`."""
    base: type[Any] = backend.cdk.TerraformDataSource if data else backend.cdk.TerraformResource

    class Prebuilt(base):  # type: ignore[misc]
        def __init__(self, scope: Any, id_: str) -> None:
            metadata = backend.cdk.TerraformProviderGeneratorMetadata(provider_name="aws")
            super().__init__(scope, id_, terraform_resource_type=type_name, terraform_generator_metadata=metadata)

        def __getattr__(self, name: str) -> str:
            if name not in attributes:
                raise AttributeError(name)
            token: str = base.get_string_attribute(self, name)
            return token

    return Prebuilt


def s3_bucket(backend: Backend, stack: Any) -> Any:
    """As `cdktf_cdktf_provider_aws.s3_bucket.S3Bucket`."""
    return prebuilt(backend, "aws_s3_bucket", "bucket", "arn", "region")(stack, "bucket")


def data_s3_bucket(backend: Backend, stack: Any) -> Any:
    """As `cdktf_cdktf_provider_aws.data_aws_s3_bucket.DataAwsS3Bucket`."""
    return prebuilt(backend, "aws_s3_bucket", "bucket", "arn", "region", data=True)(stack, "existing")


def kms_key(backend: Backend, stack: Any) -> Any:
    """As `cdktf_cdktf_provider_aws.kms_key.KmsKey`."""
    return prebuilt(backend, "aws_kms_key", "arn")(stack, "kms")


@dataclass
class TerraBucket:
    """As `Bucket` of TerraConstructs."""

    bucket_name: str
    bucket_arn: str


@dataclass
class TerraKey:
    """As `Key` of TerraConstructs."""

    key_arn: str


def aws(backend: Backend, stack: Any, alias: str | None = None) -> Any:
    """The AWS provider's configuration, which our constructs leave to the stack."""

    class AwsProvider(backend.cdk.TerraformProvider):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(
                stack,
                alias or "aws",
                terraform_resource_type="aws",
                terraform_provider_source="hashicorp/aws",
                terraform_generator_metadata=backend.cdk.TerraformProviderGeneratorMetadata(provider_name="aws"),
            )

        @property
        def alias(self) -> str | None:
            return alias

    return AwsProvider()
