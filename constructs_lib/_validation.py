"""The provider's own checks as a validation of the construct tree, which both CDKs run at synth."""

from __future__ import annotations

from collections.abc import Callable

import jsii
from constructs import IValidation


@jsii.implements(IValidation)
class Validation:
    """Reports what `check` finds. It may call back into the CDK."""

    def __init__(self, check: Callable[[], list[str]]) -> None:
        self._check = check

    def validate(self) -> list[str]:
        return self._check()
