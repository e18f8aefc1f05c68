"""The provider is killed at each of its requests, before and after they are carried out, and the command is run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.engine import Schemas
from tests.harness.loop import LoopThread
from tests.kills.over_grpc import COMMANDS, Bench, Plugins


@pytest.mark.parametrize("command", COMMANDS)
def test_a_provider_killed_at_any_request_leaves_what_the_same_command_finishes(
    command: str, loop: LoopThread, schemas: Schemas, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = Bench(command, Plugins(loop, temporary), schemas).table()

    with capsys.disabled():
        print(f"\n{table.counts}")
    table.assert_full()
