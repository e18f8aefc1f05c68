"""The account as a simple model sees it: six settings of each kind, what was there first, and what a destroy leaves.

Written from what the provider promises, and not from its code.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from provider.fake import SettingsKind, StorageSettings

NAMES = (
    "friendly_name",
    "aws_credentials_sid",
    "aws_s3_url",
    "aws_storage_enabled",
    "encryption_key_sid",
    "encryption_enabled",
)
REFERENCES = ("aws_credentials_sid", "encryption_key_sid")
SWITCHES = ("aws_storage_enabled", "encryption_enabled")


@dataclass(frozen=True)
class Settings:
    """The six settings of one kind; null is None."""

    friendly_name: str | None = None
    aws_credentials_sid: str | None = None
    aws_s3_url: str | None = None
    aws_storage_enabled: bool = False
    encryption_key_sid: str | None = None
    encryption_enabled: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Settings:
        """Out of a state or a record."""
        return cls(**{name: values[name] for name in NAMES})

    @classmethod
    def live(cls, stored: StorageSettings) -> Settings:
        """As the API answers them: what is empty is null."""
        return cls.of({name: getattr(stored, name) or (False if name in SWITCHES else None) for name in NAMES})

    @property
    def values(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @property
    def references(self) -> frozenset[str]:
        """SIDs of the credentials that are named."""
        return frozenset(sid for sid in (self.aws_credentials_sid, self.encryption_key_sid) if sid)

    def without_gone(self, there: Collection[str]) -> Settings:
        """Without what names a credential that is gone beside a switch that is off: nobody can use it."""
        kept = self
        if not kept.aws_storage_enabled and kept.aws_credentials_sid and kept.aws_credentials_sid not in there:
            kept = dataclasses.replace(kept, aws_credentials_sid=None, aws_s3_url=None)
        if not kept.encryption_enabled and kept.encryption_key_sid and kept.encryption_key_sid not in there:
            kept = dataclasses.replace(kept, encryption_key_sid=None)
        return kept

    def put_into(self, stored: StorageSettings) -> None:
        for name, value in self.values.items():
            setattr(stored, name, value)
        stored.ever_posted = True


NOTHING = Settings()


@dataclass(frozen=True)
class Written:
    """One request to write settings that was carried out."""

    kind: SettingsKind
    before: Settings
    after: Settings


@dataclass(frozen=True)
class Drifted:
    """A change by somebody else."""

    kind: SettingsKind
    after: Settings


Event = Written | Drifted


def after_destroy(on_destroy: str, baseline: Settings | None, live: Settings) -> Settings:
    """What a destroy leaves. A friendly name that was never set stays as it is."""
    if on_destroy == "retain":
        return live
    target = baseline if on_destroy == "restore" and baseline is not None else NOTHING
    return target if target.friendly_name else dataclasses.replace(target, friendly_name=live.friendly_name)


def would_lose(live: Settings, planned: Settings) -> bool:
    """Whether a first apply must not overwrite `live` unasked: a friendly name alone does not count."""
    return live != planned and any(
        value not in (None, False) and (value is True or value != planned.values[name])
        for name, value in live.values.items()
        if name != "friendly_name"
    )


def undone(written: list[Event], *seen: Settings) -> Iterator[str]:
    """What writes took back that the plan had not seen: for each field that a write changed, it must have been as the plan
    saw it (some engines plan a destroy before they refresh), or as an earlier write of the same apply left it."""
    known = {name: {each.values[name] for each in seen} for name in seen[0].values}
    for event in written:
        if not isinstance(event, Written):
            continue
        for name, was in event.before.values.items():
            becomes = event.after.values[name]
            if was != becomes and was not in known[name]:
                yield f"{event.kind.value}: {name} was {was!r} when it became {becomes!r}; the plan saw {known[name]}"
            known[name].add(becomes)


def told(settings: Settings, text: str) -> bool:
    """Whether a text says these settings. What is off or empty needs not be said."""
    return all(_says(text, name, value) for name, value in settings.values.items() if value not in (None, False))


def _says(text: str, name: str, value: object) -> bool:
    return name in text and (value is True or str(value) in text or json.dumps(value) in text)
