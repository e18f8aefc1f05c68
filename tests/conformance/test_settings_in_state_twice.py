"""State has two instances of the same settings."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Engine


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


@pytest.mark.parametrize("in_next_process", [True, False])
def test_of_two_instances_in_state_one_can_be_destroyed_and_the_account_keeps_what_it_has(
    engine: Engine, account: Account, in_next_process: bool
) -> None:
    other = engine.import_(RECORDING, "Default")
    one = managed(engine, account)
    with engine.walk() as walk:
        assert walk.refresh(one) is not None
        change = walk.plan_destroy(other)
        if not in_next_process:
            walk.delete(change)
    if in_next_process:
        with engine.walk() as walk:
            walk.delete(change)

    assert [each.summary for each in change.told.diagnostics] == ["Two instances of the same settings"]
    assert (account.twilio.writes, account.holds) == ([], account.ours)
