"""A policy: its rules, and the accounts that are excepted from some."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

ACCOUNT_SID = "{account_sid}"
"""Stands for the account, in a URL."""
TWILIO = "twilio"
"""Stands for Twilio's cloud, where a place is asked for."""


@dataclass(frozen=True)
class MediaRules:
    """The rules for recordings, or for compositions. None: there is no such rule."""

    encrypted: bool | None = None
    """True: they must be encrypted. False: they need not be."""
    keys: tuple[str, ...] | None = None
    """SIDs of public keys. They must be encrypted with one of these."""
    stored_under: tuple[str, ...] | None = None
    """Bucket URLs, with or without a path, or `TWILIO`. They must be stored below one of these."""

    def over(self, others: MediaRules) -> MediaRules:
        """Return these rules, completed by those of `others`."""
        return dataclasses.replace(others, **{name: getattr(self, name) for name in self.names()})

    def names(self) -> Iterator[str]:
        """The names of the rules that are set."""
        return (each.name for each in dataclasses.fields(self) if getattr(self, each.name) is not None)

    @property
    def ask_for_something(self) -> bool:
        return any(name != "encrypted" or self.encrypted for name in self.names())


@dataclass(frozen=True)
class Rules:
    """The rules of both kinds of media; each has the name that its table has in a policy."""

    recordings: MediaRules = field(default_factory=MediaRules)
    compositions: MediaRules = field(default_factory=MediaRules)

    def of(self, media: str) -> MediaRules:
        return self.recordings if media == "recordings" else self.compositions

    def over(self, others: Rules) -> Rules:
        return Rules(self.recordings.over(others.recordings), self.compositions.over(others.compositions))

    def names(self) -> list[str]:
        """The names of the rules that are set, such as `recordings.encrypted`."""
        return [f"{media}.{name}" for media in MEDIA for name in self.of(media).names()]


MEDIA = tuple(each.name for each in dataclasses.fields(Rules))


@dataclass(frozen=True)
class PolicyException:
    """Other rules for some accounts, up to the day `until`, which is the last."""

    accounts: tuple[str, ...]
    rules: Rules
    reason: str
    until: date

    def is_past(self, today: date) -> bool:
        return self.until < today


@dataclass(frozen=True)
class Policy:
    """What a policy's file says."""

    rules: Rules
    exceptions: tuple[PolicyException, ...] = ()
    sha256: str = ""
    """Of the file's bytes, so that a report can say which policy it is about."""

    def exceptions_of(self, account_sid: str) -> list[PolicyException]:
        return [one for one in self.exceptions if account_sid in one.accounts]

    @property
    def media(self) -> list[str]:
        """The media that some rule asks something of."""
        every = [self.rules, *(one.rules for one in self.exceptions)]
        return [media for media in MEDIA if any(rules.of(media).ask_for_something for rules in every)]
