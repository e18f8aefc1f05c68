"""The provider is killed at each of its requests, before and after they are carried out, and the command is run again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.account import ACCOUNT
from tests.engine.walk import Schemas
from tests.harness.loop import LoopThread
from tests.harness.tables import TALLY
from tests.scenarios.kills.account import SUBACCOUNT
from tests.scenarios.kills.over_grpc import COMMANDS, Bench, Plugins

IN_ITS_OWN = [pytest.param(command, ACCOUNT, id=command) for command in COMMANDS]
IN_A_SUBACCOUNT = [pytest.param(command, SUBACCOUNT, id=f"{command} in a subaccount") for command in ("apply", "destroy")]


@pytest.mark.parametrize(("command", "account_sid"), [*IN_ITS_OWN, *IN_A_SUBACCOUNT])
def test_a_provider_killed_at_any_request_leaves_what_the_same_command_finishes(
    command: str,
    account_sid: str,
    loop: LoopThread,
    schemas: Schemas,
    temporary: Path,
    launcher: Path,
    record_property: Callable[[str, object], None],
) -> None:
    table = Bench(command, account_sid, Plugins(loop, temporary, launcher), schemas).table()

    record_property(TALLY, str(table.counts))
    table.assert_full()
