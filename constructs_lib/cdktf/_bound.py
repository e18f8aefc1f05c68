"""What resources, data sources and the provider's configuration share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cdktf as cdk

from .._binding import CheckedArguments, block_of
from .._calls import did_you_mean
from .._overrides import Names, names_in, override, wrong_names
from ..errors import InvalidConfiguration
from ._native import Native
from ._tokens import number_as_text, resolved

_AS_GIVEN = {
    (of_cdk.to_terraform, of_cdk._synthesize_attributes)
    for of_cdk in (cdk.TerraformResource, cdk.TerraformDataSource, cdk.TerraformProvider)
}
"""The methods of classes that synthesize their arguments and nothing else."""


class Bound(CheckedArguments, Native):
    """An element whose arguments are checked."""

    _is_overridden = False
    """Whether its Terraform JSON has more than the arguments, or nothing."""
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
        """Names that an override can have besides the arguments."""
        raise NotImplementedError

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and not hasattr(type(self), name) and type(self).__module__.startswith(__package__):
            hint = did_you_mean(name, (known for known in dir(type(self)) if not known.startswith("_")))
            if hint:
                raise AttributeError(f"{type(self).__name__} has no attribute '{name}'{hint}")
        super().__setattr__(name, value)

    def _arguments_changed(self) -> None:
        self._replace_attributes(self._attributes())

    @property
    def _is_synthesized_as_given(self) -> bool:
        cls: Any = type(self)
        return not self._is_overridden and (cls.to_terraform, cls._synthesize_attributes) in _AS_GIVEN

    @property
    def _provider(self) -> cdk.TerraformProvider | None:
        """The argument `provider`."""
        return None

    @property
    def _is_one(self) -> bool:
        """Whether neither `count` nor `for_each` was given."""
        return True

    def _block(self) -> Mapping[str, Any] | None:
        """Its block in Terraform JSON, resolved."""
        return block_of(resolved(self.to_terraform(), self))
