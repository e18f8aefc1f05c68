"""What an account holds after a destroy, by the way in, `on_destroy` and account. For tests with and without engines."""

from __future__ import annotations

import enum
import json
import re

import pytest

from tests.e2e.account import ACCOUNTS, EVERYTHING, UNTOUCHED, Held


class Outcome(enum.Enum):
    """What an account holds in the end."""

    REFUSED = "The first apply is refused, since it would overwrite live settings, and nothing changes."
    AS_FOUND = "Everything is as it was before it was managed."
    OFF = "Both switches are off and nothing is named. The label stays, since Twilio takes no empty one."
    KEPT = "Everything is as the configuration set it."

    def held(self, found: Held) -> Held:
        match self:
            case Outcome.OFF:
                return {**UNTOUCHED, "friendly_name": EVERYTHING["friendly_name"]}
            case Outcome.KEPT:
                return EVERYTHING
            case _:
                return found


REFUSED, AS_FOUND, OFF, KEPT = Outcome

TABLE = {
    # way in      on_destroy    untouched  set up by hand  encrypted  in S3
    ("fresh", "restore"): (OFF, REFUSED, REFUSED, REFUSED),
    ("fresh", "reset"): (OFF, REFUSED, REFUSED, REFUSED),
    ("fresh", "retain"): (KEPT, REFUSED, REFUSED, REFUSED),
    ("imported", "restore"): (OFF, AS_FOUND, AS_FOUND, AS_FOUND),
    ("imported", "reset"): (OFF, OFF, OFF, OFF),
    ("imported", "retain"): (KEPT, KEPT, KEPT, KEPT),
    ("adopted", "restore"): (OFF, AS_FOUND, AS_FOUND, AS_FOUND),
    ("adopted", "reset"): (OFF, OFF, OFF, OFF),
    ("adopted", "retain"): (KEPT, KEPT, KEPT, KEPT),
    # The other provider kept no record of what it found: restore can only do what reset does.
    ("migrated", "restore"): (OFF, OFF, OFF, OFF),
    ("migrated", "reset"): (OFF, OFF, OFF, OFF),
    ("migrated", "retain"): (KEPT, KEPT, KEPT, KEPT),
}
"""The outcome for each way in (with `EVERYTHING` as the configuration), `on_destroy`, and account."""

CELLS = [
    pytest.param(way_in, on_destroy, account, outcome, id=f"{way_in}-{on_destroy}-{account}")
    for (way_in, on_destroy), row in TABLE.items()
    for account, outcome in zip(ACCOUNTS, row, strict=True)
]
REFUSALS = [cell for cell in CELLS if cell.values[3] is REFUSED]
DESTROYS = [cell for cell in CELLS if cell.values[3] is not REFUSED]

ARGUMENTS = ("way_in", "on_destroy", "account", "outcome")


def said(detail: str) -> Held:
    """What the account will hold, in the words of a destroy plan's warning."""
    listed = re.search(r"will then hold: (.*)\.$", detail, re.MULTILINE)
    assert listed, detail
    pairs = re.findall(r'(\w+) = ("(?:[^"\\]|\\.)*"|\w+)', listed[1])
    return {name: json.loads(value) for name, value in pairs}
