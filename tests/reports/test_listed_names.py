"""A list has a line for each object, whatever somebody called it: no name makes two of it, or rewrites the terminal."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.engine_choice import engines, having
from tests.e2e.workspace import Workspace

NAMES = {
    "Two\nlines": "Two lines",
    "Bell\x07, \x1b[2J": "Bell , [2J",
    "Right to \u202etfel": "Right to tfel",
    '${x} %{y} $${z} <<EOT \\ "q" 日本': '${x} %{y} $${z} <<EOT \\ "q" 日本',
}
"""Names, and how they are shown."""

pytestmark = engines(*having(lambda features: features.list_resources))


@pytest.fixture
def called(workspace: Workspace, twilio: FakeTwilio) -> dict[str, str]:
    """The SIDs of hooks with these names, with how each name is shown."""
    workspace.write()
    workspace.write(hcl.block(f'list "{hcl.HOOK}" "all"', {"provider": hcl.Expression("twilio")}), name="all.tfquery.hcl")
    return {twilio.account().add_composition_hook(name).sid: shown for name, shown in NAMES.items()}


def test_each_object_has_one_line(workspace: Workspace, called: dict[str, str]) -> None:
    listed = workspace.run("query", "-no-color").expect_success().output

    lines = [" ".join(line.split()) for line in listed.splitlines() if line.startswith("list.")]
    assert {line.partition(f",sid={sid} ")[2] for line in lines for sid in called if sid in line} == {
        f"{shown} ({sid})" for sid, shown in called.items()
    }


def test_what_is_generated_has_the_names_as_they_are(workspace: Workspace, twilio: FakeTwilio, called: dict[str, str]) -> None:
    workspace.run("query", "-json", "-generate-config-out=generated.tf").expect_success()

    workspace.apply().expect_success()

    assert {state["friendly_name"] for state in workspace.state.values()} == set(NAMES)
    assert twilio.writes == []
