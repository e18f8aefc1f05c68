"""What everything that a stack has of the provider shares, and what it synthesizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import cdktf as cdk

from .._binding import CheckedArguments, block_of
from .._calls import did_you_mean
from .._overrides import Names, names_in, override, wrong_names
from ..errors import InvalidConfiguration
from ._tokens import number_as_text, resolved

_AS_THE_CDK_HAS_IT = (
    cdk.TerraformResource.to_terraform,
    cdk.TerraformDataSource.to_terraform,
    cdk.TerraformProvider.to_terraform,
)


class Bound(CheckedArguments, cdk.TerraformElement):
    """What resources, data sources and the provider's configuration share."""

    _is_overridden = False
    """Whether more is synthesized than was given, or none of it."""
    _number_as_text = staticmethod(number_as_text)

    def add_override(self, path: str, value: Any) -> None:
        """Change what is synthesized beside the arguments. At synth it is checked like an argument.

        :param path: Where: the names on the way to it, with dots between.
        :param value: What is synthesized there; None leaves it out.
        :raises TypeError: A path or value of the wrong type.
        :raises InvalidConfiguration: A name in the path, or in the value, that the block does not have.
        """
        value = override(type(self).__name__, path, value, self._number_as_text)
        read_only = [name for name, attribute in self._schema.attributes.items() if not attribute.configurable]
        if problems := list(wrong_names({**names_in(self._schema), **self._other_names()}, read_only, path, value)):
            raise InvalidConfiguration(self.node.path, problems)
        self._is_overridden = True
        super().add_override(path, value)

    @staticmethod
    def _other_names() -> Names:
        """What an override can name besides the arguments."""
        raise NotImplementedError

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and not hasattr(type(self), name) and type(self).__module__.startswith(__package__):
            hint = did_you_mean(name, (known for known in dir(type(self)) if not known.startswith("_")))
            if hint:
                raise AttributeError(f"{type(self).__name__} has no attribute '{name}'{hint}")
        super().__setattr__(name, value)

    def _prepare(self) -> None:
        """Comes before each synthesis of the element."""

    def _synthesize_attributes(self) -> dict[str, Any]:
        self._prepare()
        return self._attributes()

    def _synthesize_hcl_attributes(self) -> dict[str, Any]:
        self._prepare()
        return self._hcl_attributes()

    @property
    def _is_synthesized_as_given(self) -> bool:
        cls = type(self)
        return (
            not self._is_overridden
            and cls._synthesize_attributes is Bound._synthesize_attributes
            and cls.to_terraform in _AS_THE_CDK_HAS_IT
        )

    @property
    def _may_be_many(self) -> bool:
        return self._is_overridden

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


def _rendered(element: cdk.TerraformElement) -> Mapping[str, Any]:
    """An element's Terraform JSON, resolved."""
    rendered: Mapping[str, Any] = resolved(element.to_terraform(), element)
    return rendered
