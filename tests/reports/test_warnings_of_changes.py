"""A plan warns of what changes in the account, and of nothing else, whatever the operation is called."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import UNKNOWN, Values
from tests.conformance.test_baseline_table import COMPOSITION, KINDS, RECORDING
from tests.e2e import hcl
from tests.e2e.account import (
    ACCOUNTS,
    BUCKET,
    CREDENTIAL,
    EVERYTHING,
    KEY,
    OLD_BUCKET,
    OLD_CREDENTIAL,
    OLD_KEY,
    UNTOUCHED,
    holds,
    set_by_hand,
)
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace
from tests.engine.paths import Path, commands, orphan_destroyed, play
from tests.engine.profile import Profile
from tests.engine.walk import Engine, Instance
from tests.harness.client import Told

STORED = {"aws_storage_enabled": True, "aws_s3_url": BUCKET, "aws_credentials_sid": CREDENTIAL}

HELD: dict[str, Values] = {
    "off": UNTOUCHED,
    "encrypted": {**UNTOUCHED, "encryption_enabled": True, "encryption_key_sid": KEY},
    "encrypted with another key": {**UNTOUCHED, "encryption_enabled": True, "encryption_key_sid": OLD_KEY},
    "off with a key": {**UNTOUCHED, "encryption_key_sid": OLD_KEY},
    "stored": {**UNTOUCHED, **STORED},
    "stored in another bucket": {**UNTOUCHED, **STORED, "aws_s3_url": OLD_BUCKET},
    "stored with another credential": {**UNTOUCHED, **STORED, "aws_credentials_sid": OLD_CREDENTIAL},
    "off with a bucket": {**UNTOUCHED, "aws_s3_url": OLD_BUCKET},
    "both": {**UNTOUCHED, **STORED, "encryption_enabled": True, "encryption_key_sid": KEY},
}
"""What an account holds."""

ENCRYPTED, NOT_ENCRYPTED = "encryption_enabled is turned on", "encryption_enabled is turned off"
IN_S3, NOT_IN_S3 = "aws_storage_enabled is turned on", "aws_storage_enabled is turned off"
OTHER_KEY, OTHER_BUCKET = "encrypted with another key", "stored in another bucket or path"
OTHER_CREDENTIAL = "stored with another AWS credential"
EVERY = (ENCRYPTED, NOT_ENCRYPTED, IN_S3, NOT_IN_S3, OTHER_KEY, OTHER_BUCKET, OTHER_CREDENTIAL)

CHANGES = {
    ("off", "off"): (),
    ("off", "encrypted"): (ENCRYPTED,),
    ("off with a key", "encrypted"): (ENCRYPTED,),
    ("off with a key", "off"): (),
    ("encrypted", "encrypted"): (),
    ("encrypted", "encrypted with another key"): (OTHER_KEY,),
    ("encrypted", "off"): (NOT_ENCRYPTED,),
    ("encrypted", "off with a key"): (NOT_ENCRYPTED,),
    ("off", "stored"): (IN_S3,),
    ("off with a bucket", "stored"): (IN_S3,),
    ("off with a bucket", "off"): (),
    ("stored", "stored"): (),
    ("stored", "stored in another bucket"): (OTHER_BUCKET,),
    ("stored", "stored with another credential"): (OTHER_CREDENTIAL,),
    ("stored", "off"): (NOT_IN_S3,),
    ("encrypted", "stored"): (NOT_ENCRYPTED, IN_S3),
    ("both", "both"): (),
    ("both", "off"): (NOT_ENCRYPTED, NOT_IN_S3),
    ("off", "both"): (ENCRYPTED, IN_S3),
}
"""What an account holds and what is wanted, and what a plan says of the difference."""


class Settings:
    """The settings of one kind of an account, and ways to change them."""

    def __init__(self, calls: Engine, twilio: FakeTwilio, type_name: str) -> None:
        self.calls, self.twilio, self.type_name = calls, twilio, type_name

    def set_by_hand(self, values: Values) -> None:
        live = self.twilio.account().settings(KINDS[self.type_name])
        for name, value in values.items():
            setattr(live, name, value)
        live.ever_posted = True

    def managed(self, values: Values, *, over: Values | None = None) -> Instance:
        """In state and in the account, over a baseline."""
        self.set_by_hand(values if over is None else over)
        found = self.calls.import_(self.type_name, "Default")
        return self.calls.deploy(self.type_name, values, found)

    def play(self, path: Path, values: Values, instance: Instance, *, create_before_destroy: bool) -> Told:
        (command,) = commands(path, Profile.TERRAFORM, create_before_destroy=create_before_destroy)
        outcome = play(self.calls, Profile.TERRAFORM, command, self.type_name, values, instance)
        assert outcome.applied, outcome.told.text
        return outcome.told


def taken_over(settings: Settings, before: Values, after: Values) -> Told:
    settings.set_by_hand(before)
    return settings.calls.plan(settings.type_name, after | {"adopt_existing": True}).told


def updated(settings: Settings, before: Values, after: Values) -> Told:
    return settings.calls.plan(settings.type_name, after, settings.managed(before)).told


def put_right(settings: Settings, before: Values, after: Values) -> Told:
    """Somebody did `before` by hand."""
    made = settings.managed(after)
    settings.set_by_hand(before)
    return settings.calls.plan(settings.type_name, after, made).told


def tainted(settings: Settings, before: Values, after: Values) -> Told:
    return settings.play(Path.TAINT, after, settings.managed(before), create_before_destroy=False)


def replaced(settings: Settings, before: Values, after: Values) -> Told:
    return settings.play(Path.REPLACE, after, settings.managed(before), create_before_destroy=False)


def tainted_and_created_first(settings: Settings, before: Values, after: Values) -> Told:
    made = settings.managed(before)
    return settings.play(Path.TAINT, after | {"adopt_existing": True}, made, create_before_destroy=True)


def replaced_and_created_first(settings: Settings, before: Values, after: Values) -> Told:
    made = settings.managed(before)
    return settings.play(Path.REPLACE, after | {"adopt_existing": True}, made, create_before_destroy=True)


def destroyed(settings: Settings, before: Values, after: Values) -> Told:
    """The baseline is put back."""
    made = settings.managed(before, over=after)
    with settings.calls.walk() as walk:
        return walk.plan_destroy(made).told


OPERATIONS = (
    taken_over,
    updated,
    put_right,
    tainted,
    replaced,
    tainted_and_created_first,
    replaced_and_created_first,
    destroyed,
)
Operation = Callable[[Settings, Values, Values], Told]

CELLS = [
    pytest.param(kind, operation, *change, id=f"{operation.__name__}: {change[0]} -> {change[1]} ({kind.split('_')[2]})")
    for kind, operation, change in itertools.product((RECORDING, COMPOSITION), OPERATIONS, CHANGES)
    if kind == RECORDING or operation in (taken_over, updated, destroyed)
]


def said(told: Told) -> set[str]:
    """Which of all warnings of changes there are."""
    return {each for each in EVERY if each in told.text}


@pytest.mark.parametrize(("kind", "operation", "before", "after"), CELLS)
def test_a_plan_warns_of_exactly_what_changes_in_the_account(
    calls: Engine, twilio: FakeTwilio, kind: str, operation: Operation, before: str, after: str
) -> None:
    found = operation(
        Settings(calls, twilio, kind), HELD[before] | {"friendly_name": "Before"}, HELD[after] | {"friendly_name": "After"}
    )

    assert said(found) == set(CHANGES[before, after]), found.text


@pytest.mark.parametrize("held", [name for name in HELD if name != "off"])
def test_what_is_taken_over_as_it_is_is_turned_neither_on_nor_off(calls: Engine, twilio: FakeTwilio, held: str) -> None:
    settings, values = Settings(calls, twilio, RECORDING), HELD[held] | {"friendly_name": "x"}
    settings.set_by_hand(values)

    change = calls.plan(RECORDING, values)
    with calls.walk() as walk:
        applied = walk.try_apply(change, values, None).without_errors()

    assert "Settings are taken over as they are" in change.told.text
    assert said(change.told) | said(applied) == set()


def test_the_warning_of_another_key_names_both(calls: Engine, twilio: FakeTwilio) -> None:
    settings = Settings(calls, twilio, RECORDING)
    told = updated(
        settings, HELD["encrypted"] | {"friendly_name": "x"}, HELD["encrypted with another key"] | {"friendly_name": "x"}
    )

    (found,) = told.warnings
    assert found.summary == "Recordings are encrypted with another key"
    assert f'encryption_key_sid is "{KEY}" and becomes "{OLD_KEY}"' in found.detail
    assert found.path == ("encryption_key_sid",)


@pytest.mark.parametrize("before", ["encrypted", "off"])
def test_a_key_that_is_not_known_yet_may_be_another_one(calls: Engine, twilio: FakeTwilio, before: str) -> None:
    settings = Settings(calls, twilio, RECORDING)
    given = HELD["encrypted"] | {"friendly_name": "x", "encryption_key_sid": UNKNOWN, "adopt_existing": True}
    settings.set_by_hand(HELD[before])

    told = calls.plan(RECORDING, given).told

    assert ("Recordings may be encrypted with another key" in told.text) == (before == "encrypted")
    assert (ENCRYPTED in told.text) == (before == "off")


@pytest.mark.parametrize(("before", "may"), [("encrypted", "off"), ("off", "on")])
def test_a_switch_that_is_not_known_yet_may_be_turned(calls: Engine, twilio: FakeTwilio, before: str, may: str) -> None:
    settings = Settings(calls, twilio, RECORDING)
    made = settings.managed(HELD[before] | {"friendly_name": "x"})

    told = calls.plan(RECORDING, HELD[before] | {"friendly_name": "x", "encryption_enabled": UNKNOWN}, made).told

    assert f"encryption_enabled may be turned {may}" in told.text
    assert said(told) == set()


def test_a_destroy_that_changes_nothing_warns_of_no_change(calls: Engine, twilio: FakeTwilio) -> None:
    settings = Settings(calls, twilio, RECORDING)
    settings.set_by_hand(HELD["off"])
    given = HELD["both"] | {"friendly_name": "x", "on_destroy": "retain"}
    made = calls.deploy(RECORDING, given)

    with calls.walk() as walk:
        told = walk.plan_destroy(made).told

    assert said(told) == set()


@pytest.mark.parametrize("profile", [Profile.TERRAFORM, Profile.OPENTOFU, Profile.NEWEST_TERRAFORM], ids=lambda each: each.value)
def test_the_destroy_of_a_block_that_is_gone_tells_of_what_was_turned_on_by_hand(
    calls: Engine, twilio: FakeTwilio, profile: Profile
) -> None:
    """Some engines plan it before they refresh, on settings that are not encrypted."""
    settings = Settings(calls, twilio, RECORDING)
    made = settings.managed(HELD["stored"] | {"friendly_name": "x"}, over=HELD["off"] | {"friendly_name": "x"})
    settings.set_by_hand(HELD["encrypted"])

    outcome = play(calls, profile, orphan_destroyed(), RECORDING, {}, made)

    assert outcome.applied, outcome.told.text
    assert NOT_ENCRYPTED in outcome.told_in_plan.text


@engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_a_plan_without_the_block_tells_of_what_was_turned_on_by_hand(managed: Workspace, twilio: FakeTwilio) -> None:
    managed.write(hcl.settings(EVERYTHING, encryption_enabled=False))
    managed.apply().expect_success()
    managed.write()
    set_by_hand(twilio.account(), {"encryption_enabled": True})

    told = "\n".join(found.text for found in managed.plan().expect_change().warnings)
    managed.apply_plan().expect_success()

    assert NOT_ENCRYPTED in told
    assert holds(twilio)["encryption_enabled"] is False


@engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_an_account_that_encrypts_is_not_turned_on_by_adopting_it_but_it_is_turned_off(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    set_by_hand(twilio.account(), ACCOUNTS["encrypted"])
    workspace.write(
        hcl.block('variable "on"', {"default": True}),
        hcl.settings(
            friendly_name="x",
            adopt_existing=True,
            encryption_enabled=hcl.Expression("var.on"),
            encryption_key_sid=hcl.Expression(f'var.on ? "{KEY}" : null'),
        ),
    )

    on, off = ([found.summary for found in workspace.plan(f"-var=on={each}").warnings] for each in ("true", "false"))

    assert set(on) == {"Existing settings will be taken over", "Recordings are encrypted with another key"}
    assert set(off) == {"Existing settings will be taken over", NOT_ENCRYPTED}
