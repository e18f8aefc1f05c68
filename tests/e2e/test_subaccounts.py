"""Settings and credentials of subaccounts, as people write them: one provider block with the parent's credentials."""

from __future__ import annotations

import pytest

from provider.fake import Account, AccountStatus, FakeTwilio, SettingsKind
from tests.e2e import hcl
from tests.e2e.engine_choice import ANY, CURRENT, engines
from tests.e2e.workspace import Workspace
from tests.keys import PEM

FLEET = f"""
data "twilio_accounts" "customers" {{}}

resource "twilio_credentials_public_key" "recordings" {{
  for_each    = toset(data.twilio_accounts.customers.sids)
  account_sid = each.value
  public_key  = <<-EOT
{PEM.strip()}
EOT
}}

resource "twilio_video_recording_settings" "recordings" {{
  for_each           = toset(data.twilio_accounts.customers.sids)
  account_sid        = each.value
  friendly_name      = "Recordings"
  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.recordings[each.value].sid
}}
"""


def add_customers(workspace: Workspace, twilio: FakeTwilio, number: int) -> list[Account]:
    customers = [twilio.add_subaccount(friendly_name=f"Customer {each}") for each in range(number)]
    workspace.secrets += [each.auth_token for each in customers]
    return customers


def encrypts(account: Account) -> bool:
    return account.settings(SettingsKind.RECORDING).encryption_enabled


def store_in_s3(account: Account) -> None:
    """As somebody set it up at the Console."""
    live = account.settings(SettingsKind.RECORDING)
    live.friendly_name, live.ever_posted = "By hand", True
    live.aws_credentials_sid = account.add_aws_credential().sid
    live.aws_s3_url, live.aws_storage_enabled = "https://theirs.s3-eu-west-1.amazonaws.com/", True


@engines(*CURRENT)
def test_a_fleet_is_applied_repaired_and_destroyed(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers = add_customers(workspace, twilio, 4)
    workspace.write(FLEET)

    workspace.apply().expect_success()
    assert all(encrypts(each) for each in customers)
    workspace.plan().expect_nothing_to_do()

    customers[1].settings(SettingsKind.RECORDING).encryption_enabled = False
    assert len(workspace.plan().expect_change().actions) == 1
    workspace.apply().expect_success()
    assert encrypts(customers[1])

    workspace.destroy().expect_success()

    assert not any(encrypts(each) for each in customers)
    assert not any(each.credentials for each in customers)


@pytest.mark.parametrize("create_before_destroy", [False, True])
@engines(*CURRENT)
def test_settings_that_move_to_another_account_give_the_first_one_back_what_it_held(
    workspace: Workspace, twilio: FakeTwilio, create_before_destroy: bool
) -> None:
    one, two = add_customers(workspace, twilio, 2)
    lifecycle = "  lifecycle {\n    create_before_destroy = true\n  }\n" if create_before_destroy else ""
    store_in_s3(one)
    given: dict[str, hcl.Value] = {"friendly_name": "Ours", "adopt_existing": True}
    workspace.write(hcl.settings(given, account_sid=one.sid, inner=lifecycle))
    workspace.apply().expect_success()
    assert not one.settings(SettingsKind.RECORDING).aws_storage_enabled

    workspace.write(hcl.settings(given, account_sid=two.sid, inner=lifecycle))
    planned = workspace.plan().expect_change()
    workspace.apply().expect_success()

    assert "What this destroy leaves behind" in planned.text
    assert one.settings(SettingsKind.RECORDING).aws_storage_enabled
    assert two.settings(SettingsKind.RECORDING).friendly_name == "Ours"
    workspace.plan().expect_nothing_to_do()


@engines(ANY)
def test_a_plan_of_many_accounts_of_which_three_fail_says_three_things(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers = add_customers(workspace, twilio, 12)
    failing = customers[::4]
    for each in failing:
        store_in_s3(each)
    sids = ", ".join(f'"{each.sid}"' for each in customers)
    workspace.write(
        hcl.settings(for_each=hcl.Expression(f"toset([{sids}])"), account_sid=hcl.Expression("each.value"), friendly_name="Ours")
    )

    errors = workspace.plan().errors

    assert len(errors) == len(failing)
    for each in failing:
        assert any(f'{each.sid} ("{each.friendly_name}")' in " ".join(error.text.split()) for error in errors)
    assert twilio.writes == []


@engines(ANY)
def test_one_account_by_default_and_by_name_is_an_error_that_names_both(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(
        hcl.settings(friendly_name="By default"),
        hcl.settings(name="other", friendly_name="By name", account_sid=twilio.account_sid),
    )

    error = workspace.plan().error

    assert "The same settings are managed twice" in error
    assert '"By default"' in error
    assert '"By name"' in error


@engines(ANY)
def test_settings_of_an_account_that_is_closed_before_its_destroy_leave_state_as_the_error_says(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    (customer,) = add_customers(workspace, twilio, 1)
    workspace.write(hcl.settings(friendly_name="Ours", account_sid=customer.sid))
    workspace.apply().expect_success()
    customer.status = AccountStatus.CLOSED

    refused = workspace.destroy()

    assert "The account is closed" in refused.error
    assert f"`terraform state list -id={customer.sid}` shows its address, and `terraform state rm 'ADDRESS'`" in refused.error
    address = workspace.run("state", "list", f"-id={customer.sid}").expect_success().output.strip()
    workspace.run("state", "rm", address).expect_success()
    assert workspace.state == {}


@engines(*CURRENT)
def test_settings_of_a_closed_account_leave_state_by_a_removed_block(workspace: Workspace, twilio: FakeTwilio) -> None:
    (customer,) = add_customers(workspace, twilio, 1)
    workspace.write(hcl.settings(friendly_name="Ours", account_sid=customer.sid))
    workspace.apply().expect_success()
    customer.status = AccountStatus.CLOSED

    workspace.write(f"removed {{\n  from = {hcl.THIS}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n")
    workspace.apply("-refresh=false").expect_success()

    assert workspace.state == {}


@engines(ANY)
def test_a_subaccounts_settings_are_imported_by_its_sid_and_plan_empty(workspace: Workspace, twilio: FakeTwilio) -> None:
    (customer,) = add_customers(workspace, twilio, 1)
    live = customer.settings(SettingsKind.RECORDING)
    live.friendly_name, live.ever_posted = "By hand", True
    workspace.write(hcl.settings(friendly_name="By hand", account_sid=customer.sid))

    workspace.import_(hcl.THIS, customer.sid).expect_success()

    workspace.plan().expect_nothing_to_do()


@engines(ANY)
def test_a_key_that_a_subaccounts_settings_use_is_not_destroyed(workspace: Workspace, twilio: FakeTwilio) -> None:
    (customer,) = add_customers(workspace, twilio, 1)
    key = {"account_sid": customer.sid, "public_key": PEM}
    workspace.write(hcl.block('resource "twilio_credentials_public_key" "this"', key))
    workspace.apply().expect_success()
    (sid,) = customer.credentials
    live = customer.settings(SettingsKind.RECORDING)
    live.encryption_key_sid, live.encryption_enabled, live.ever_posted = sid, True, True

    refused = workspace.destroy()

    assert "The credential is in use" in refused.error
    assert list(customer.credentials) == [sid]
