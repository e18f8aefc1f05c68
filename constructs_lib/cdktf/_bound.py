"""What everything that a stack has of the provider shares, and what it synthesizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import cdktf as cdk

from .._binding import CheckedArguments, block_of


def _rendered(element: cdk.TerraformElement) -> Mapping[str, Any]:
    """An element's Terraform JSON, resolved."""
    resolver = cdk.DefaultTokenResolver(cdk.StringConcat())
    resolved: Mapping[str, Any] = cdk.Tokenization.resolve(
        element.to_terraform(), resolver=resolver, scope=element, preparing=False
    )
    return resolved


_AS_THE_CDK_HAS_IT = (
    cdk.TerraformResource.to_terraform,
    cdk.TerraformDataSource.to_terraform,
    cdk.TerraformProvider.to_terraform,
)


class Bound(CheckedArguments, cdk.TerraformElement):
    """What resources, data sources and the provider's configuration share."""

    _is_overridden = False
    """Whether more is synthesized than was given, or none of it."""

    @staticmethod
    def _is_token(value: Any) -> bool:
        return cdk.Token.is_unresolved(value)

    def add_override(self, path: str, value: Any) -> None:
        """Change what is synthesized beside the arguments. At synth it is checked like an argument.

        :param path: Where: the names on the way to it, with dots between.
        :param value: What is synthesized there; None leaves it out.
        """
        self._is_overridden = True
        super().add_override(path, value)

    def _synthesize_attributes(self) -> dict[str, Any]:
        return self._attributes()

    def _synthesize_hcl_attributes(self) -> dict[str, Any]:
        return self._hcl_attributes()

    @property
    def _is_synthesized_as_given(self) -> bool:
        cls = type(self)
        return (
            not self._is_overridden
            and cls._synthesize_attributes is Bound._synthesize_attributes
            and cls.to_terraform in _AS_THE_CDK_HAS_IT
        )

    def _block(self) -> Mapping[str, Any] | None:
        return block_of(_rendered(self))

    def _repeated(self) -> list[str]:
        return self._told_twice(_rendered(self), self._before())

    def _before(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Path and Terraform JSON of what is of the same type and comes before this in its stack."""
        path = self.node.path
        for one in cdk.TerraformStack.of(self).node.find_all():
            if one.node.path == path:
                return
            if (
                isinstance(one, Bound)
                and isinstance(one, cdk.TerraformResource)
                and one.TF_RESOURCE_TYPE == self.TF_RESOURCE_TYPE
            ):
                yield one.node.path, _rendered(one)
