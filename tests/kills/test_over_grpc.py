"""The provider is killed at each of its requests, before and after they are carried out, and the command is run again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.walk import Schemas
from tests.harness.loop import LoopThread
from tests.harness.tables import TALLY
from tests.kills.over_grpc import COMMANDS, Bench, Plugins


@pytest.mark.parametrize("command", COMMANDS)
def test_a_provider_killed_at_any_request_leaves_what_the_same_command_finishes(
    command: str,
    loop: LoopThread,
    schemas: Schemas,
    temporary: Path,
    launcher: Path,
    record_property: Callable[[str, object], None],
) -> None:
    table = Bench(command, Plugins(loop, temporary, launcher), schemas).table()

    record_property(TALLY, str(table.counts))
    table.assert_full()
