"""The picture of an account, or of a plan for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..doctor.finding import Finding, Status
from ..reports.shown import one_line
from .route import LATER, NOTHING, Route

ROWS = {"stored_in": "Stored in", "written_with": "Written with", "encrypted_with": "Encrypted with"}
"""The fields of a route that are shown, with their labels."""
NOW, AFTER = "now", "after the apply"
_ABOUT = 1000


@dataclass(frozen=True)
class MediaPicture:
    """Recordings, or compositions."""

    media: str
    after: Route
    """The way now or, in a plan, after the apply."""
    before: Route | None = None
    """The way before the plan; None if nothing is planned, or the way is not known."""
    address: str = ""
    """The address of the resource, in a plan or a state."""

    @property
    def changed(self) -> set[str]:
        """The fields that the plan changes."""
        return set() if self.before is None else self.after.changed(self.before)

    @property
    def sides(self) -> list[tuple[str, Route]]:
        """The ways to draw, each with its title: both if the plan changes something, or else one without a title."""
        return [(NOW, self.before), (AFTER, self.after)] if self.before and self.changed else [("", self.after)]


@dataclass(frozen=True)
class Step:
    """A step of the way that media take, as it is drawn."""

    label: str
    lines: Sequence[str]
    tone: str
    """`good`, `plain` (not encrypted) or ""."""
    is_changed: bool


def steps(media: MediaPicture, route: Route) -> list[Step]:
    """The steps of a way, from the room to the place of storage."""

    def step(name: str, label: str, lines: Sequence[str], tone: str = "") -> Step:
        return Step(label, lines, tone, name in media.changed and route is media.after)

    if route.encrypted_with == NOTHING:
        found = [step("encrypted_with", "Not encrypted", [], "plain")]
    else:
        found = [step("encrypted_with", ROWS["encrypted_with"], [route.encrypted_with], "good")]
    if route.written_with != NOTHING:
        found.append(step("written_with", ROWS["written_with"], [route.written_with]))
    return [*found, step("stored_in", ROWS["stored_in"], route.stored_in.split(", "))]


@dataclass(frozen=True)
class HookPicture:
    """A composition hook, which makes compositions of recordings."""

    name: str
    after: str
    """One of `ON`, `OFF`, `GONE` and `LATER`."""
    before: str | None = None
    """None if nothing is planned."""

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.before != self.after


ON, OFF, GONE = "composes each room that ends", "disabled", "not there"


@dataclass(frozen=True)
class AccountPicture:
    """One account."""

    sid: str
    media: Sequence[MediaPicture]
    hooks: Sequence[HookPicture] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)
    """Warnings and problems only."""

    @property
    def is_plan(self) -> bool:
        return any(one.before is not None for one in self.media) or any(one.before is not None for one in self.hooks)

    @property
    def stays(self) -> bool:
        """Whether this is of a plan, which changes nothing and makes nothing."""
        return all(one.before is not None and not one.changed for one in self.media) and not any(
            one.before is None or one.is_changed for one in self.hooks
        )

    @property
    def problems(self) -> Iterator[tuple[Status, str, list[str]]]:
        """Yield status, summary and remedy (line by line) of each finding, fit to be shown. Problems come before warnings."""
        for one in sorted(self.findings, key=lambda each: each.status is not Status.PROBLEM):
            lines = [one_line(line, longest=_ABOUT) for line in one.remedy.splitlines()]
            yield one.status, one_line(one.summary, longest=_ABOUT), [line for line in lines if line]


def as_a_name(name: str, kind: str) -> str:
    """A credential within a sentence."""
    return f"a {kind} that will be {LATER}" if name == LATER else name


def encryption(route: Route) -> str:
    """How media are encrypted, in words."""
    if route.encrypted_with == NOTHING:
        return "not encrypted"
    return f"encrypted with {as_a_name(route.encrypted_with, 'key')}"
