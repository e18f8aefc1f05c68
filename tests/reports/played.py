"""One object in the hands of an engine, of which each command is a plan and an apply in processes of their own, and a stand-in
that allows more than others do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from provider.fake import DanglingKind, FakeTwilio
from provider.framework.values import Values
from tests.e2e.account import ACCOUNT, TOKEN, set_up
from tests.engine.walk import Engine, Instance
from tests.harness.client import Answered


@dataclass
class Played:
    """One object and the engine that manages it."""

    engine: Engine
    type_name: str
    instance: Instance | None = None

    def apply(self, given: Values, *, replace: bool = False) -> Answered:
        """Plan and apply; what the apply said, of a replacement its create half."""
        change = self.engine.plan(self.type_name, given, self.instance, replace=replace)
        with self.engine.walk() as walk:
            before = None if change.before is None else walk.upgrade(change.before)
            if replace:
                walk.delete(change)
            answer = walk.try_apply(change, given, None if replace else before)
        if answer.state is not None:
            self.instance = Instance(self.type_name, answer.object, answer.private, answer.identity)
        return answer

    def destroy(self) -> Answered:
        assert self.instance is not None
        with self.engine.walk() as walk:
            change = walk.plan_destroy(self.instance)
        with self.engine.walk() as walk:
            answer = walk.try_delete(change)
        self.instance = None if answer.state is None else self.instance
        return answer


Play = Callable[[str], Played]
"""By type name: an object that is not made yet."""


@pytest.fixture(name="twilio")
def leaving_dormant() -> Iterator[FakeTwilio]:
    """A stand-in whose account has stored credentials. Settings may be left naming one that is gone, if their switch is off."""
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as served:
        set_up(served.account())
        yield served
        assert {each.kind for each in served.violations} <= {DanglingKind.DORMANT}
