"""Stands in for the prebuilt AWS bindings, which weigh hundreds of megabytes: a class of theirs, in the shape it has there."""

from __future__ import annotations

from typing import Any

import cdktf
from constructs import Construct


class S3Bucket(cdktf.TerraformResource):
    def __init__(self, scope: Construct, id_: str, *, bucket: str | None = None) -> None:
        self._bucket = bucket
        super().__init__(
            scope,
            id_,
            terraform_resource_type="aws_s3_bucket",
            terraform_generator_metadata=cdktf.TerraformProviderGeneratorMetadata(provider_name="aws"),
        )

    @property
    def arn(self) -> str:
        return self.get_string_attribute("arn")

    @property
    def bucket(self) -> str:
        return self.get_string_attribute("bucket")

    @property
    def region(self) -> str:
        return self.get_string_attribute("region")

    def _synthesize_attributes(self) -> dict[str, Any]:
        return {"bucket": self._bucket}
