"""What is sent for each change, under each reading of what Twilio's documents leave open.

They do not say what an empty value does to a setting (it clears it, is refused, is ignored, or is stored as it is), nor whether
a value that is left out is kept or cleared. In the table, a number is how often is written, and the letter how it ends:

- none: the account holds what was asked for, and the next plan is empty;
- `s`: a reference stays beside a switch that is off. The apply says so, and the next plan is empty all the same;
- `e`: Twilio keeps what was to go. The object is as it was before, and an error says what Twilio did.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from provider.fake import Empty, FakeTwilio, LoggedRequest, Omitted
from provider.framework.values import Values
from tests.e2e.account import BUCKET, CREDENTIAL, KEY, OLD_KEY, UNTOUCHED, Held, holds, set_by_hand
from tests.engine.walk import Action, Instance
from tests.harness.client import Answered
from tests.harness.tables import TALLY
from tests.keys import PEM
from tests.reports.played import Play, Played

RECORDING = "twilio_video_recording_settings"
HOOK = "twilio_video_composition_hook"
PUBLIC_KEY = "twilio_credentials_public_key"

READINGS = tuple(itertools.product(Omitted, (Empty.CLEARS, Empty.STORED, Empty.REFUSED, Empty.IGNORED)))

TABLE = """
left out is                            kept                                 cleared
an empty value                         clears   stored   refused  ignored   clears   stored   refused  ignored
first apply                            1        1        1        1         1        1        1        1
rename                                 1        1        1        1         1        1        1        1
encryption on                          1        1        1        1         1        1        1        1
encryption off                         1        1        2s       2s        1        1        2        2
storage on                             1        1        1        1         1        1        1        1
storage off                            1        1        2s       2s        1        1        2        2
everything off                         1        1        2s       2s        1        1        2        2
storage on, encryption off             1        1        2s       2s        1        1        2        2
taken over and turned off              1        1        2s       2s        1        1        2        2
rename beside what stayed              1        1        1        1         1        1        1        1
another key after encryption was off   1        1        1        1         1        1        1        1
destroy, restore                       1        1        2s       2s        1        1        2        2
destroy, reset                         1        1        2s       2s        1        1        2        2
destroy, retain                        0        0        0        0         0        0        0        0
destroy of what is off already         0        0        0s       0s        0        0        0        0
replacement                            1        1        1        1         1        1        1        1
replacement beside what stayed         1        1        2s       2s        1        1        1        1
hook: first apply                      1        1        1        1         1        1        1        1
hook: rename                           1        1        1        1         1        1        1        1
hook: list emptied                     2        2        2e       2e        1        1        1        1
hook: callback removed                 2        2        2e       2e        1        1        1        1
hook: everything emptied and renamed   2        2        3e       3e        1        1        1        1
hook: layout taken away                1        1        1        1         1        1        1        1
hook: replacement                      1        1        1        1         1        1        1        1
credential: name taken away            1        1        2e       2e        1        1        2        2
credential: rename                     1        1        1        1         1        1        1        1
"""

COUNTS = {"": 182, "s": 18, "e": 8}

LABEL: Values = {"friendly_name": "Ours"}
ENCRYPTED: Values = {**LABEL, "encryption_key_sid": KEY, "encryption_enabled": True}
STORED: Values = {**LABEL, "aws_credentials_sid": CREDENTIAL, "aws_s3_url": BUCKET, "aws_storage_enabled": True}

NAME = {"FriendlyName": "Ours"}
OFF = {**NAME, "AwsStorageEnabled": "false", "EncryptionEnabled": "false"}
KEY_ON = {**NAME, "AwsStorageEnabled": "false", "EncryptionKeySid": KEY, "EncryptionEnabled": "true"}
S3_ON = {**NAME, "AwsCredentialsSid": CREDENTIAL, "AwsS3Url": BUCKET, "AwsStorageEnabled": "true", "EncryptionEnabled": "false"}
NO_KEY, NO_S3 = {"EncryptionKeySid": ""}, {"AwsCredentialsSid": "", "AwsS3Url": ""}

LAYOUT = '{"grid":{"video_sources":["*"]}}'
MUTED: Values = {
    "friendly_name": "Ours",
    "audio_sources": ["*"],
    "audio_sources_excluded": ["a"],
    "status_callback_url": "https://e.com/",
}
FULL: Values = {**MUTED, "video_layout": LAYOUT}
DEFAULTS = {**NAME, "Enabled": "true", "Resolution": "640x480", "Format": "webm", "Trim": "true", "StatusCallbackMethod": "POST"}
SOUND, LIST, CALLBACK = {"AudioSources": "*"}, {"AudioSourcesExcluded": "a"}, {"StatusCallback": "https://e.com/"}
NO_LIST, NO_CALLBACK, NO_SOUND = {"AudioSourcesExcluded": ""}, {"StatusCallback": ""}, {"AudioSources": ""}
NO_LAYOUT, GRID = {"VideoLayout": "{}"}, {"VideoLayout": LAYOUT}

Form = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A change of one object. `first`: the configurations that were applied before; `given`: the one that is applied, None for a
    destroy. `sends`: what is written, if it is written so often; `sends_once`: if that is another form where it is written once.
    `held`: what somebody had set up before all that.
    """

    type_name: str
    first: tuple[Values, ...]
    given: Values | None
    sends: tuple[Form, ...]
    held: Held = field(default_factory=dict)
    replace: bool = False
    sends_once: Form | None = None

    def writes(self, count: int) -> list[Form]:
        return [self.sends_once] if count == 1 and self.sends_once else list(self.sends[:count])


ROWS: Mapping[str, Row] = {
    "first apply": Row(RECORDING, (), ENCRYPTED, (KEY_ON,)),
    "rename": Row(RECORDING, (ENCRYPTED,), ENCRYPTED | {"friendly_name": "New"}, (KEY_ON | {"FriendlyName": "New"},)),
    "encryption on": Row(RECORDING, (LABEL,), ENCRYPTED, (KEY_ON,)),
    "encryption off": Row(RECORDING, (ENCRYPTED,), LABEL, (OFF | NO_KEY, OFF)),
    "storage on": Row(RECORDING, (LABEL,), STORED, (S3_ON,)),
    "storage off": Row(RECORDING, (STORED,), LABEL, (OFF | NO_S3, OFF)),
    "everything off": Row(RECORDING, (ENCRYPTED | STORED,), LABEL, (OFF | NO_S3 | NO_KEY, OFF)),
    "storage on, encryption off": Row(RECORDING, (ENCRYPTED,), STORED, (S3_ON | NO_KEY, S3_ON)),
    "taken over and turned off": Row(RECORDING, (), LABEL | {"adopt_existing": True}, (OFF | NO_KEY, OFF), held=ENCRYPTED),
    "rename beside what stayed": Row(RECORDING, (ENCRYPTED, LABEL), {"friendly_name": "New"}, (OFF | {"FriendlyName": "New"},)),
    "another key after encryption was off": Row(
        RECORDING, (ENCRYPTED, LABEL), ENCRYPTED | {"encryption_key_sid": OLD_KEY}, (KEY_ON | {"EncryptionKeySid": OLD_KEY},)
    ),
    "destroy, restore": Row(
        RECORDING,
        (ENCRYPTED | STORED | {"adopt_existing": True},),
        None,
        (KEY_ON | NO_S3 | {"EncryptionKeySid": OLD_KEY}, KEY_ON | {"EncryptionKeySid": OLD_KEY}),
        held=ENCRYPTED | {"encryption_key_sid": OLD_KEY},
    ),
    "destroy, reset": Row(RECORDING, (ENCRYPTED | STORED | {"on_destroy": "reset"},), None, (OFF | NO_S3 | NO_KEY, OFF)),
    "destroy, retain": Row(RECORDING, (ENCRYPTED | {"on_destroy": "retain"},), None, ()),
    "destroy of what is off already": Row(RECORDING, (ENCRYPTED, LABEL), None, ()),
    "replacement": Row(RECORDING, (ENCRYPTED,), ENCRYPTED, (KEY_ON,), replace=True),
    "replacement beside what stayed": Row(
        RECORDING, (ENCRYPTED, LABEL), LABEL, (OFF | NO_KEY, OFF), replace=True, sends_once=OFF
    ),
    "hook: first apply": Row(HOOK, (), MUTED, (DEFAULTS | SOUND | LIST | CALLBACK | NO_LAYOUT,)),
    "hook: rename": Row(
        HOOK,
        (MUTED,),
        MUTED | {"friendly_name": "New"},
        (DEFAULTS | SOUND | LIST | CALLBACK | NO_LAYOUT | {"FriendlyName": "New"},),
    ),
    "hook: list emptied": Row(
        HOOK,
        (MUTED,),
        MUTED | {"audio_sources_excluded": []},
        (DEFAULTS | SOUND | CALLBACK | NO_LAYOUT, DEFAULTS | SOUND | CALLBACK | NO_LAYOUT | NO_LIST),
    ),
    "hook: callback removed": Row(
        HOOK,
        (MUTED,),
        MUTED | {"status_callback_url": None},
        (DEFAULTS | SOUND | LIST | NO_LAYOUT, DEFAULTS | SOUND | LIST | NO_LAYOUT | NO_CALLBACK),
    ),
    "hook: everything emptied and renamed": Row(
        HOOK,
        (FULL,),
        {"friendly_name": "New", "video_layout": LAYOUT},
        (
            DEFAULTS | GRID | {"FriendlyName": "New"},
            DEFAULTS | GRID | {"FriendlyName": "New"} | NO_SOUND | NO_LIST | NO_CALLBACK,
            DEFAULTS | GRID | SOUND | LIST | CALLBACK,
        ),
    ),
    "hook: layout taken away": Row(HOOK, (FULL,), MUTED, (DEFAULTS | SOUND | LIST | CALLBACK | NO_LAYOUT,)),
    "hook: replacement": Row(HOOK, (MUTED,), MUTED, (DEFAULTS | SOUND | LIST | CALLBACK | NO_LAYOUT,), replace=True),
    "credential: name taken away": Row(
        PUBLIC_KEY, ({"public_key": PEM, "friendly_name": "Ours"},), {"public_key": PEM}, ({"FriendlyName": ""}, {})
    ),
    "credential: rename": Row(
        PUBLIC_KEY, ({"public_key": PEM, **LABEL},), {"public_key": PEM, "friendly_name": "New"}, ({"FriendlyName": "New"},)
    ),
}


@dataclass(frozen=True)
class Cell:
    name: str
    omitted: Omitted
    empty: Empty
    writes: int
    ends: str

    @property
    def id(self) -> str:
        return f"{self.name}, {self.omitted.value}, {self.empty.value}"

    @property
    def row(self) -> Row:
        return ROWS[self.name]


def cells() -> list[Cell]:
    """The table's cells. ValueError where one is missing or too many."""
    found = []
    for line in TABLE.strip("\n").splitlines()[2:]:
        name, words = line[:38].strip(), line[38:].split()
        for (omitted, empty), word in zip(READINGS, words, strict=True):
            found.append(Cell(name, omitted, empty, int(word[0]), word[1:]))
    return found


CELLS = cells()


def sent(request: LoggedRequest) -> dict[str, str]:
    """A form whose parameters were each sent once."""
    assert len(dict(request.form)) == len(request.form)
    return dict(request.form)


def object_of(twilio: FakeTwilio, type_name: str) -> dict[str, Any]:
    """What the account has of the object, without what a write changes anyhow. An empty text is as good as none."""
    account = twilio.account()
    made: Mapping[str, Mapping[str, object]] = {
        HOOK: account.composition_hooks,
        PUBLIC_KEY: {k: v for k, v in account.public_keys.items() if k not in (KEY, OLD_KEY)},
    }
    found = holds(twilio) if type_name == RECORDING else vars(next(iter(made[type_name].values())))
    return {name: None if value in ("", [""]) else value for name, value in found.items() if name != "date_updated"}


# The table


def test_the_table_has_every_change_under_every_reading(record_property: Callable[[str, object], None]) -> None:
    counts = Counter(cell.ends for cell in CELLS)
    words = {"": "as asked", "s": "with what stays beside a switch that is off", "e": "as before, with an error"}
    told = ", ".join(f"{counts[ends]} {label}" for ends, label in words.items())
    record_property(TALLY, f"requests under each reading: {len(CELLS)} cells, of which {told}")

    assert {(cell.name, cell.omitted, cell.empty) for cell in CELLS} == {(row, *reading) for row in ROWS for reading in READINGS}
    assert set(itertools.product(Omitted, Empty)) == set(READINGS)
    assert dict(counts) == COUNTS


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.id)
def test_a_change_sends_what_it_must_and_ends_well(cell: Cell, play: Play, twilio: FakeTwilio) -> None:
    row, played = cell.row, play(cell.row.type_name)
    twilio.behaviour.read_documents_as(empty=cell.empty, omitted=cell.omitted)
    if row.held:
        set_by_hand(twilio.account(), row.held)
    for given in row.first:
        played.apply(given).without_errors()
    before, had = played.instance, object_of(twilio, row.type_name) if row.first else {}
    twilio.forget_requests()

    answer = played.destroy() if row.given is None else played.apply(row.given, replace=row.replace)

    assert [sent(write) for write in twilio.writes if write.method == "POST"] == row.writes(cell.writes)
    if cell.ends == "e":
        assert_as_before(answer, before, had, object_of(twilio, row.type_name))
        return
    answer.without_errors()
    assert [each.summary for each in answer.warnings] == (
        ["Twilio keeps what was to be taken away"] if cell.ends == "s" else []
    ), answer.text
    if row.type_name == RECORDING:
        assert_holds(twilio, cell)
    if row.given is not None:
        assert_settled(played, row.given, twilio)


def assert_as_before(answer: Answered, before: Instance | None, had: Mapping[str, Any], has: Mapping[str, Any]) -> None:
    """State and account are as they were, and every error says what Twilio did."""
    assert before is not None
    assert answer.errors
    for each in answer.errors:
        assert each.summary.endswith("could not be emptied")
        assert "when it was left out" in each.detail
        assert "refused an empty value (Twilio answered POST" in each.detail or "when it was sent as empty" in each.detail
        assert "is as it was before" in each.detail
    assert has == had
    dates = {"date_updated": answer.object["date_updated"]}
    assert answer.object == before.state | dates


def assert_holds(twilio: FakeTwilio, cell: Cell) -> None:
    """The account holds what is asked for, or what is put back, but for what stays beside a switch that is off."""
    row, live = cell.row, object_of(twilio, RECORDING)
    wanted = UNTOUCHED | (row.given or LABEL)
    if cell.name == "destroy, restore":
        wanted = UNTOUCHED | row.held
    elif cell.name == "destroy, retain":
        wanted = UNTOUCHED | ENCRYPTED
    beside = {name: value for name, value in live.items() if value != wanted[name]}
    switches = {"aws_credentials_sid": "aws_storage_enabled", "aws_s3_url": "aws_storage_enabled"}
    assert [live[switches.get(name, "encryption_enabled")] for name in beside] == [False] * len(beside)
    if cell.ends != "s" and "stayed" not in cell.name:
        assert beside == {}


def assert_settled(played: Played, given: Values, twilio: FakeTwilio) -> None:
    """The next plan has nothing to do and nothing to tell, and state has what is configured."""
    written = len(twilio.writes)
    change = played.engine.plan(played.type_name, given, played.instance)
    assert (change.action, change.told.diagnostics) == (Action.NOTHING, [])
    assert {name: change.after[name] for name in given} == given
    assert len(twilio.writes) == written
