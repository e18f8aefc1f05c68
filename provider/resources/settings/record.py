"""What a settings object keeps in private state: one record, and the one place that encodes it.

Engines keep private state beside the state, unseen by users. They withhold it from the create half of a replacement, so what
must not be lost is the attribute `baseline`, and not here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field, fields

from ...framework.values import Json, Values
from ...record import record
from . import baseline as baselines

_FORMS: dict[str, type | tuple[type, ...]] = {
    "instance": str,
    "baseline": str,
    "replaces": bool,
    "account": str,
    "saw": str,
    "left": bool,
    "looked": (int, float),
    "stayed": dict,
}


@record()
class Record:
    """The names of the fields are those in private state, which released versions wrote. What is empty is not written."""

    instance: str = ""
    """A random mark of this instance: engines plan an instance several times, and do not pass its address."""
    baseline: str | None = None
    """Of a planned replacement, the baseline that it keeps. The first version kept every baseline here, as an object."""
    replaces: bool = False
    """Of a planned create: it is the create half of a replacement."""
    account: str = ""
    """Of a planned replacement: whose settings it replaces. Earlier versions did not say, and knew one account only."""
    saw: str | None = None
    """Of a planned create: the settings that its plan saw, as a baseline has them."""
    left: bool = False
    """Of a planned destroy: another instance in state goes on with these settings, so that the destroy writes nothing."""
    looked: float = 0.0
    """Of a planned destroy: when its plan saw that what it puts back refers to credentials that are there (seconds, Unix)."""
    stayed: Values = field(default_factory=dict)
    """By name, what Twilio went on holding though it was to be taken away."""

    @classmethod
    def decode(cls, private: Json) -> Record:
        """Read the fields of the right type. Private state of another provider, or damaged, has none."""
        known: Json = {each.name: private[each.name] for each in fields(cls) if each.name in private}
        known |= {name: baselines.text(known.get(name)) for name in ("baseline", "saw")}
        usable: Json = {name: value for name, value in known.items() if isinstance(value, _FORMS[name])}
        return cls(**usable)

    def encode(self) -> Json:
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    def mark_new(self) -> None:
        """Give the instance a mark of its own."""
        self.instance = os.urandom(16).hex()

    def end_plan(self) -> None:
        """Forget everything that a plan recorded for its own apply."""
        self.replaces, self.account, self.saw, self.left, self.looked = False, "", None, False, 0.0

    def is_replacement_in(self, account: str) -> bool:
        """Say whether the plan replaces settings of this account."""
        return self.replaces and self.account in ("", account)


@contextmanager
def kept_in(private: Json) -> Iterator[Record]:
    """Yield the record in private state, and write it back however the operation ends."""
    record = Record.decode(private)
    try:
        yield record
    finally:
        for each in fields(record):
            private.pop(each.name, None)
        private.update(record.encode())
