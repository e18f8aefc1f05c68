"""Rules between attributes: data with a sentence. They wait while a value they name is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ...record import record
from ..diagnostics import Diagnostic, error
from ..values import UNKNOWN


class Rule(Protocol):
    """A rule over one block: `names` are its attributes, and `sentence` is for the documentation."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def sentence(self) -> str: ...

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        """Yield the problems in `values`, in which defaults are filled in and unknown values are `UNKNOWN`."""
        ...


@record(frozen=True)
class Needs:
    """If `switch` is true (or set, for other types), each of `needed` must be set."""

    switch: str
    needed: tuple[str, ...]

    @property
    def names(self) -> Sequence[str]:
        return (self.switch, *self.needed)

    @property
    def sentence(self) -> str:
        return f"`{self.switch}` needs {_listed(self.needed, 'and')}."

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        switch = values[self.switch]
        if switch is UNKNOWN or switch is None or switch is False:
            return
        for name in self.needed:
            if values[name] is None:
                state = "true" if switch is True else "set"
                yield error(
                    f"Missing {name}",
                    f"{self.switch} is {state}, which needs {name}. Set {name}, or leave {self.switch} out.",
                    (name,),
                )


@record(frozen=True)
class AtMostOne:
    """At most one of `choices` can be set, or true."""

    choices: tuple[str, ...]

    @property
    def names(self) -> Sequence[str]:
        return self.choices

    @property
    def sentence(self) -> str:
        return f"Only one of {_listed(self.choices, 'and')} can be set."

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        given = [name for name in self.choices if not any(values[name] is each for each in (None, False, UNKNOWN))]
        if len(given) > 1:
            yield error(
                f"{given[1]} conflicts with {given[0]}",
                f"Only one of {', '.join(self.choices)} can be set. Remove the others.",
                (given[1],),
            )


@record(frozen=True)
class ExactlyOne(AtMostOne):
    """Exactly one of `choices` must be set."""

    @property
    def sentence(self) -> str:
        return f"Exactly one of {_listed(self.choices, 'and')} must be set."

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        if all(values[name] is None for name in self.choices):
            yield error(f"Missing {self.choices[0]}", f"Set one of {', '.join(self.choices)}.", (self.choices[0],))
        yield from super().check(values)


def when(switch: str, *, needs: Sequence[str]) -> Needs:
    """`switch` being true (or set) needs the other attributes."""
    return Needs(switch, tuple(needs))


def exactly_one(*choices: str) -> ExactlyOne:
    """Exactly one of the attributes must be set."""
    return ExactlyOne(choices)


def at_most_one(*choices: str) -> AtMostOne:
    """At most one of the attributes can be set."""
    return AtMostOne(choices)


def _listed(names: Sequence[str], word: str) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"
