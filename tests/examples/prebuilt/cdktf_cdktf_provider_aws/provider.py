"""Stands in for the prebuilt AWS bindings, which weigh hundreds of megabytes: a class of theirs, in the shape it has there."""

from __future__ import annotations

from typing import Any

import cdktf
from constructs import Construct


class AwsProvider(cdktf.TerraformProvider):
    def __init__(self, scope: Construct, id_: str, *, region: str | None = None) -> None:
        self._region = region
        super().__init__(
            scope,
            id_,
            terraform_resource_type="aws",
            terraform_provider_source="aws",
            terraform_generator_metadata=cdktf.TerraformProviderGeneratorMetadata(
                provider_name="aws", provider_version_constraint="~> 6.0"
            ),
        )

    def _synthesize_attributes(self) -> dict[str, Any]:
        return {"region": self._region}
