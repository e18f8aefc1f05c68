"""The engines, as far as they differ in what they ask of a provider."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from tests.engine.walk import Instance


class Profile(Enum):
    """An engine. `tests.engine.paths` says what was found when its calls were traced."""

    TERRAFORM = "terraform"
    OPENTOFU = "opentofu"
    OLDEST_TERRAFORM = "terraform-1.0"
    NEWEST_TERRAFORM = "terraform-1.16"

    @property
    def plans_destroys(self) -> bool:
        return self is not Profile.OLDEST_TERRAFORM

    @property
    def hands_on_planned_private(self) -> bool:
        """Whether the apply walk's plan is given the private bytes that the plan walk's has answered."""
        return self is Profile.NEWEST_TERRAFORM

    @property
    def has_identity(self) -> bool:
        return self in (Profile.OPENTOFU, Profile.NEWEST_TERRAFORM)

    @property
    def refreshes_what_it_forgets(self) -> bool:
        return self is Profile.OPENTOFU

    @property
    def plans_orphans_before_their_refresh(self) -> bool:
        """Whether the destroy of an object whose block is gone is planned on the state from before the refresh."""
        return self is Profile.TERRAFORM

    @property
    def names_what_it_replaces(self) -> bool:
        """Whether the second plan of a replacement brings the identity of the object that is replaced."""
        return self is Profile.NEWEST_TERRAFORM

    def stored(self, instance: Instance) -> Instance:
        """An object as this engine's state file has it."""
        return instance if self.has_identity else replace(instance, identity=None)
