"""Some cells of the matrix with real engines: what users see, what state keeps, and that the same command ends it well."""

from __future__ import annotations

import json

import pytest

from provider.fake import FakeTwilio, Garbage, LoggedRequest, Reset
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, OLD_BUCKET, OLD_CREDENTIAL, OLD_KEY, Held, holds, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace

BY_HAND: Held = {
    "friendly_name": "By hand",
    "aws_credentials_sid": OLD_CREDENTIAL,
    "aws_s3_url": OLD_BUCKET,
    "aws_storage_enabled": True,
    "encryption_key_sid": OLD_KEY,
    "encryption_enabled": True,
}
"""What the account holds before: it encrypts and stores in S3, so that a reset cannot pass for a restore."""

CREDENTIAL = "twilio_credentials_aws.this"


@pytest.fixture
def adopting(workspace: Workspace, twilio: FakeTwilio) -> Workspace:
    """A workspace whose configuration takes over settings that were made by hand."""
    set_by_hand(twilio.account(), BY_HAND)
    workspace.write(hcl.settings(EVERYTHING, adopt_existing=True))
    return workspace


@pytest.fixture
def storing(workspace: Workspace) -> Workspace:
    """A workspace whose configuration has a credential."""
    given: dict[str, str | bool | int | None] = {"friendly_name": "Ours", "aws_access_key_id": "A" * 20}
    if workspace.engine.features.write_only:
        workspace.secrets.append("s" * 40)
        given |= {"aws_secret_access_key_wo": "s" * 40, "aws_secret_access_key_wo_version": 1}
    else:
        given |= {"aws_secret_access_key": "s" * 40}
    workspace.write(hcl.block('resource "twilio_credentials_aws" "this"', given))
    return workspace


def made(twilio: FakeTwilio) -> list[str]:
    """SIDs of the credentials that the configuration's name has in the account."""
    return [sid for sid, each in twilio.account().aws_credentials.items() if each.friendly_name == "Ours"]


@engines(TERRAFORM)
def test_settings_whose_answer_is_lost_are_looked_at_and_kept_with_what_was_there_before(
    adopting: Workspace, twilio: FakeTwilio
) -> None:
    lost = twilio.faults.add(Reset(processed=True), method="POST")

    adopting.apply().expect_success()

    assert lost.hits == 1
    assert len(twilio.writes) == 1
    assert holds(twilio) == EVERYTHING
    adopting.plan().expect_nothing_to_do()
    adopting.destroy().expect_success()
    assert holds(twilio) == BY_HAND


@engines(OPENTOFU, OLDEST_TERRAFORM)
def test_settings_that_cannot_even_be_looked_at_are_kept_as_tainted_with_what_was_there_before(
    adopting: Workspace, twilio: FakeTwilio
) -> None:
    def lose_everything_after(request: LoggedRequest) -> None:
        if request.is_write:
            twilio.faults.add(Reset(), method="GET", times=None)

    adopting.environ["TWILIO_RETRY_ATTEMPTS"] = "1"
    twilio.after_request = lose_everything_after
    twilio.faults.add(Reset(processed=True), method="POST", times=None)

    assert "It is not known what the account holds now" in adopting.apply().error

    twilio.after_request = None
    twilio.faults.clear()
    assert adopting.instances[THIS]["status"] == "tainted"
    assert json.loads(adopting.state[THIS]["baseline"]) == BY_HAND
    adopting.apply().expect_success()
    assert holds(twilio) == EVERYTHING
    adopting.plan().expect_nothing_to_do()
    adopting.destroy().expect_success()
    assert holds(twilio) == BY_HAND


@engines(OLDEST_TERRAFORM)
def test_a_credential_whose_answer_is_lost_is_named_and_replaced_by_the_next_apply(
    storing: Workspace, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Reset(processed=True), method="POST")

    error = storing.apply().error

    (lost,) = made(twilio)
    assert f"found: {lost}" in error
    assert (storing.instances[CREDENTIAL]["status"], storing.state[CREDENTIAL]["sid"]) == ("tainted", lost)
    assert len(twilio.writes) == 1
    storing.apply().expect_success()
    assert made(twilio) == [storing.state[CREDENTIAL]["sid"]]
    assert made(twilio) != [lost]
    storing.plan().expect_nothing_to_do()


@engines(OPENTOFU)
def test_a_credential_that_was_never_made_is_told_so_and_made_by_the_next_apply(storing: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Reset(), method="POST")

    assert "The credential was not made" in storing.apply().error

    assert (made(twilio), storing.instances) == ([], {})
    storing.apply().expect_success()
    assert made(twilio) == [storing.state[CREDENTIAL]["sid"]]


@engines(TERRAFORM)
def test_a_destroy_that_twilio_ignores_is_an_error_and_the_next_one_restores(adopting: Workspace, twilio: FakeTwilio) -> None:
    adopting.apply().expect_success()
    unchanged = json.dumps({**EVERYTHING, "account_sid": twilio.account_sid, "url": twilio.base_url})
    twilio.faults.add(Garbage(unchanged.encode(), content_type="application/json", processed=False), method="POST")

    result = adopting.destroy()

    assert result.code != 0
    assert any("encryption_key_sid did not take effect" in each.text for each in result.errors), result.output
    assert holds(twilio) == EVERYTHING
    assert json.loads(adopting.state[THIS]["baseline"]) == BY_HAND
    adopting.destroy().expect_success()
    assert (holds(twilio), adopting.state) == (BY_HAND, {})
