"""Rules between attributes: data with a sentence. They wait while a value they name is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .diagnostics import Diagnostic, error
from .values import UNKNOWN


class Rule(Protocol):
    """A rule over one block. `names` are the attributes it speaks of, `sentence` what the documentation says of it."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def sentence(self) -> str: ...

    def check(self, values: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Problems in `values`, in which defaults are filled in and unknown values are `UNKNOWN`."""
        ...


@dataclass(frozen=True)
class Needs:
    """Where `switch` is true (or set, for other types), each of `needed` must be set."""

    switch: str
    needed: tuple[str, ...]

    @property
    def names(self) -> Sequence[str]:
        return (self.switch, *self.needed)

    @property
    def sentence(self) -> str:
        return f"`{self.switch}` needs {_listed(self.needed, 'and')}."

    def check(self, values: Mapping[str, Any]) -> Iterator[Diagnostic]:
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


@dataclass(frozen=True)
class ExactlyOne:
    """Exactly one of `choices` must be set."""

    choices: tuple[str, ...]

    @property
    def names(self) -> Sequence[str]:
        return self.choices

    @property
    def sentence(self) -> str:
        return f"Exactly one of {_listed(self.choices, 'and')} must be set."

    def check(self, values: Mapping[str, Any]) -> Iterator[Diagnostic]:
        given = [name for name in self.choices if values[name] is not None]
        certain = [name for name in given if values[name] is not UNKNOWN]
        if not given:
            yield error(f"Missing {self.choices[0]}", f"Set one of {', '.join(self.choices)}.", (self.choices[0],))
        elif len(certain) > 1:
            yield error(
                f"{certain[1]} conflicts with {certain[0]}",
                f"Only one of {', '.join(self.choices)} can be set. Remove the others.",
                (certain[1],),
            )


def when(switch: str, *, needs: Sequence[str]) -> Needs:
    """`switch` being true (or set) needs the other attributes."""
    return Needs(switch, tuple(needs))


def exactly_one(*choices: str) -> ExactlyOne:
    """Exactly one of the attributes must be set."""
    return ExactlyOne(choices)


def _listed(names: Sequence[str], word: str) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"
