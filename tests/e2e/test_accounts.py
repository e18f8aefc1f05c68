"""Subaccounts as people use them: one provider block with the parent's credentials."""

from __future__ import annotations

from provider.fake import AccountStatus, Answer, FakeTwilio
from tests.e2e.engine_choice import CURRENT, TERRAFORM, engines
from tests.e2e.workspace import Workspace

EACH_NAME = """
data "twilio_accounts" "customers" {
  status = "active"
}

resource "terraform_data" "of" {
  for_each = toset(data.twilio_accounts.customers.sids)
  input    = data.twilio_accounts.customers.accounts[each.value].friendly_name
}
"""


@engines(*CURRENT)
def test_accounts_of_a_status_are_found_and_the_next_plan_is_empty(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(3)]
    workspace.secrets += [customer.auth_token for customer in customers]
    workspace.write(EACH_NAME)

    workspace.apply().expect_success()

    made = {address: attributes["input"]["value"] for address, attributes in workspace.state.items()}
    assert made == {f'terraform_data.of["{customer.sid}"]': customer.friendly_name for customer in customers}
    workspace.plan().expect_nothing_to_do()


FLEET = """
data "twilio_accounts" "customers" {}

resource "twilio_video_recording_settings" "of" {
  for_each      = toset(data.twilio_accounts.customers.sids)
  account_sid   = each.value
  friendly_name = "Recordings"
}
"""


@engines(TERRAFORM)
def test_of_many_accounts_each_that_fails_is_told_and_the_others_are_made(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(12)]
    failing = customers[3], customers[6], customers[9]
    twilio.faults.add(Answer.unavailable(), method="POST", account_sid=failing[0].sid, times=None)
    twilio.faults.add(Answer(401, 20003, "Authenticate"), method="POST", account_sid=failing[1].sid, times=None)
    twilio.faults.add(Answer(403, 20403, "No"), method="POST", account_sid=failing[2].sid, times=None)
    workspace.write(FLEET)

    told = [error.text for error in workspace.apply().errors]

    assert len(told) == 3, told
    for account in failing:
        assert any(f'account {account.sid} ("{account.friendly_name}")' in text for text in told)
    made = {account.sid for account in customers if account.recording_settings.friendly_name == "Recordings"}
    assert made == {account.sid for account in customers} - {account.sid for account in failing}


@engines(*CURRENT)
def test_each_process_of_a_command_asks_once_for_the_tokens_of_all(workspace: Workspace, twilio: FakeTwilio) -> None:
    for number in range(12):
        twilio.add_subaccount(friendly_name=f"Customer {number}")
    workspace.write(FLEET)

    asked = {}
    for command in (workspace.apply, workspace.plan, workspace.destroy):
        twilio.forget_requests()
        command().expect_success()
        asked[command.__name__] = [request.path for request in twilio.requests_to("/2010-04-01")]

    processes = {"plan": 1, "apply": 2, "destroy": 3}
    assert asked == {name: ["/2010-04-01/Accounts.json"] * number for name, number in processes.items()}


@engines(TERRAFORM)
def test_a_suspended_account_keeps_its_settings_and_stops_no_other(workspace: Workspace, twilio: FakeTwilio) -> None:
    suspended, other = (twilio.add_subaccount(friendly_name=name) for name in ("Late", "Stays"))
    workspace.write(FLEET)
    workspace.apply().expect_success()
    suspended.status = AccountStatus.SUSPENDED
    other.recording_settings.friendly_name = "Changed by hand"

    planned = workspace.plan().expect_change()
    workspace.apply().expect_success()

    assert planned.actions == {f'twilio_video_recording_settings.of["{other.sid}"]': "update"}
    assert [warning.summary for warning in planned.warnings] == ["Not refreshed"]
    assert [each.recording_settings.friendly_name for each in (suspended, other)] == ["Recordings", "Recordings"]


@engines(TERRAFORM)
def test_an_account_that_is_closed_is_told_and_leaves_state_by_hand(workspace: Workspace, twilio: FakeTwilio) -> None:
    closed, other = (twilio.add_subaccount(friendly_name=name) for name in ("Gone", "Stays"))
    workspace.write(FLEET)
    workspace.apply().expect_success()
    closed.status = AccountStatus.CLOSED
    other.recording_settings.friendly_name = "Changed by hand"

    refused = workspace.plan()

    assert f'Account {closed.sid} ("Gone") is closed' in refused.error
    workspace.run("state", "rm", f'twilio_video_recording_settings.of["{closed.sid}"]').expect_success()
    assert workspace.plan().expect_change().actions == {f'twilio_video_recording_settings.of["{other.sid}"]': "update"}
