"""A stack's whole life with every engine: credentials, the settings that use them, and what happens to both.

Each thing that an engine does with the provider happens here once with each engine, and elsewhere, in its variants, with one of
them or over gRPC.
"""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio, SettingsKind
from tests.e2e import destroys, hcl
from tests.e2e.account import ACCOUNT, OLD_KEY, UNTOUCHED, holds, sent, set_by_hand
from tests.e2e.engine_choice import ALL, engines
from tests.e2e.hcl import THIS
from tests.e2e.stack import BUCKET, OTHER_BUCKET, OTHER_SECRET, public_key, users
from tests.e2e.test_rotation import assert_settings_name, aws_with, named
from tests.e2e.workspace import Workspace
from tests.keys import PEM

FOUND = {**UNTOUCHED, "friendly_name": "By hand", "encryption_key_sid": OLD_KEY, "encryption_enabled": True}
"""What the account's recordings are like before: only `adopt_existing` takes that over."""

TIMEOUTS = '  timeouts {\n    create = "30s"\n    delete = "1m30s"\n  }\n'

LIVE = f'data "{hcl.RECORDING}" "live" {{}}\noutput "live" {{\n  value = data.{hcl.RECORDING}.live\n}}\n'


@engines(*ALL)
@pytest.mark.timeout(600)
def test_a_stack_is_made_kept_changed_replaced_destroyed_and_imported(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), FOUND)
    key = public_key(PEM)
    workspace.write(aws_with(workspace.engine), key, users(inner=TIMEOUTS))

    assert "adopt_existing" in workspace.apply().error  # what is there is not overwritten unasked
    assert holds(twilio) == FOUND

    workspace.write(aws_with(workspace.engine), key, users(inner=TIMEOUTS, adopt_existing=True))
    twilio.forget_requests()
    planned = workspace.plan().expect_change()  # with SIDs that are not known yet, and saved
    assert planned.actions.get(THIS) == "create"
    assert twilio.writes == []
    workspace.apply_plan().expect_success()
    first_aws, first_key = named(workspace)
    assert_settings_name(twilio, first_aws, first_key)
    assert workspace.state[THIS]["timeouts"] == {"create": "30s", "read": None, "update": None, "delete": "1m30s"}
    (write,) = [each for each in twilio.writes if each.path == SettingsKind.RECORDING.path]
    assert sent(write) == {
        "FriendlyName": "Managed",
        "AwsCredentialsSid": first_aws,
        "AwsS3Url": BUCKET,
        "AwsStorageEnabled": "true",
        "EncryptionKeySid": first_key,
        "EncryptionEnabled": "true",
    }
    twilio.forget_requests()
    workspace.plan().expect_nothing_to_do()
    workspace.apply().expect_success()  # with nothing to do
    assert twilio.writes == []

    set_by_hand(twilio.account(), {"encryption_enabled": False})  # drift
    assert workspace.plan().expect_change().actions == {THIS: "update"}
    (change,) = [each["change"] for each in workspace.show_plan()["resource_changes"] if each["address"] == THIS]
    assert {name for name, value in change["after"].items() if change["before"][name] != value} == {"encryption_enabled"}
    workspace.apply_plan().expect_success()
    assert_settings_name(twilio, first_aws, first_key)

    workspace.write(aws_with(workspace.engine, OTHER_SECRET, 2), key, users(OTHER_BUCKET, adopt_existing=True))
    workspace.apply().expect_success()  # another key pair and another bucket, and no limits any more
    assert workspace.state[THIS]["timeouts"] is None
    second_aws, _ = named(workspace)
    assert second_aws != first_aws
    assert_settings_name(twilio, second_aws, first_key, OTHER_BUCKET)

    workspace.run("taint", THIS).expect_success()
    workspace.apply().expect_success()  # a replacement writes what is there already: nothing
    assert_settings_name(twilio, second_aws, first_key, OTHER_BUCKET)

    destroyed = workspace.destroy().expect_success()
    assert workspace.instances == {}
    assert holds(twilio) == FOUND
    if workspace.engine.features.plan_destroy:
        assert FOUND in [destroys.said(warning.detail) for warning in destroyed.warnings]

    workspace.write(hcl.settings(FOUND), LIVE)
    workspace.import_(THIS, "Default").expect_success()
    assert workspace.state[THIS]["id"] == ACCOUNT
    twilio.forget_requests()
    told = workspace.apply().expect_success()  # nothing but the output of the data source
    *_, outputs = [event["outputs"] for event in told.events if event["type"] == "outputs"]
    live = outputs["live"]["value"]
    assert {name: live[name] for name in UNTOUCHED} == FOUND
    assert twilio.writes == []
    workspace.plan().expect_nothing_to_do()
