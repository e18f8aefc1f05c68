"""Each resource through its whole life with a real engine. As in tests/conformance, a new resource is covered by being there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import Values
from tests.conformance.resources import ITEMS, SINGLETONS, TYPES, attribute, told_arguments
from tests.conformance.samples import Sample, sample_of
from tests.e2e import engine_choice
from tests.e2e.workspace import Workspace

pytestmark = engine_choice.engines(engine_choice.TERRAFORM)


@dataclass
class Life:
    """One resource of one type, in one workspace, with the values that its sample has for the account."""

    workspace: Workspace
    twilio: FakeTwilio
    type_name: str
    sample: Sample

    @property
    def address(self) -> str:
        return f"{self.type_name}.this"

    @property
    def state(self) -> Values:
        return self.workspace.state[self.address]

    def write(self, values: Values) -> None:
        """The configuration; what is null is left out, in `timeouts` too."""
        given = {
            name: {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value
            for name, value in values.items()
            if value is not None
        }
        self.workspace.write(json.dumps({"resource": {self.type_name: {"this": given}}}), name="resource.tf.json")

    def apply(self, values: Values) -> None:
        self.write(values)
        self.workspace.apply().expect_success()

    def assert_settled(self) -> None:
        self.twilio.forget_requests()
        self.workspace.plan().expect_nothing_to_do()
        assert self.twilio.writes == []


@pytest.fixture
def life(workspace: Workspace, twilio: FakeTwilio, type_name: str) -> Life:
    """The resource, applied with as much as can be set together."""
    workspace.write()
    lived = Life(workspace, twilio, type_name, sample_of(type_name, twilio))
    lived.apply(lived.sample.config)
    return lived


def _shows(type_name: str, name: str) -> bool:
    declared = attribute(type_name, name)
    return declared is not None and not declared.write_only


@pytest.mark.parametrize("type_name", TYPES)
def test_a_created_resource_has_nothing_to_change(life: Life) -> None:
    life.assert_settled()


@pytest.mark.parametrize("type_name", TYPES)
def test_each_argument_can_be_changed_in_turn(life: Life, type_name: str) -> None:
    for name, change in life.sample.changes.items():
        life.apply(life.sample.config | change)

        if _shows(type_name, name):
            assert life.state[name] == change[name], name
    life.assert_settled()


@pytest.mark.parametrize("type_name", TYPES)
def test_what_somebody_changed_by_hand_is_shown_and_repaired(life: Life, type_name: str) -> None:
    object_ = life.sample.live(life.state)
    repaired = {field: getattr(object_, field) for field, _ in life.sample.by_hand.values()}
    for field, value in life.sample.by_hand.values():
        setattr(object_, field, value)

    life.workspace.plan().expect_change()

    (change,) = [each["change"] for each in life.workspace.show_plan()["resource_changes"]]
    shown = {name for name in told_arguments(type_name) if change["before"][name] != change["after"][name]}
    assert shown == set(life.sample.by_hand)
    life.workspace.apply_plan().expect_success()
    assert {field: getattr(object_, field) for field in repaired} == repaired


@pytest.mark.parametrize("type_name", TYPES)
def test_a_replacement_leaves_it_as_it_was(life: Life) -> None:
    before = life.state

    life.workspace.apply(f"-replace={life.address}").expect_success()

    assert _told(life, life.state) == _told(life, before)
    life.assert_settled()


@pytest.mark.parametrize("type_name", TYPES)
def test_an_imported_resource_settles_without_being_replaced(life: Life) -> None:
    before, key = life.state, life.state["id"]
    life.workspace.run("state", "rm", life.address).expect_success()
    life.workspace.import_(life.address, key).expect_success()

    planned = life.workspace.plan()
    assert set(planned.actions.values()) <= {"update"}, planned.output
    life.workspace.apply_plan().expect_success()

    for name in told_arguments(life.type_name):
        declared = attribute(life.type_name, name)
        assert declared is not None
        assert declared.semantically_equal(life.state[name], before[name]), name
    assert life.state["id"] == key
    life.assert_settled()


@pytest.mark.parametrize("type_name", ITEMS)
def test_a_destroyed_object_is_gone(life: Life) -> None:
    state = life.state

    life.workspace.destroy().expect_success()

    with pytest.raises(KeyError):
        life.sample.live(state)


@pytest.mark.parametrize("type_name", SINGLETONS)
def test_destroyed_settings_are_reset_as_the_configuration_says(life: Life) -> None:
    state = life.state

    life.workspace.destroy().expect_success()

    settings = life.sample.live(state)
    assert (settings.aws_storage_enabled, settings.encryption_enabled) == (False, False)
    assert (settings.aws_credentials_sid, settings.encryption_key_sid) == (None, None)


def _told(life: Life, state: Values) -> dict[str, Any]:
    """What the API tells of the object."""
    return {name: state[name] for name in told_arguments(life.type_name)}
