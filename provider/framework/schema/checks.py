"""What a check is, and the checks that any provider needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Look = Callable[[Any], str | None]
"""Looks at one known, non-null value; a sentence on what is wrong with it and what to do, never with a secret in it, or None."""


class Check:
    """What is asked of a value: a function that looks at it, and the sentence with which the documentation says the same.

    `choices` are the words that it takes, if they are few: the bindings make an enum of them.
    """

    __slots__ = ("choices", "look", "sentence")

    def __init__(self, sentence: str, look: Look, choices: tuple[str, ...] = ()) -> None:
        self.sentence, self.look, self.choices = sentence, look, choices

    def __call__(self, value: Any) -> str | None:
        return self.look(value)


def wants(sentence: str) -> Callable[[Look], Check]:
    """Make a check of the function below it."""
    return lambda look: Check(sentence, look)


_DURATION = r"(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)"
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def parse_duration(text: str) -> float:
    """Return the seconds in a duration as Go and Terraform write it (`90s`, `1h30m`, `500ms`). Raises ValueError."""
    parts = re.findall(_DURATION, text)
    if not parts or "".join(parts) != text:
        raise ValueError("a duration is a number and a unit, such as 30s, 10m or 1h30m")
    seconds = 0.0
    for part in parts:
        number = part.rstrip("nuµmsh")
        seconds += float(number) * _SECONDS[part[len(number) :]]
    return seconds


@wants("Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`.")
def duration(value: str) -> str | None:
    """Accept a positive duration."""
    try:
        return None if parse_duration(value) > 0 else "The duration must be longer than zero."
    except ValueError:
        return f'"{value}" is not a duration: write a number and a unit, such as "30s", "10m" or "1h30m".'


def one_of(*choices: str) -> Check:
    """Accept one of a few words."""

    def look(value: str) -> str | None:
        listed = ", ".join(f'"{choice}"' for choice in choices)
        return None if value in choices else f'"{value}" is not one of {listed}.'

    *others, last = (f"`{choice}`" for choice in choices)
    return Check(f"Must be {' or '.join(filter(None, (', '.join(others), last)))}.", look, choices)


def matches(pattern: str, meaning: str, *, show: bool = True) -> Check:
    """Accept text that matches `pattern` as a whole; `meaning` describes it. `show=False` keeps the value out of the message."""

    def look(value: str) -> str | None:
        if re.fullmatch(pattern, value):
            return None
        given = f'"{value}" is not {meaning}.' if show else f"The value given is not {meaning} (it is not shown here)."
        return given + (" It begins or ends with white space." if value != value.strip() else "")

    return Check(f"Must be {meaning}.", look)


def length(minimum: int, maximum: int | None = None) -> Check:
    """Accept text of so many characters; `maximum` None is no limit."""

    def look(value: str) -> str | None:
        if len(value) < minimum:
            return "It must not be empty." if minimum == 1 else f"It has {len(value)} characters; at least {minimum} are needed."
        too_long = maximum is not None and len(value) > maximum
        return f"It has {len(value)} characters; at most {maximum} are allowed." if too_long else None

    if maximum is None:
        return Check("Must not be empty." if minimum == 1 else f"Must have at least {minimum} characters.", look)
    return Check(f"Must have {f'{minimum} to' if minimum else 'at most'} {maximum} characters.", look)
