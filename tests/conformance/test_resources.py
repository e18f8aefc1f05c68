"""Every resource through its life, over real gRPC, with the engine's contract held at each step."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import UNKNOWN
from tests.conformance.resources import ITEMS, RESOURCES, TYPES, arguments, attribute, optional_arguments, told_arguments
from tests.conformance.samples import Sample, file_of, sample_of
from tests.engine.walk import Action, Engine

LIMITS = ("create", "read", "update", "delete")

each_type = pytest.mark.parametrize("type_name", TYPES)
each_item = pytest.mark.parametrize("type_name", ITEMS)
each_argument = pytest.mark.parametrize(("type_name", "name"), [(one, name) for one in TYPES for name in arguments(one)])


def test_a_resource_without_a_sample_is_an_error_that_names_the_file(monkeypatch: pytest.MonkeyPatch, twilio: FakeTwilio) -> None:
    monkeypatch.setitem(RESOURCES, "twilio_trunk", type("Trunk", (), {"__module__": "provider.resources.trunk"}))
    with pytest.raises(AssertionError, match=r"twilio_trunk has no sample: write tests/resources/samples/trunk\.py"):
        sample_of("twilio_trunk", twilio)


@each_type
def test_the_sample_says_how_to_change_each_argument(type_name: str, sample: Sample) -> None:
    assert set(sample.changes) == set(arguments(type_name)), file_of(type_name)
    assert all(name in change for name, change in sample.changes.items())


@each_type
def test_the_sample_says_how_each_argument_changes_by_hand(type_name: str, sample: Sample) -> None:
    assert set(sample.by_hand) == set(told_arguments(type_name)), file_of(type_name)


# Create


@each_type
def test_a_new_resource_is_planned_as_a_create_and_applied(type_name: str, sample: Sample, engine: Engine) -> None:
    change = engine.plan(type_name, sample.config)
    assert change.action is Action.CREATE
    made = engine.apply(change, sample.config)
    assert made.identity


@each_type
def test_a_plan_after_an_apply_is_empty_and_tells_nothing(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    change = engine.plan(type_name, sample.config, made)
    assert (change.action, change.told.diagnostics) == (Action.NOTHING, [])


@each_type
def test_a_resource_of_which_little_is_said_is_made_and_settles(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.least)
    assert engine.plan(type_name, sample.least, made).action is Action.NOTHING


@each_type
def test_a_resource_can_be_cut_down_to_little(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    changed = engine.deploy(type_name, sample.least, made)
    assert engine.plan(type_name, sample.least, changed).action is Action.NOTHING


@each_type
def test_a_refresh_alone_changes_nothing(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    assert engine.refresh(made) == made


# Each argument


@each_argument
def test_an_argument_can_be_changed(type_name: str, name: str, sample: Sample, engine: Engine, twilio: FakeTwilio) -> None:
    made = engine.deploy(type_name, sample.config)
    wanted = sample.config | sample.changes[name]
    declared = attribute(type_name, name)
    change = engine.plan(type_name, wanted, made)
    assert change.action in ((Action.REPLACE,) if declared and declared.requires_replace else (Action.UPDATE, Action.REPLACE))
    twilio.forget_requests()
    changed = engine.apply(change, wanted)
    if declared is None or declared.provider_only:
        assert twilio.writes == [], "what only steers the provider is nothing to tell the API"
    if declared is None or not declared.write_only:
        assert changed.state[name] == wanted[name]
    assert engine.plan(type_name, wanted, changed).action is Action.NOTHING


@pytest.mark.parametrize(("type_name", "name"), [(one, name) for one in TYPES for name in optional_arguments(one)])
def test_an_argument_can_be_removed_or_a_rule_says_why_not(type_name: str, name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    removed = {name, *sample.also_removed.get(name, ())}
    wanted = {key: value for key, value in sample.config.items() if key not in removed}
    with engine.walk() as walk:
        problems = walk.validate(type_name, wanted)
        walk.try_plan(type_name, wanted, made)
    if problems.errors:
        assert all(each.path for each in problems.errors)
        assert "defect" not in problems.text
        return
    changed = engine.deploy(type_name, wanted, made)
    assert engine.plan(type_name, wanted, changed).action is Action.NOTHING


@each_argument
def test_an_argument_unknown_in_the_plan_of_a_create_is_known_when_it_is_made(
    type_name: str, name: str, sample: Sample, engine: Engine
) -> None:
    known = sample.config
    if known.get(name) is None:  # it cannot be set along with the rest of the sample
        known = known | sample.changes[name]
    change = engine.plan(type_name, known | {name: UNKNOWN})
    made = engine.apply(change, known)
    assert engine.plan(type_name, known, made).action is Action.NOTHING


@each_argument
def test_an_argument_unknown_in_the_plan_of_a_change_is_known_when_it_is_applied(
    type_name: str, name: str, sample: Sample, engine: Engine
) -> None:
    made = engine.deploy(type_name, sample.config)
    known = sample.config | sample.changes[name]
    change = engine.plan(type_name, known | {name: UNKNOWN}, made)
    changed = engine.apply(change, known)
    assert engine.plan(type_name, known, changed).action is Action.NOTHING


@pytest.mark.parametrize("name", LIMITS)
@each_type
def test_a_time_limit_can_be_unknown_in_a_plan(type_name: str, name: str, sample: Sample, engine: Engine) -> None:
    limits = dict.fromkeys(LIMITS)
    change = engine.plan(type_name, sample.config | {"timeouts": limits | {name: UNKNOWN}})
    engine.apply(change, sample.config | {"timeouts": limits | {name: "9m"}})


@each_type
def test_everything_optional_can_be_unknown_in_a_plan(type_name: str, sample: Sample, engine: Engine) -> None:
    unknown = sample.config | dict.fromkeys(set(optional_arguments(type_name)) & set(sample.config), UNKNOWN)
    engine.plan(type_name, unknown)
    engine.plan(type_name, unknown, engine.deploy(type_name, sample.config))


# Drift


@pytest.mark.parametrize(("type_name", "name"), [(one, name) for one in TYPES for name in told_arguments(one)])
def test_a_change_by_hand_is_shown_and_undone(type_name: str, name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    field, value = sample.by_hand[name]
    before = getattr(sample.live(made.state), field)
    assert before != value, "the sample's change by hand must be one"
    setattr(sample.live(made.state), field, value)
    change = engine.plan(type_name, sample.config, made)
    assert change.action is Action.UPDATE
    assert change.before is not None
    assert change.before.state[name] != made.state[name]
    assert change.after[name] == made.state[name]
    repaired = engine.apply(change, sample.config)
    assert getattr(sample.live(repaired.state), field) == before
    assert engine.plan(type_name, sample.config, repaired).action is Action.NOTHING


@each_item
def test_what_was_removed_by_hand_is_gone_and_is_made_again(type_name: str, sample: Sample, engine: Engine) -> None:
    assert sample.remove is not None
    made = engine.deploy(type_name, sample.config)
    sample.remove(made.state)
    assert engine.refresh(made) is None
    change = engine.plan(type_name, sample.config, made)
    assert change.action is Action.CREATE
    assert engine.apply(change, sample.config).identity != made.identity


@each_item
def test_what_was_removed_by_hand_after_the_plan_is_destroyed_all_the_same(
    type_name: str, sample: Sample, engine: Engine
) -> None:
    assert sample.remove is not None
    made = engine.deploy(type_name, sample.config)
    with engine.walk() as walk:
        change = walk.plan_destroy(made)
    sample.remove(made.state)
    with engine.walk() as walk:
        walk.delete(change)


# Import


@pytest.mark.parametrize("by_identity", [False, True], ids=["by ID", "by identity"])
@each_type
def test_what_was_imported_settles_without_a_write(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio, by_identity: bool
) -> None:
    made = engine.deploy(type_name, sample.config)
    twilio.forget_requests()
    key, identity = ("", made.identity) if by_identity else (made.state["id"], None)
    imported = engine.import_(type_name, key, identity)
    assert imported.identity == made.identity
    change = engine.plan(type_name, sample.config, imported)
    assert change.action in (Action.NOTHING, Action.UPDATE)
    completed = engine.apply(change, sample.config)
    assert twilio.writes == []
    for name, value in made.state.items():
        declared = attribute(type_name, name)
        if declared and declared.provider_computed:  # an import finds what it finds
            continue
        assert completed.state[name] == value or (declared and declared.semantically_equal(completed.state[name], value)), name
    assert engine.plan(type_name, sample.config, completed).action is Action.NOTHING


@each_type
def test_an_import_of_what_does_not_exist_is_an_error_and_no_state(type_name: str, sample: Sample, engine: Engine) -> None:
    with engine.walk() as walk:
        answer = walk.client.import_(type_name, "XX" + "0" * 32)
    assert answer.errors
    assert answer.state is None
    assert "defect" not in answer.text


# Replace and destroy


@each_type
def test_a_resource_can_be_replaced_on_request(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    change = engine.plan(type_name, sample.config, made, replace=True)
    assert change.action is Action.REPLACE
    replaced = engine.apply(change, sample.config)
    assert engine.plan(type_name, sample.config, replaced).action is Action.NOTHING


@pytest.mark.parametrize("type_name", [one for one in TYPES if not sample_of(one, FakeTwilio()).unique])
def test_a_resource_can_be_replaced_with_the_new_one_made_first(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    change = engine.plan(type_name, sample.config, made, replace=True)
    replaced = engine.apply(change, sample.config, create_before_destroy=True)
    assert engine.plan(type_name, sample.config, replaced).action is Action.NOTHING


@each_item
def test_a_destroyed_resource_is_gone(type_name: str, sample: Sample, engine: Engine) -> None:
    made = engine.deploy(type_name, sample.config)
    engine.destroy(made)
    assert engine.refresh(made) is None


@each_type
def test_a_resource_can_be_made_again_after_it_was_destroyed(type_name: str, sample: Sample, engine: Engine) -> None:
    engine.destroy(engine.deploy(type_name, sample.config))
    made = engine.deploy(type_name, sample.config)
    assert engine.plan(type_name, sample.config, made).action is Action.NOTHING
