"""What a plan leaves for its own apply, beside what engines hand on.

An engine plans and applies in two processes. Of the plan of a new object it hands the second one nothing (Terraform 1.16 does),
and only holds the known values of both against each other, with words of its own. So a resource that has to tell what changed
in between leaves a note.
"""

from __future__ import annotations


class PlanNotes:
    """Keeps no notes, for an engine whose command is not known. A subclass keeps them if it is known."""

    @property
    def command(self) -> str:
        """The engine's command, such as `plan`; empty if it is not known."""
        return ""

    @property
    def destroys(self) -> bool:
        """Whether the command destroys everything. Engines then make an ordinary plan first, and never apply it."""
        return False

    def leave(self, about: str, text: str) -> None:
        """Keep a text for the apply of this plan. It may not arrive: the apply may run on another machine."""

    def left(self, about: str) -> str | None:
        """Return the text that the applied plan left; None if it left none, and while a plan is made."""
        return None
