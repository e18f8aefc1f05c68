"""What becomes of a baseline on every path that an engine takes, with the calls that each engine was seen to make.

Every cell begins with settings that encrypt with our key and store in our bucket, over a baseline that encrypts with another key
and stores in another bucket: what a reset leaves can't pass for it. A cell ends in one of three ways:

- K, kept: a destroy with `on_destroy = "restore"` puts exactly the baseline back, and until then no request sent anything but
  what the configuration says;
- R, refused in the plan: nothing was written, and state and account are as they were;
- T, told, only where the engine hands nothing on: the apply that loses the baseline tells its values and writes nothing. Its plan
  tells them too: in a warning for what is tainted, and where engines drop the warnings of a replacement's plan by showing that
  `baseline` does not stay. After an object was forgotten (`removed`, `state rm`) nobody asks the provider anything until the
  import, whose baseline is what it finds: it tells those values.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from provider.fake import Account as FakeAccount
from provider.fake import Answer, Drop, FakeTwilio, LoggedRequest, SettingsKind
from provider.framework.values import UNKNOWN, Values
from provider.resources.settings.contract import AccountSettings
from tests.conformance.conftest import without_grpc as launch
from tests.conformance.resources import RESOURCES
from tests.engine.paths import NEEDS_NEWER, Outcome, Path, commands, play, play_destroy
from tests.engine.profile import Profile
from tests.engine.walk import Engine, Instance
from tests.harness.tables import TALLY

__all__ = ["launch"]

KEPT, REFUSED, TOLD, NO_SUCH_PATH = "K", "R", "T", "-"

VARIANTS = ((True, True), (False, False))
"""A refresh and a saved plan, or `-refresh=false` and an apply at once. The letters of a cell, in this order.

The other two pairs make no calls that these do not: a saved plan only has somebody else's calls between its plan and its apply.
"""

TABLE = """
                                      create_before_destroy
path                                        terraform  opentofu  terraform-1.0  terraform-1.16
update                                 off  KK         KK        KK             KK
update                                 on   KK         KK        KK             KK
taint                                  off  KK         KK        KK             KK
taint                                  on   TT         TT        TT             KK
-replace                               off  KK         KK        KK             KK
-replace                               on   TT         TT        TT             KK
replace_triggered_by                   off  KK         KK        --             KK
replace_triggered_by                   on   TT         TT        --             KK
rename without moved                   off  RR         RR        KK             RR
rename without moved                   on   RR         RR        KK             RR
moved                                  off  KK         KK        --             KK
moved                                  on   KK         KK        --             KK
removed and imported in one apply      off  KK         KK        --             KK
removed and imported in one apply      on   KK         KK        --             KK
removed (or state rm), then imported   off  TT         TT        TT             TT
removed (or state rm), then imported   on   TT         TT        TT             TT
state mv                               off  KK         KK        KK             KK
state mv                               on   KK         KK        KK             KK
failed create, then apply              off  KK         KK        KK             KK
failed create, then apply              on   TT         TT        TT             KK
"""

COUNTS = {KEPT: 98, REFUSED: 12, TOLD: 38, NO_SUCH_PATH: 12}


@dataclass(frozen=True)
class Cell:
    """One path with one engine, and how it ends."""

    path: Path
    create_before_destroy: bool
    profile: Profile
    refresh: bool
    saved: bool
    ends: str

    @property
    def id(self) -> str:
        words = [
            self.path.value,
            "create_before_destroy" if self.create_before_destroy else "destroy first",
            self.profile.value,
            "refresh" if self.refresh else "no refresh",
            "saved" if self.saved else "direct",
        ]
        return ", ".join(words)


def cells() -> list[Cell]:
    """The table's cells. ValueError for a line or a letter that is not understood."""
    found = []
    for line in TABLE.strip("\n").splitlines()[2:]:
        path, order, *columns = line[:38].strip(), *line[38:].split()
        for profile, letters in zip(Profile, columns, strict=True):
            for (refresh, saved), ends in zip(VARIANTS, letters, strict=True):
                found.append(Cell(Path(path), {"on": True, "off": False}[order], profile, refresh, saved, ends))
    return found


CELLS = cells()
PLAYED = [cell for cell in CELLS if cell.ends != NO_SUCH_PATH]
FEW = [cell for cell in PLAYED if cell.profile is Profile.TERRAFORM and cell.refresh]
IN_SUBACCOUNTS = [cell for cell in FEW if cell.path not in (Path.REMOVED_AND_IMPORTED, Path.FORGOTTEN_AND_IMPORTED)]
"""Those two import the provider's own settings, by `Default`."""


def each(chosen: list[Cell]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("cell", [pytest.param(cell, id=cell.id) for cell in chosen])


RECORDING, COMPOSITION = "twilio_video_recording_settings", "twilio_video_composition_settings"
KINDS = {RECORDING: SettingsKind.RECORDING, COMPOSITION: SettingsKind.COMPOSITION}


@dataclass(frozen=True)
class Account:
    """The account of a cell: what it held before it was managed, and what the configuration says of the settings."""

    twilio: FakeTwilio
    held_by: FakeAccount
    type_name: str
    baseline: Values
    ours: Values

    @property
    def given(self) -> Values:
        """The configuration, which names a subaccount."""
        named = {} if self.held_by is self.twilio.account() else {"account_sid": self.held_by.sid}
        return self.ours | named

    @property
    def holds(self) -> Values:
        live = self.held_by.settings(KINDS[self.type_name])
        return {name: getattr(live, name) for name in self.baseline}

    def set_by_hand(self, values: Values) -> None:
        live = self.held_by.settings(KINDS[self.type_name])
        for name, value in values.items():
            setattr(live, name, value)
        live.ever_posted = True

    def sent(self) -> list[Values]:
        """The settings of each write, in the API's words."""
        return [{name: request.value(_parameter(name)) for name in self.baseline} for request in self.twilio.writes]


def _parameter(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _as_sent(values: Values) -> Values:
    words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    return {name: "" if value is None else value for name, value in words.items()}


def _encrypted_in_s3(account: FakeAccount, type_name: str, name: str) -> Values:
    kind = RESOURCES[type_name]
    assert issubclass(kind, AccountSettings)
    return dict.fromkeys(kind.api().shape.names) | {
        "friendly_name": f"Recordings {name}",
        "aws_credentials_sid": account.add_aws_credential().sid,
        "aws_s3_url": f"https://{name}.s3-eu-west-1.amazonaws.com/",
        "aws_storage_enabled": True,
        "encryption_key_sid": account.add_public_key().sid,
        "encryption_enabled": True,
    }


def account_of(twilio: FakeTwilio, type_name: str, held_by: FakeAccount | None = None) -> Account:
    """The provider's account, or the one that is named."""
    held_by = held_by or twilio.account()
    values = [_encrypted_in_s3(held_by, type_name, name) for name in ("before", "ours")]
    account = Account(twilio, held_by, type_name, *values)
    account.set_by_hand(account.baseline)
    return account


def managed(engine: Engine, account: Account) -> Instance:
    """The settings imported, and then written as the configuration says. No request is logged yet."""
    made = engine.deploy(account.type_name, account.given, engine.import_(account.type_name, account.held_by.sid))
    assert account.holds == account.ours
    account.twilio.forget_requests()
    return made


def failed_create(engine: Engine, account: Account) -> Instance:
    """The object that a create leaves, whose write was carried out and never answered, nor anything after it."""

    def answer_no_more(request: LoggedRequest) -> None:
        if request.is_write:
            account.twilio.faults.add(Answer.unavailable(), times=None)

    given = account.given | {"adopt_existing": True}
    change = engine.plan(account.type_name, given)
    account.twilio.faults.add(Drop(processed=True), method="POST")
    account.twilio.after_request = answer_no_more
    with engine.walk() as walk:
        answer = walk.try_apply(change, given, None)
    account.twilio.after_request = None
    account.twilio.faults.clear()
    account.twilio.forget_requests()
    assert answer.errors
    assert account.holds == account.ours
    return Instance(account.type_name, answer.object, answer.private, answer.identity)


UPDATED = {Path.UPDATE, Path.MOVED, Path.STATE_MV, Path.REMOVED_AND_IMPORTED, Path.FORGOTTEN_AND_IMPORTED}
"""Where the object stays, the configuration changes along, so that there is something to apply."""


def run(engine: Engine, account: Account, cell: Cell) -> tuple[Instance, list[Outcome]]:
    """The state that the cell begins with, and what came of each command."""
    failed = cell.path is Path.FAILED_CREATE
    before = failed_create(engine, account) if failed else managed(engine, account)
    given = account.given | ({"adopt_existing": True} if failed else {})
    if cell.path in UPDATED:
        given |= {"friendly_name": "Renamed"}

    def somebody_plans() -> None:
        engine.refresh(before)

    outcomes: list[Outcome] = []
    instance: Instance | None = before
    for command in commands(cell.path, cell.profile, create_before_destroy=cell.create_before_destroy):
        between = somebody_plans if cell.saved else None
        outcomes.append(
            play(engine, cell.profile, command, account.type_name, given, instance, refresh=cell.refresh, between=between)
        )
        instance = outcomes[-1].instance
    return before, outcomes


def assert_told(text: str, values: Values) -> None:
    for name, value in values.items():
        assert f"{name} = {json.dumps(value)}" in text


def assert_told_before(outcome: Outcome, path: Path, values: Values) -> None:
    """A warning, or a plan that shows the baseline go, as engines drop a replacement's warnings."""
    if path in (Path.REPLACE, Path.TRIGGERED):
        assert outcome.planned is not None
        assert outcome.planned.object["baseline"] is UNKNOWN
    else:
        assert_told(outcome.told_in_plan.text, values)


def assert_kept(engine: Engine, account: Account, cell: Cell, outcomes: list[Outcome]) -> None:
    last = outcomes[-1]
    assert last.applied, last.told.text
    assert last.instance is not None
    wanted = account.ours | ({"friendly_name": "Renamed"} if cell.path in UPDATED else {})
    assert account.holds == wanted
    assert_restores(engine, account, cell, last.instance, account.baseline)


def assert_restores(engine: Engine, account: Account, cell: Cell, instance: Instance, wanted: Values) -> None:
    destroyed = play_destroy(engine, cell.profile, account.type_name, instance, refresh=cell.refresh)
    assert destroyed.applied, destroyed.told.text
    assert destroyed.instance is None
    assert account.holds == wanted


def assert_refused(account: Account, before: Instance, outcomes: list[Outcome]) -> None:
    (refused,) = outcomes
    (problem,) = refused.told_in_plan.errors
    assert "`moved` block" in problem.detail
    assert refused.instance == before
    assert account.twilio.writes == []
    assert account.holds == account.ours


def assert_told_of_loss(engine: Engine, account: Account, cell: Cell, outcomes: list[Outcome]) -> None:
    last = outcomes[-1]
    assert last.applied, last.told.text
    assert last.instance is not None
    if cell.path is Path.FORGOTTEN_AND_IMPORTED:
        assert_told(last.told_in_plan.text, account.ours)
    else:
        assert_told_before(last, cell.path, account.baseline)
        assert_told(last.told_in_apply.text, account.baseline)
        assert account.twilio.writes == []
    assert_restores(engine, account, cell, last.instance, account.ours)


def check(engine: Engine, account: Account, cell: Cell) -> None:
    before, outcomes = run(engine, account, cell)
    if not (cell.path is Path.RENAME and cell.ends == KEPT):
        # Terraform 1.0 destroys and creates under two addresses and tells of neither in the other.
        wanted = account.ours | ({"friendly_name": "Renamed"} if cell.path in UPDATED else {})
        assert [sent for sent in account.sent() if sent != _as_sent(wanted)] == []
    match cell.ends:
        case "K":
            assert_kept(engine, account, cell, outcomes)
        case "R":
            assert_refused(account, before, outcomes)
        case _:
            assert_told_of_loss(engine, account, cell, outcomes)


@each(PLAYED)
def test_a_baseline_is_kept_or_the_plan_refused_or_its_values_are_told(engine: Engine, twilio: FakeTwilio, cell: Cell) -> None:
    check(engine, account_of(twilio, RECORDING), cell)


@each(FEW)
def test_composition_settings_keep_theirs_in_the_same_way(engine: Engine, twilio: FakeTwilio, cell: Cell) -> None:
    check(engine, account_of(twilio, COMPOSITION), cell)


@each(IN_SUBACCOUNTS)
def test_settings_of_a_subaccount_keep_theirs_and_the_parents_stay(engine: Engine, twilio: FakeTwilio, cell: Cell) -> None:
    parents = account_of(twilio, RECORDING)

    check(engine, account_of(twilio, RECORDING, twilio.add_subaccount()), cell)

    assert parents.holds == parents.baseline


def test_the_table_has_every_cell_and_these_many_of_each(record_property: Callable[[str, object], None]) -> None:
    whole = [(*cell, *variant) for *cell, variant in itertools.product(Path, (False, True), Profile, VARIANTS)]
    named = [(cell.path, cell.create_before_destroy, cell.profile, cell.refresh, cell.saved) for cell in CELLS]
    counts = Counter(cell.ends for cell in CELLS)

    assert sorted(map(str, named)) == sorted({str(one) for one in whole})
    assert {cell.path for cell in CELLS if cell.ends == NO_SUCH_PATH} == NEEDS_NEWER
    assert counts == COUNTS
    told = f"baselines: {counts[KEPT]} cells kept, {counts[REFUSED]} refused in the plan, {counts[TOLD]} told"
    record_property(TALLY, told)
