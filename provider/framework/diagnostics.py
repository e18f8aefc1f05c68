"""Messages for users: errors and warnings with the attribute, the cause and the next step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import field
from enum import Enum
from typing import TypeAlias

from ..record import record

Path: TypeAlias = tuple[str | int, ...]
"""Steps from a block to a value: attribute names as `str`, map keys as `Key`, list positions as `int`."""


class Key(str):
    """A map's key, as a step of a path."""

    __slots__ = ()


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


@record(frozen=True)
class Diagnostic:
    """One message for the user. `summary` is a headline, `detail` gives cause and remedy, neither holds a secret."""

    severity: Severity
    summary: str
    detail: str = ""
    path: Path = ()
    quotable: bool = True
    """Whether engines may show the source at `path`, and the values in it. They show it for each path that they get; so they get
    none whose value may hold a secret. Summary or detail name the attribute then."""

    def __str__(self) -> str:
        where = f"{format_path(self.path)}: " if self.path else ""
        return f"{where}{self.summary}" + (f": {self.detail}" if self.detail else "")


class Unquoted(str):
    """A check's message about a value that must not be shown: it may be a secret in the wrong place, or a URL with a password."""


def error(summary: str, detail: str = "", path: Path = (), *, quotable: bool = True) -> Diagnostic:
    return Diagnostic(Severity.ERROR, summary, detail, path, quotable)


def warning(summary: str, detail: str = "", path: Path = (), *, quotable: bool = True) -> Diagnostic:
    return Diagnostic(Severity.WARNING, summary, detail, path, quotable)


def invalid(path: Path, problem: str, remark: str = "") -> Diagnostic:
    """Return the error for a `problem` that a check found at `path`, with a `remark` after it."""
    name = str(path[-1]) if path else "value"
    return error(f"Invalid {name}", problem + remark, path, quotable=not isinstance(problem, Unquoted))


_STORED = ("state", "identity", "private state")
_RESTORE = "Restore a backup of the state, or remove the object from the state (`state rm`) and import it."
_REPORT = (
    "Run the command again. If this comes back, the engine and this provider do not understand each other: "
    "please report it with the versions of both."
)


def unreadable(what: str, reason: str) -> Diagnostic:
    """Return the error for an unreadable part of an engine's request (`what`, such as `planned state`)."""
    remedy = _RESTORE if what in _STORED else _REPORT
    return error(f"Unreadable {what}", f"The {what} cannot be read: {reason}. Nothing was changed. {remedy}")


def unreadable_private_state(reason: str) -> Diagnostic:
    """What an engine hands on of an earlier run makes no sense, and counts as empty."""
    return warning(
        "Unreadable private state",
        f"What an earlier run kept beside the state of this object cannot be read: {reason}. It counts as empty. "
        "This is as it should be if another provider wrote it. Otherwise restore a backup of the state.",
    )


def format_path(path: Path) -> str:
    """Write a path as users do: `timeouts.create`, `tags[0]`, `labels["a"]`."""
    text = ""
    for step in path:
        if isinstance(step, int | Key):
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
        else:
            text += f".{step}" if text else step
    return text


@record()
class Diagnostics:
    """Collects diagnostics, so that a user sees all of them at once."""

    items: list[Diagnostic] = field(default_factory=list)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def error(self, summary: str, detail: str = "", path: Path = ()) -> None:
        self.items.append(error(summary, detail, path))

    def warning(self, summary: str, detail: str = "", path: Path = ()) -> None:
        self.items.append(warning(summary, detail, path))

    def extend(self, more: Iterable[Diagnostic]) -> None:
        self.items.extend(more)

    @property
    def errors(self) -> list[Diagnostic]:
        return [item for item in self.items if item.severity is Severity.ERROR]


class Failure(Exception):
    """Ends an operation with one or more diagnostics. Resources raise it."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(str(item) for item in diagnostics))
        self.diagnostics = diagnostics
