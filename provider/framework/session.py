"""One provider as one engine process uses it: its client, what it remembers, and what operations are given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import field
from functools import partial
from typing import Generic, TypeVar

from ..record import record
from .diagnostics import Diagnostics, Failure, error
from .plan_notes import PlanNotes
from .provider import Provider
from .resource import PLAN_SECONDS, BaseContext, C, Context, Memory, PlanContext, seconds_for
from .values import Json, Values

X = TypeVar("X", bound=BaseContext)

_NEXT_WALK = {
    ("validate", "validate"),  # a walk that only validates; what is planned is validated singly
    ("apply", "read"),
    ("apply", "plan destroy"),
    ("plan destroy", "apply"),
}
"""Two operations of which the second one belongs to another walk than the first."""


@record()
class Session(Generic[C]):
    """One provider as one engine process uses it. Without a client, `unknown` names the arguments that kept it from one."""

    provider: Provider[C]
    client: C | None = None
    unknown: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    memory: Memory = field(default_factory=Memory)
    plan_notes: PlanNotes = field(default_factory=PlanNotes)
    addressed: bool = False
    """Whether an engine validated or configured the provider itself, and not only resources of it."""
    _last: str = ""

    @property
    def mocked(self) -> bool:
        """Whether the provider may be a mocked one (`mock_provider` in `terraform test`), which nobody validates or configures.
        If the command is not known, a `validate` without a provider block looks the same; a plan never does.
        """
        return not self.addressed and self.plan_notes.command in ("", "test")

    def begin(self, operation: str) -> None:
        """Called before each operation. One process serves one walk of an engine, except where a test file of `terraform test`
        configures the provider: there Terraform 1.16 has one process for all runs. So memory ends where another walk can be
        seen to begin.
        """
        if self.plan_notes.command == "test" and (self._last, operation) in _NEXT_WALK:
            self.memory = Memory()
        self._last = operation

    def ready(self) -> C:
        if self.client is None:
            raise Failure(error("Provider not configured", self.why_unconfigured()))
        return self.client

    def why_unconfigured(self) -> str:
        if not self.unknown:
            return "The provider has not been configured."
        return (
            f"The provider's {', '.join(self.unknown)} will only be known after apply. Apply what it comes from first "
            "(for example with -target), or give it as a variable."
        )

    def context(self, operation: str, values: Values, diagnostics: Diagnostics, private: Json) -> Context[C]:
        """Return the context of an operation on an object of these values. Raises `Failure` without a client."""
        timeouts = values.get("timeouts")
        seconds = seconds_for(operation, timeouts.get(operation) if isinstance(timeouts, dict) else None)
        return self._context(self.ready(), seconds, diagnostics, private)

    def plan_context(self, diagnostics: Diagnostics, private: Json) -> PlanContext[C]:
        configured = None if self.client is None else self._context(self.client, PLAN_SECONDS, diagnostics, private)
        return self._filled(partial(PlanContext, configured=configured), PLAN_SECONDS, diagnostics, private)

    def _context(self, client: C, seconds: float, diagnostics: Diagnostics, private: Json) -> Context[C]:
        return self._filled(partial(Context, client=client), seconds, diagnostics, private)

    def _filled(self, make: Callable[..., X], seconds: float, diagnostics: Diagnostics, private: Json) -> X:
        """Make a context of either kind, with the fields of both."""
        return make(
            seconds=seconds,
            diagnostics=diagnostics,
            private=private,
            stop=self.stop,
            memory=self.memory,
            plan_notes=self.plan_notes,
        )
