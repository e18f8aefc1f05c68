"""When Twilio fails: every resource says so, keeps what it had, and calls nothing a defect of its own."""

from __future__ import annotations

import dataclasses

import pytest

from provider.fake import FakeTwilio
from provider.fake.faults import Action as Fault
from provider.fake.faults import Alter, Answer, Drop, Garbage
from tests.conformance.conftest import without_grpc as launch
from tests.conformance.resources import ITEMS, TYPES
from tests.conformance.samples import Sample
from tests.engine.walk import Engine
from tests.harness.client import Told

__all__ = ["launch"]

FAULTS = {
    "unavailable": Answer.unavailable(),
    "rate limited": Answer.rate_limited(),
    "unauthenticated": Answer(401, 20003, "Authenticate"),
    "forbidden": Answer(403, 20403, "Forbidden"),
    "refused": Answer(400, 20001, "Invalid"),
    "a proxy's page": Garbage(processed=False),
    "not an object": Garbage(b"[]", content_type="application/json", processed=False),
    "dropped": Drop(),
}

each_type = pytest.mark.parametrize("type_name", TYPES)
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """An engine whose provider does not try again."""
    return dataclasses.replace(engine, provider_config=engine.provider_config | {"retry_attempts": 0})


def assert_told(told: Told) -> None:
    assert told.errors
    assert "defect" not in told.text
    assert "Traceback" not in told.text


@each_fault
@each_type
def test_a_create_that_fails_leaves_no_state(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio, fault: Fault
) -> None:
    change = engine.plan(type_name, sample.least)
    twilio.faults.add(fault, method="POST", times=None)
    with engine.walk() as walk:
        answer = walk.try_apply(change, sample.least, None)
    assert_told(answer)
    assert answer.state is None


@each_fault
@each_type
def test_an_update_that_fails_keeps_the_state(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio, fault: Fault
) -> None:
    made = engine.deploy(type_name, sample.config)
    wanted = sample.config | sample.changes["friendly_name"]
    change = engine.plan(type_name, wanted, made)
    twilio.faults.add(fault, method="POST", times=None)
    with engine.walk() as walk:
        answer = walk.try_apply(change, wanted, change.before)
    assert_told(answer)
    assert (answer.state, answer.private, answer.identity) == (made.state, made.private, made.identity)


@each_fault
@each_type
def test_a_read_that_fails_keeps_the_state(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio, fault: Fault
) -> None:
    made = engine.deploy(type_name, sample.config)
    twilio.faults.add(fault, method="GET", times=None)
    with engine.walk() as walk:
        answer = walk.client.read(type_name, made.state, made.private, made.identity)
    assert_told(answer)
    assert (answer.state, answer.private, answer.identity) == (made.state, made.private, made.identity)


@each_fault
@each_type
def test_a_destroy_that_fails_keeps_state_and_private_state(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio, fault: Fault
) -> None:
    made = engine.deploy(type_name, sample.config)
    with engine.walk() as walk:
        change = walk.plan_destroy(made)
    for method in ("DELETE", "POST"):  # settings are never deleted, but put back
        twilio.faults.add(fault, method=method, times=None)
    with engine.walk() as walk:
        answer = walk.try_delete(change)
    assert_told(answer)
    assert (answer.state, answer.private) == (made.state, made.private)


@each_fault
@each_type
def test_an_import_that_fails_leaves_no_state(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio, fault: Fault
) -> None:
    made = engine.deploy(type_name, sample.config)
    twilio.faults.add(fault, method="GET", times=None)
    with engine.walk() as walk:
        answer = walk.client.import_(type_name, made.state["id"])
    assert_told(answer)
    assert answer.state is None


@pytest.mark.parametrize("type_name", ITEMS)
def test_a_create_whose_answer_is_lost_keeps_what_was_made_and_tells_its_sid(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio
) -> None:
    change = engine.plan(type_name, sample.config)
    twilio.faults.add(Drop(processed=True), method="POST", times=None)
    with engine.walk() as walk:
        answer = walk.try_apply(change, sample.config, None)
    assert_told(answer)
    assert answer.object["sid"] in answer.text
    assert len(twilio.writes) == 1


@each_type
def test_a_write_that_did_something_else_is_an_error_that_names_it_and_state_holds_the_truth(
    type_name: str, sample: Sample, engine: Engine, twilio: FakeTwilio
) -> None:
    made = engine.deploy(type_name, sample.config)
    wanted = sample.config | sample.changes["friendly_name"]
    change = engine.plan(type_name, wanted, made)
    twilio.faults.add(Alter({"friendly_name": "Something else"}), method="POST")
    with engine.walk() as walk:
        answer = walk.try_apply(change, wanted, change.before)
    assert [each.path for each in answer.errors] == [("friendly_name",)]
    assert "Something else" in answer.text
    assert answer.object["friendly_name"] == "Something else"
