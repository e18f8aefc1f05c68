"""The configurations that the reference documentation shows, all in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from provider.resources.provider import TwilioProvider
from tests.e2e.engine_choice import TERRAFORM, require
from tests.e2e.workspace import Workspace, clean_environ
from tests.keys import PEM

pytestmark = pytest.mark.engine


def test_every_resource_has_an_example_and_together_they_are_valid(cli_config: Path, tmp_path: Path) -> None:
    resources = TwilioProvider().resources
    workspace = Workspace(tmp_path, require(TERRAFORM), clean_environ(tmp_path, cli_config, {}))
    (tmp_path / "recordings.public.pem").write_text(PEM)

    workspace.write(*(resource.example for resource in resources.values()))
    workspace.init().expect_success()
    valid = workspace.validate()

    for type_name, resource in resources.items():
        assert f'resource "{type_name}" "' in resource.example
    assert (valid.code, valid.diagnostics) == (0, []), valid.output
