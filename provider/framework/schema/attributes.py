"""Declaring an attribute: its traits, each of them once.

name: str = attr("What it is called.")  # required
colour: str = attr("Its colour.", default="red")  # optional, with a default
note: str | None = attr("A remark.", default=None)  # optional
sid: str = computed("What the API calls it.", use_state_for_unknown=True)  # read-only
before: str | None = provider_computed("What was there before.")  # read-only, and the provider's own
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY
from enum import Enum
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

from ...record import record
from ..values import UNKNOWN
from .checks import Check
from .types import Type

T = TypeVar("T")
P = ParamSpec("P")

SemanticEquality: TypeAlias = Callable[[Any, Any], bool]
"""Whether two known, non-null values mean the same in other words (JSON text, a URL's spelling)."""

METADATA = "terraform"
"""Where a dataclass field has its traits."""


class Absent(Enum):
    """Marks that no default was declared: None is a default like any other."""

    DEFAULT = "no default"


NO_DEFAULT: Any = Absent.DEFAULT


@record(frozen=True)
class Traits(Generic[T]):
    """Everything about an attribute but its name and its type: the arguments of `attr`."""

    description: str
    _: KW_ONLY
    default: T = NO_DEFAULT
    """Without a default an argument is required, or with `computed` left to the API where the user says nothing. A default of
    None makes it optional."""
    check: Check | Sequence[Check] = ()
    """Asked at validation, and by the constructs at synth."""
    semantic_equality: SemanticEquality | None = None
    """Compares two spellings. Where they mean the same, the one that is written down already stays, so that plans stay empty."""
    sensitive: bool = False
    write_only: bool = False
    """The value never reaches a plan or the state."""
    requires_replace: bool = False
    """A change needs a new object."""
    provider_only: bool = False
    """It steers the provider and is never sent. Changing it alone writes nothing."""
    computed: bool = False
    """The API chooses the value where the user gives none."""
    use_state_for_unknown: bool = False
    """For computed attributes: an update does not alter what the API chose."""
    unread: bool = False
    """The API never returns the value. So after an import, the configuration's value goes to state, and replaces nothing."""
    env: str | None = None
    """For a provider's configuration: the environment variable that stands in for a null."""
    deprecated: str | None = None
    """What to use instead, as a sentence."""
    configurable: bool = True
    """Whether a user can set it: not where `computed()` or `provider_computed()` declare it."""
    provider_computed: bool = False
    """See `provider_computed()`, which declares it."""

    @property
    def checks(self) -> Sequence[Check]:
        return (self.check,) if isinstance(self.check, Check) else self.check


def _declaring(traits: Callable[P, Traits[T]]) -> Callable[P, T]:
    """Return a function that declares an attribute by its traits. Type checkers compare its default with the annotation."""

    def declare(*args: P.args, **kwargs: P.kwargs) -> T:
        return _field(traits(*args, **kwargs))

    return declare


def _field(traits: Traits[T]) -> T:
    metadata, default = {METADATA: traits}, traits.default
    if default is NO_DEFAULT:
        required: T = dataclasses.field(metadata=metadata)
        return required
    # From a factory, so that the class itself has no such attribute: a hook's `cls.name` would be the default, not the plan's.
    return dataclasses.field(default_factory=lambda: copy.copy(default), metadata=metadata)


attr = _declaring(Traits)
"""Declares an argument that a user can set. It takes `Traits`."""


def computed(description: str, *, use_state_for_unknown: bool = False) -> Any:
    """Declares an attribute that only the API sets. `use_state_for_unknown`: it keeps its value for the life of the object."""
    return attr(description, configurable=False, computed=True, use_state_for_unknown=use_state_for_unknown)


def provider_computed(description: str) -> Any:
    """Declares an attribute that the provider itself computes, and no API knows. A create or an import sets it, and every update
    leaves it as it is; null is nothing known.

    It is an attribute and not private state because engines hand on the attributes of an object that they replace, and not
    its private state (`Resource.recall`).
    """
    return attr(description, configurable=False, computed=True, use_state_for_unknown=True, provider_computed=True)


@record(frozen=True, kw_only=True)
class Attribute(Traits[Any]):
    """One attribute of a schema: its declared traits, its name and its type."""

    name: str
    type: Type
    nullable: bool

    @property
    def required(self) -> bool:
        return self.configurable and not self.computed and self.default is NO_DEFAULT

    @property
    def optional(self) -> bool:
        return self.configurable and not self.required

    @property
    def is_secret(self) -> bool:
        """Whether engines must not quote the line of a configuration that sets it."""
        return self.sensitive or self.write_only

    @property
    def has_default(self) -> bool:
        """Whether a null in the configuration stands for another value."""
        return self.default is not NO_DEFAULT and self.default is not None

    @property
    def computed_on_wire(self) -> bool:
        """Engines accept a planned value for a null argument only if it is computed too; so a default makes it so."""
        return self.computed or self.has_default

    def semantically_equal(self, one: object, other: object) -> bool:
        """Say whether two values are equal or, by the attribute's own comparison, semantically equal."""
        if one is UNKNOWN or other is UNKNOWN:
            return one is other
        if one == other and isinstance(one, bool) == isinstance(other, bool):
            return True
        return self.semantic_equality is not None and one is not None and other is not None and self.semantic_equality(one, other)
