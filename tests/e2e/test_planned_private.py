"""What an engine that hands planned private state on makes possible: `create_before_destroy` keeps the baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import EVERYTHING, holds
from tests.e2e.engine_choice import engines, having
from tests.e2e.test_baseline import BASELINE, KEPT, PATHS, Cell, assert_restores, begin
from tests.e2e.workspace import Workspace


@pytest.fixture
def kept(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    return begin(workspace, twilio, initialised, cli_config)


@engines(*having(lambda features: features.planned_private))
@pytest.mark.parametrize("path", ["taint", "-replace", "replace_triggered_by", "failed_create"])
def test_a_replacement_that_is_created_first_keeps_the_baseline(kept: Workspace, twilio: FakeTwilio, path: str) -> None:
    """With the other engines these paths end with the baseline's values told, and then lost."""
    cell = Cell(kept.engine.label, path, create_before_destroy=True, saved=False, options=(), ends=KEPT)

    PATHS[path](kept, twilio, cell).expect_success()

    assert holds(twilio) == EVERYTHING
    assert_restores(kept, twilio, BASELINE)
