"""What a plan leaves for its own apply, beside what engines hand on.

An engine plans and applies in two processes. Of the plan of a new object it hands the second one nothing (Terraform 1.16 does),
and only holds the known values of both against each other, with words of its own. So a resource that has to tell what changed
in between leaves a note.
"""

from __future__ import annotations


class PlanNotes:
    """No notes: of an engine's command that nobody can tell. Who starts the process knows of a better kind."""

    @property
    def command(self) -> str:
        """What the engine was told to do, such as `plan`; empty where nobody can tell."""
        return ""

    @property
    def destroys(self) -> bool:
        """Whether everything is to be destroyed. What is planned otherwise is then only a look, and comes to nothing."""
        return False

    def leave(self, about: str, text: str) -> None:
        """Keep this for the apply of the plan that is being made. Nothing is promised: the apply may be on another machine."""

    def left(self, about: str) -> str | None:
        """What the plan left that is being applied; None where there is no such note, or a plan is only being made."""
        return None
