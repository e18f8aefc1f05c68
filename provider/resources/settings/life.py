"""The life of one account's settings, of one kind, within one process of the provider: a state machine.

Engines ask about one object at a time, from several threads; they tell a provider nothing of addresses, and withhold from the
create half of a replacement what state has. A process serves one walk: a plan, or an apply, in which creates are planned again.
What engines hand on, and when, is in `tests/engine/paths.py`, as it was traced.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from enum import Enum
from typing import Generic, TypeVar

from ...framework.values import Values
from ...record import record

L = TypeVar("L")

_LOOK_SECONDS = 5.0


class Phase(Enum):
    """Where the settings stand.

                    found in     create       destroy      destroyed    created
                    state        planned      planned      (or left)
        UNSEEN      IN_STATE     TO_CREATE    TO_DESTROY   DESTROYED    CREATED
        IN_STATE    IN_STATE     TO_REPLACE   TO_DESTROY   DESTROYED    CREATED
        TO_CREATE   TO_REPLACE   TO_CREATE    refused      DESTROYED    CREATED
        TO_REPLACE  TO_REPLACE   TO_REPLACE   refused      DESTROYED    CREATED
        TO_DESTROY  TO_DESTROY   refused      TO_DESTROY   DESTROYED    CREATED
        DESTROYED   DESTROYED    DESTROYED    DESTROYED    DESTROYED    CREATED
        CREATED     CREATED      CREATED      CREATED      CREATED      CREATED

    *Refused* is one plan that creates the settings under one address and destroys them under another, for one would undo the
    other. Where state has a second instance it is not refused: the create then replaces that one (TO_REPLACE).
    """

    UNSEEN = "state has no such settings, as far as this process was told"
    IN_STATE = "state has them"
    TO_CREATE = "the plan creates them, and state has none: that takes over what the account holds"
    TO_REPLACE = "the plan creates them beside those that state has: that replaces them"
    TO_DESTROY = "the plan destroys them"
    DESTROYED = "this process destroyed them, or left them to their replacement"
    CREATED = "this process created them: a destroy that comes now is that of the instance which they replace"


_FOUND = {Phase.UNSEEN: Phase.IN_STATE, Phase.TO_CREATE: Phase.TO_REPLACE}
_TO_BE_CREATED = {
    Phase.UNSEEN: Phase.TO_CREATE,
    Phase.IN_STATE: Phase.TO_REPLACE,
    Phase.TO_DESTROY: Phase.TO_REPLACE,
}
_TO_BE_DESTROYED = {Phase.UNSEEN: Phase.TO_DESTROY, Phase.IN_STATE: Phase.TO_DESTROY}
"""What another phase comes to by this step; a phase that is not named stays."""


class CreatedAndDestroyed(Exception):
    """One plan creates the settings under one address and destroys them under another."""


@record(frozen=True)
class InState:
    """The settings as state has them."""

    values: Values
    baseline: str | None
    stayed: Values = field(default_factory=dict)
    """What the account is known to keep of that which was to be taken away: no plan without prior state is given that."""


class Life(Generic[L]):
    """Safe to use from several threads. `L` is what a look at the account finds."""

    def __init__(self) -> None:
        self.phase = Phase.UNSEEN
        self.in_state: InState | None = None
        self.left: Values | None = None
        """What the account was left with, once destroyed."""
        self.baseline: str | None = None
        """The baseline of what was destroyed, and then of what was created."""
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._refreshed: set[str] = set()
        self._destroyed_by_plan: set[str] = set()
        self._planned: tuple[str, str] | None = None
        self._look: tuple[float, L] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one create or destroy at a time pass: engines do both at once if a resource is renamed."""
        with self._turn:
            yield

    @property
    def known_baseline(self) -> str | None:
        """The baseline in state, or else that of the destroyed instance."""
        return (self.in_state.baseline if self.in_state else None) or self.baseline

    @property
    def is_refreshed(self) -> bool:
        """Whether an instance was read from state, with its private state."""
        return bool(self._refreshed)

    # What an engine shows of state

    def found_in_state(self, found: InState) -> None:
        """Record an instance that an engine reads from state. One without a baseline does not remove that of another."""
        with self._lock:
            if self.phase is Phase.CREATED:
                return
            if self.in_state is None:
                self._enter(found)
            elif found.baseline:
                self._enter(replace(found, stayed=self.in_state.stayed))

    def refreshed(self, mark: str, found: InState) -> bool:
        """Record that an engine refreshed an instance. Returns whether its destroy was planned before the refresh."""
        with self._lock:
            self._refreshed.add(mark)
            if self.phase is not Phase.CREATED:
                self._enter(found if found.baseline or not self.in_state else replace(found, baseline=self.in_state.baseline))
            return mark in self._destroyed_by_plan and self._refreshed == {mark}

    def _enter(self, found: InState) -> None:
        self.in_state = found
        self.phase = _FOUND.get(self.phase, self.phase)

    # What is planned

    def claim(self, mark: str, label: str) -> str | None:
        """Record that the plan has this instance. Returns the label of another instance that it has already."""
        with self._lock:
            self._planned = self._planned or (mark, label)
            other, other_label = self._planned
        return None if other == mark else other_label

    def plan_create(self) -> None:
        """Record that the plan creates the settings. Raises `CreatedAndDestroyed`."""
        with self._lock:
            if self.phase is Phase.TO_DESTROY and len(self._refreshed) < 2:  # two instances
                raise CreatedAndDestroyed
            self.phase = _TO_BE_CREATED.get(self.phase, self.phase)

    def plan_destroy(self, mark: str) -> bool:
        """Record that the plan destroys an instance. Returns whether state has another one. Raises `CreatedAndDestroyed`."""
        with self._lock:
            self._destroyed_by_plan.add(mark)
            others = bool(self._refreshed - {mark})
            if self.phase in (Phase.TO_CREATE, Phase.TO_REPLACE) and not others:
                raise CreatedAndDestroyed
            self.phase = _TO_BE_DESTROYED.get(self.phase, self.phase)
            return others

    def is_left_over(self, mark: str) -> bool:
        """Whether this process, which applies, also planned the destroy. Engines do that only for an instance of which the
        replacement was created before.
        """
        with self._lock:
            return mark in self._destroyed_by_plan

    def note_look(self, seen: L) -> None:
        """Keep what a plan saw of the account."""
        with self._lock:
            self._look = (time.monotonic(), seen)

    def recent_look(self) -> L | None:
        """Return, once, what a plan saw a moment ago: an apply that follows at once need not ask again."""
        with self._lock:
            look, self._look = self._look, None
        return look[1] if look and time.monotonic() - look[0] <= _LOOK_SECONDS else None

    # What was done

    def destroyed(self, left: Values, baseline: str | None) -> None:
        """Record a destroy, or that the settings are left to their replacement: what the account holds, and the baseline."""
        with self._lock:
            self.phase, self.left, self.baseline = Phase.DESTROYED, left, baseline

    def created(self, baseline: str | None) -> None:
        with self._lock:
            self.phase, self.baseline = Phase.CREATED, baseline
