"""What the suite has to know of each resource: values, other values, and what somebody can change by hand.

The sample of `provider/resources/NAME.py` is `tests/resources/samples/NAME.py`. A new argument needs an entry in its resource's
sample, and a new resource a sample; the random lives alone (`tests/scenarios/fuzz/model_stack.py`) need more of a resource.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from provider.fake import Account, FakeTwilio
from provider.framework.values import Values
from tests.conformance.resources import RESOURCES

T = TypeVar("T")

NOT_TOLD: Final = object()
"""In place of a value by hand, of an argument that no API tells."""

TIMEOUTS: Values = {"create": "5m", "read": None, "update": "1h30m", "delete": "90s"}


class _Known(dict[str, T]):
    """By argument. One that the sample lacks is an error that names the place to change."""

    def __missing__(self, name: str) -> T:
        raise AssertionError(f"the sample has no such entry for {name}: add it to tests/resources/samples")


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of a sample.

    - `value`: what it is set to; None where it cannot be set along with the others
    - `other`: what it is changed to, and `along`: what must change along with it
    - `by_hand`: what somebody gives it by hand, for arguments that the API tells
    - `called`: what the object in the stand-in calls it
    - `removed_with`: the arguments that can only be removed together with it
    - `refers_to`: the type of resource whose SID it takes
    """

    value: Any = None
    other: Any = None
    along: Values = field(default_factory=dict)
    by_hand: Any = NOT_TOLD
    called: str = ""
    removed_with: tuple[str, ...] = ()
    refers_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One resource's values, for one account.

    - `path`: where the requests for it go
    - `unique`: an account cannot have two of the same configuration, as their name must be unique
    - `least`: a valid configuration that sets as little as can be
    - `arguments`: everything that a configuration can set, each in one place
    - `live`: the object in the stand-in, by its attributes in state
    - `remove`: takes it away by hand; None for what is always there
    """

    path: str
    unique: bool = False
    least: Values
    arguments: Mapping[str, Argument]
    live: Callable[[Values], Any]
    remove: Callable[[Values], None] | None = None

    @property
    def config(self) -> Values:
        """A configuration that sets as much as can be set together."""
        return {name: each.value for name, each in self.arguments.items() if each.value is not None}

    @property
    def changes(self) -> Mapping[str, Values]:
        """For each argument what to change it to, with whatever must change along."""
        return _Known({name: {name: each.other, **each.along} for name, each in self.arguments.items()})

    @property
    def by_hand(self) -> Mapping[str, tuple[str, Any]]:
        """For each argument that the API tells, a field of `live` and the value that somebody gives it by hand."""
        told = {name: each for name, each in self.arguments.items() if each.by_hand is not NOT_TOLD}
        return _Known({name: (each.called or name, each.by_hand) for name, each in told.items()})

    @property
    def also_removed(self) -> Mapping[str, tuple[str, ...]]:
        """For arguments that can only be removed together with others, those."""
        return {name: each.removed_with for name, each in self.arguments.items()}


def file_of(type_name: str) -> str:
    """Where the sample of a resource is to be found."""
    return f"tests/resources/samples/{_module(type_name)}.py"


def sample_of(type_name: str, twilio: FakeTwilio, account: Account | None = None) -> Sample:
    """Make what the resource needs in the account, and its sample. AssertionError that names the file which is missing."""
    try:
        found = importlib.import_module(f"tests.resources.samples.{_module(type_name)}")
    except ModuleNotFoundError:
        raise AssertionError(f"{type_name} has no sample: write {file_of(type_name)}") from None
    sample: Sample = found.sample(twilio, account or twilio.account())
    return sample


def forget(collection: dict[str, Any], state: Values) -> None:
    """Somebody deletes by hand what has this SID."""
    del collection[state["sid"]]


def _module(type_name: str) -> str:
    return RESOURCES[type_name].__module__.rpartition(".")[2]
