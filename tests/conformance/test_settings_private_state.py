"""What is kept in private state, and what an earlier version kept there."""

from __future__ import annotations

import dataclasses
import json

import pytest

from provider.fake import FakeTwilio
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Engine


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def test_a_refresh_leaves_nothing_in_private_state_but_the_mark(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    mark = json.loads(before.private)["instance"]
    private = {"instance": mark, "baseline": account.baseline, "replaces": True, "left": True, "looked": 1.0}
    first = dataclasses.replace(before, state=before.state | {"baseline": None}, private=json.dumps(private).encode())

    refreshed = engine.refresh(first)

    assert refreshed is not None
    assert json.loads(refreshed.private) == {"instance": mark}
    assert json.loads(refreshed.state["baseline"]) == account.baseline
