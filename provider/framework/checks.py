"""Checks that any provider needs. Each returns a sentence on what is wrong, never the value of a secret, or None."""

from __future__ import annotations

import re
from collections.abc import Callable

_DURATION = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def parse_duration(text: str) -> float:
    """Seconds in a duration as Go and Terraform write it (`90s`, `1h30m`, `500ms`). Raises ValueError."""
    parts = _DURATION.findall(text)
    if not parts or "".join(parts) != text:
        raise ValueError("a duration is a number and a unit, such as 30s, 10m or 1h30m")
    seconds = 0.0
    for part in parts:
        number = part.rstrip("nuµmsh")
        seconds += float(number) * _SECONDS[part[len(number) :]]
    return seconds


def duration(value: str) -> str | None:
    """A positive duration."""
    try:
        return None if parse_duration(value) > 0 else "The duration must be longer than zero."
    except ValueError:
        return f'"{value}" is not a duration: write a number and a unit, such as "30s", "10m" or "1h30m".'


def one_of(*choices: str) -> Callable[[str], str | None]:
    """One of a few words."""

    def check(value: str) -> str | None:
        listed = ", ".join(f'"{choice}"' for choice in choices)
        return None if value in choices else f'"{value}" is not one of {listed}.'

    check.choices = choices  # type: ignore[attr-defined]  # the bindings make an enum of them
    return check


def matches(pattern: str, meaning: str, *, show: bool = True) -> Callable[[str], str | None]:
    """Text that matches `pattern` as a whole; `meaning` says what is wanted. `show=False` keeps the value out of the message."""
    compiled = re.compile(pattern)

    def check(value: str) -> str | None:
        if compiled.fullmatch(value):
            return None
        given = f'"{value}" is not {meaning}.' if show else f"The value given is not {meaning} (it is not shown here)."
        return given + (" It begins or ends with white space." if value != value.strip() else "")

    return check


def length(minimum: int, maximum: int | None = None) -> Callable[[str], str | None]:
    """Text of so many characters; `maximum` None is no limit."""

    def check(value: str) -> str | None:
        if len(value) < minimum:
            return "It must not be empty." if minimum == 1 else f"It has {len(value)} characters; at least {minimum} are needed."
        too_long = maximum is not None and len(value) > maximum
        return f"It has {len(value)} characters; at most {maximum} are allowed." if too_long else None

    return check
