"""A resource whose block got another name without a `moved` block can still be destroyed."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, UNTOUCHED, Held, holds, set_by_hand
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace

every_engine = engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)

OFF: Held = {**UNTOUCHED, "friendly_name": "Managed"}


@pytest.fixture
def renamed(managed: Workspace) -> Workspace:
    managed.write(hcl.settings(EVERYTHING, name="after"))
    return managed


@every_engine
@pytest.mark.parametrize("command", [("destroy",), ("apply", "-destroy"), ("destroy", "-refresh=false")], ids=" ".join)
def test_a_destroy_of_everything_ends(renamed: Workspace, twilio: FakeTwilio, command: tuple[str, ...]) -> None:
    destroyed = renamed.run(*command, "-json", "-input=false", "-auto-approve").expect_success()

    assert [found.summary for found in destroyed.warnings].count("What this destroy leaves behind") == 1
    assert (renamed.instances, holds(twilio)) == ({}, OFF)


@every_engine
def test_a_saved_destroy_of_everything_ends(renamed: Workspace, twilio: FakeTwilio) -> None:
    renamed.plan("-destroy").expect_change()
    renamed.apply_plan().expect_success()

    assert (renamed.instances, holds(twilio)) == ({}, OFF)


@every_engine
def test_arguments_in_the_environment_are_the_command_s_too(renamed: Workspace, twilio: FakeTwilio) -> None:
    renamed.environ |= {"TF_CLI_ARGS_apply": "-destroy"}
    renamed.apply().expect_success()

    assert (renamed.instances, holds(twilio)) == ({}, OFF)


@every_engine
def test_an_apply_is_refused_and_names_both_ways_on(renamed: Workspace, twilio: FakeTwilio) -> None:
    error = renamed.apply().error

    assert "a `moved` block (or `state mv`) says so" in error
    assert "run `destroy -refresh=false`" in error
    assert (twilio.writes, holds(twilio)) == ([], EVERYTHING)


@engines(TERRAFORM, OPENTOFU)
def test_a_destroy_of_everything_ends_where_the_account_was_changed_by_hand(renamed: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), {"aws_storage_enabled": False})

    renamed.destroy().expect_success()

    assert (renamed.instances, holds(twilio)) == ({}, OFF)
