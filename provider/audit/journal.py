"""A file with the accounts that an audit has read, so that it can go on after an interruption or a kill."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from ..resources.settings.placement import Placement
from .accounts import ReadAccount

_KIND = "twilio-audit-progress"
_VERSION = 1
_START = f'{{"kind": "{_KIND}"'.encode()
LONGEST = timedelta(days=1)
"""An audit goes on from no older journal, since accounts may have changed meanwhile."""


class JournalError(Exception):
    """The file is no journal, or of another audit. The text says what to do."""


@dataclass
class Journal:
    """A file with a line for each account that was read. It leaves out those that could not be read: they are tried again."""

    path: Path
    began: datetime
    read: dict[str, ReadAccount] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, account_sid: str, now: datetime) -> Journal:
        """Continue a journal, or begin one. Raises `JournalError`, `OSError`."""
        content = path.read_bytes() if path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]  # a kill may have left half a line
        if not whole and _START.startswith(content[: len(_START)]):
            journal = cls(path, now)
            journal._begin(account_sid)
            return journal
        try:
            head, *rest = [json.loads(line) for line in whole.splitlines()]
            journal = cls(path, _began(path, head, account_sid, now), {each["sid"]: _account(each) for each in rest})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise JournalError(f"{path} is not what an audit wrote. Name another file, or remove this one.") from None
        os.truncate(path, len(whole))
        return journal

    def _begin(self, account_sid: str) -> None:
        head = {"kind": _KIND, "version": _VERSION, "account_sid": account_sid, "began": self.began.isoformat()}
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            _write(file, head)

    def add(self, account: ReadAccount) -> None:
        """Write down an account, if all of it was read."""
        if not account.problem:
            placements = {media: asdict(placement) for media, placement in account.placements.items()}
            with self.path.open("a", encoding="utf-8") as file:
                _write(file, {"sid": account.sid, "friendly_name": account.friendly_name, "placements": placements})


def _write(file: IO[str], entry: dict[str, Any]) -> None:
    file.write(json.dumps(entry) + "\n")


def _began(path: Path, head: Any, account_sid: str, now: datetime) -> datetime:
    if (head["kind"], head["version"]) != (_KIND, _VERSION):
        raise ValueError
    if head["account_sid"] != account_sid:
        raise JournalError(
            f"{path} is of an audit of {head['account_sid']}, and this is one of {account_sid}. Name another file."
        )
    began = datetime.fromisoformat(head["began"]).astimezone(UTC)
    if now - began > LONGEST:
        raise JournalError(f"{path} was begun at {head['began']}, which is too long ago to go on. Remove it to begin anew.")
    return began


def _account(entry: dict[str, Any]) -> ReadAccount:
    placements = {media: Placement.of(settings) for media, settings in entry["placements"].items()}
    return ReadAccount(str(entry["sid"]), str(entry["friendly_name"]), placements)
