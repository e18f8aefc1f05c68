"""A stack's whole life with every engine: credentials, the settings that use them, and what happens to both."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import OLD_KEY, UNTOUCHED, holds, set_by_hand
from tests.e2e.engine_choice import ALL, engines
from tests.e2e.hcl import THIS
from tests.e2e.stack import OTHER_BUCKET, OTHER_SECRET, public_key, users
from tests.e2e.test_rotation import assert_settings_name, aws_with, named
from tests.e2e.workspace import Workspace
from tests.keys import PEM

FOUND = {**UNTOUCHED, "friendly_name": "By hand", "encryption_key_sid": OLD_KEY, "encryption_enabled": True}
"""What the account's recordings are like before: only `adopt_existing` takes that over."""


@engines(*ALL)
@pytest.mark.timeout(600)
def test_a_stack_is_made_kept_changed_replaced_destroyed_and_imported(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), FOUND)
    key = public_key(PEM)
    workspace.write(aws_with(workspace.engine), key, users())

    assert "adopt_existing" in workspace.apply().error  # what is there is not overwritten unasked
    assert holds(twilio) == FOUND

    workspace.write(aws_with(workspace.engine), key, users(adopt_existing=True))
    workspace.apply().expect_success()
    first_aws, first_key = named(workspace)
    assert_settings_name(twilio, first_aws, first_key)
    workspace.plan().expect_nothing_to_do()

    set_by_hand(twilio.account(), {"encryption_enabled": False})  # drift
    assert workspace.plan().expect_change().actions == {THIS: "update"}
    workspace.apply_plan().expect_success()
    assert_settings_name(twilio, first_aws, first_key)

    workspace.write(aws_with(workspace.engine, OTHER_SECRET, 2), key, users(OTHER_BUCKET, adopt_existing=True))
    workspace.apply().expect_success()  # another key pair and another bucket
    second_aws, _ = named(workspace)
    assert second_aws != first_aws
    assert_settings_name(twilio, second_aws, first_key, OTHER_BUCKET)

    workspace.run("taint", THIS).expect_success()
    workspace.apply().expect_success()  # a replacement writes what is there already: nothing
    assert_settings_name(twilio, second_aws, first_key, OTHER_BUCKET)

    workspace.destroy().expect_success()
    assert workspace.instances == {}
    assert holds(twilio) == FOUND

    workspace.write(hcl.settings(FOUND))
    workspace.import_(THIS, "Default").expect_success()
    workspace.plan().expect_nothing_to_do()
