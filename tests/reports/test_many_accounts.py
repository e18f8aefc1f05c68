"""Many accounts from one provider: which account an object is made in, and what one account holds up."""

from __future__ import annotations

import dataclasses

import pytest

from provider.fake import Account, AccountStatus, Alter, FakeTwilio
from provider.framework.values import UNKNOWN, Values
from tests.e2e import hcl
from tests.e2e.engine_choice import ANY, CURRENT, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.engine.walk import Engine, Instance
from tests.harness.client import PluginClient
from tests.harness.schema import Schema
from tests.resources import hooks
from tests.resources.credentials import KINDS, Kind

SETTINGS = hcl.RECORDING
NEW: dict[str, Values] = {
    SETTINGS: {"friendly_name": "Ours"},
    hooks.TYPE: hooks.SMALL,
    **{kind.type_name: {**kind.given, "friendly_name": "Ours"} for kind in KINDS},
}
"""A small object of each type, of the provider's account."""
HOOK = hcl.block(f'resource "{hooks.TYPE}" "this"', {"friendly_name": "Grid", "audio_sources": hcl.Expression('["*"]')})
OURS = hcl.settings(friendly_name="Ours")

FLEET = f"""
data "twilio_accounts" "customers" {{}}

resource "{SETTINGS}" "of" {{
  for_each      = toset(data.twilio_accounts.customers.sids)
  account_sid   = each.value
  friendly_name = "Recordings"
}}
"""


# The account of a new object


@pytest.mark.parametrize("type_name", NEW)
def test_the_plan_of_a_new_object_says_which_account_it_will_be_of(calls: Engine, twilio: FakeTwilio, type_name: str) -> None:
    change = calls.plan(type_name, NEW[type_name])

    assert change.after["account_sid"] == twilio.account_sid
    assert calls.apply(change, NEW[type_name]).state["account_sid"] == twilio.account_sid


@engines(*CURRENT)
@pytest.mark.parametrize("block", [HOOK, OURS], ids=["hook", "settings"])
def test_a_saved_plan_makes_nothing_in_another_account_than_it_was_made_for(
    workspace: Workspace, twilio: FakeTwilio, block: str
) -> None:
    other = twilio.add_account("Another company")
    workspace.secrets.append(other.auth_token)
    workspace.write(block)
    workspace.plan().expect_change()
    login = {"TWILIO_ACCOUNT_SID": other.sid, "TWILIO_AUTH_TOKEN": other.auth_token}
    elsewhere = dataclasses.replace(workspace, environ=workspace.environ | login)

    error = elsewhere.apply_plan().error

    assert "The plan was made for another account" in error
    assert twilio.account_sid in error
    assert other.sid in error
    assert (twilio.writes, workspace.state) == ([], {})
    workspace.plan().expect_change()
    workspace.apply_plan().expect_success()


@engines(ANY)
@pytest.mark.parametrize("saved", [False, True])
def test_objects_of_two_provider_blocks_are_made_in_two_accounts(workspace: Workspace, twilio: FakeTwilio, saved: bool) -> None:
    other = twilio.add_account("Another company")
    workspace.secrets.append(other.auth_token)
    login = {"alias": "other", "account_sid": other.sid, "auth_token": hcl.Expression("var.token")}
    theirs = [each.replace("{\n", "{\n  provider = twilio.other\n", 1).replace('"this"', '"theirs"') for each in (HOOK, OURS)]
    workspace.environ["TF_VAR_token"] = other.auth_token
    workspace.write('variable "token" {\n  ephemeral = true\n  sensitive = true\n}\n', hcl.provider(**login), HOOK, OURS, *theirs)

    if saved:
        workspace.plan().expect_change()
        workspace.apply_plan().expect_success()
    else:
        workspace.apply().expect_success()

    for each in (twilio.account(), other):
        assert (len(each.composition_hooks), each.recording_settings.friendly_name) == (1, "Ours")


# Accounts that are suspended before they are managed


def test_a_suspended_account_that_is_new_is_planned_unseen_and_refused_in_the_apply(calls: Engine, twilio: FakeTwilio) -> None:
    customer = twilio.add_subaccount(friendly_name="Customer 7")
    customer.status = AccountStatus.SUSPENDED
    given = {"friendly_name": "Ours", "account_sid": customer.sid}

    change = calls.plan(SETTINGS, given)
    with calls.walk() as walk:
        refused = walk.try_apply(change, given, None)

    (warning,) = change.told.warnings
    assert warning.summary == "Not looked at"
    assert f'{customer.sid} ("Customer 7") is suspended' in warning.detail
    assert [each.summary for each in refused.errors] == ["The account is not active"]
    assert (refused.state, twilio.writes) == (None, [])


def test_a_new_hook_in_a_suspended_account_is_planned_and_refused_in_the_apply(calls: Engine, twilio: FakeTwilio) -> None:
    customer = twilio.add_subaccount(friendly_name="Customer 7")
    customer.status = AccountStatus.SUSPENDED
    given = {**hooks.SMALL, "account_sid": customer.sid}

    change = calls.plan(hooks.TYPE, given)
    with calls.walk() as walk:
        refused = walk.try_apply(change, given, None)

    assert [each.summary for each in change.told.warnings] == ["Not looked at"]
    assert [each.summary for each in refused.errors] == ["The account is not active"]
    assert (refused.state, customer.composition_hooks) == (None, {})


def test_an_account_that_is_active_again_by_the_apply_is_guarded_there(calls: Engine, twilio: FakeTwilio) -> None:
    customer = twilio.add_subaccount(friendly_name="Customer 7")
    customer.status = AccountStatus.SUSPENDED
    given = {"friendly_name": "Ours", "account_sid": customer.sid}
    change = calls.plan(SETTINGS, given)
    customer.status = AccountStatus.ACTIVE
    live = customer.recording_settings
    live.encryption_key_sid, live.encryption_enabled, live.ever_posted = customer.add_public_key().sid, True, True

    with calls.walk() as walk:
        refused = walk.try_apply(change, given, None)

    assert [each.summary for each in refused.errors] == ["The account already has settings"]
    assert live.encryption_enabled


@engines(*CURRENT)
def test_a_customer_that_is_suspended_before_the_first_apply_holds_up_no_other(workspace: Workspace, twilio: FakeTwilio) -> None:
    late, *others = (twilio.add_subaccount(friendly_name=name) for name in ("Late", "One", "Two"))
    late.status = AccountStatus.SUSPENDED
    workspace.secrets += [each.auth_token for each in (late, *others)]
    workspace.write(FLEET)

    planned = workspace.plan().expect_change()
    refused = workspace.apply()

    assert [each.summary for each in planned.warnings] == ["Not looked at"]
    assert f'account {late.sid} ("Late")' in refused.error
    assert [each.recording_settings.friendly_name for each in (late, *others)] == [None, "Recordings", "Recordings"]
    late.status = AccountStatus.ACTIVE
    workspace.apply().expect_success()
    assert late.recording_settings.friendly_name == "Recordings"


# Which accounts there are


@pytest.mark.parametrize("given", [{"friendly_name": "One"}, {"status": "active"}], ids=["name", "status"])
def test_accounts_that_are_not_as_asked_for_are_left_out_even_if_twilio_lists_them(
    client: PluginClient, twilio: FakeTwilio, given: dict[str, object]
) -> None:
    one, two = (twilio.add_subaccount(friendly_name=name) for name in ("One", "Two"))
    two.status = AccountStatus.SUSPENDED
    twilio.faults.add(Alter({"accounts": [listed(each) for each in (one, two)]}))
    schema = Schema.of(client.schema().data_source_schemas["twilio_accounts"])

    found = client.read_data("twilio_accounts", schema.config(given)).without_errors().object

    assert found["sids"] == [one.sid]


def listed(account: Account) -> dict[str, object]:
    """The account as Twilio lists it."""
    date = "Tue, 01 Dec 2026 00:00:00 +0000"
    return {
        "sid": account.sid,
        "friendly_name": account.friendly_name,
        "status": account.status.value,
        "owner_account_sid": account.owner_sid,
        "auth_token": account.auth_token,
        "date_created": date,
        "date_updated": date,
    }


# What is looked for in the wrong account


def test_a_credential_that_the_providers_account_does_not_have_is_told_how_to_import_a_subaccounts(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    twilio.behaviour.parents_see_subaccount_credentials = False
    customer = twilio.add_subaccount()
    credential.apply({**kind.given, "account_sid": customer.sid}).without_errors()

    (error,) = credential.refusal_to_import(credential.state["sid"]).errors

    assert f"Account {twilio.account_sid} was asked." in error.detail
    assert "`AC…/CR…`" in error.detail


@pytest.mark.parametrize("form", ["{sid}@{account}", "{account}:{sid}", "{account} {sid}"])
def test_an_import_id_in_the_form_of_other_providers_is_told_the_right_one(hook: Managed, twilio: FakeTwilio, form: str) -> None:
    key = form.format(sid="HK" + "1" * 32, account=twilio.account_sid)

    (error,) = hook.refusal_to_import(key).errors

    assert error.summary == "Wrong SID"
    assert "`AC…/HK…`" in error.detail


def test_a_hook_that_the_providers_account_does_not_have_is_looked_for_elsewhere_with_account_sid(
    client: PluginClient, twilio: FakeTwilio
) -> None:
    customer = twilio.add_subaccount()
    sid = customer.add_composition_hook("Theirs").sid
    schema = Schema.of(client.schema().data_source_schemas[hooks.TYPE])

    (error,) = client.read_data(hooks.TYPE, schema.config({"sid": sid})).errors

    assert f"Account {twilio.account_sid} was asked." in error.detail
    assert "found with `account_sid`" in error.detail


# An account that a plan does not know, as where a module with depends_on has its data sources read in the apply


def encrypted(calls: Engine, customer: Account) -> tuple[Instance, Values]:
    """Settings that encrypt over a baseline that does not, and their configuration."""
    given: Values = {
        "friendly_name": "Ours",
        "account_sid": customer.sid,
        "encryption_enabled": True,
        "encryption_key_sid": customer.add_public_key().sid,
    }
    return calls.deploy(SETTINGS, given), given


def test_settings_whose_account_turns_out_to_be_the_same_encrypt_all_the_time(calls: Engine, twilio: FakeTwilio) -> None:
    made, given = encrypted(calls, twilio.add_subaccount(friendly_name="Customer 7"))
    change = calls.plan(SETTINGS, given | {"account_sid": UNKNOWN}, made)
    twilio.forget_requests()

    after = calls.apply(change, given)

    assert "Whose settings these will be is not known yet" in [each.summary for each in change.told.warnings]
    assert [dict(each.form)["EncryptionEnabled"] for each in twilio.writes] == ["true"]
    assert after.state == made.state
    calls.destroy(after)
    assert not twilio.account(str(given["account_sid"])).recording_settings.encryption_enabled


def test_settings_whose_account_turns_out_to_be_another_stay_behind_and_their_baseline_is_told(
    calls: Engine, twilio: FakeTwilio
) -> None:
    one, two = (twilio.add_subaccount(friendly_name=name) for name in ("One", "Two"))
    made, _ = encrypted(calls, one)
    moved = {"friendly_name": "Ours", "account_sid": two.sid}
    change = calls.plan(SETTINGS, {**moved, "account_sid": UNKNOWN}, made)

    with calls.walk() as walk:
        walk.upgrade(made)
        left = walk.try_delete(change).without_errors()
        walk.try_apply(change, moved, None).without_errors()

    (warning,) = left.warnings
    assert warning.summary == "Settings left as they are"
    assert "encryption_enabled = false" in warning.detail
    assert one.recording_settings.encryption_enabled
    assert two.recording_settings.friendly_name == "Ours"


@engines(*CURRENT)
def test_an_engine_replaces_settings_whose_account_it_did_not_know_without_a_moment_that_does_not_encrypt(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    customer = twilio.add_subaccount(friendly_name="Customer 7")
    workspace.secrets.append(customer.auth_token)
    wanted = hcl.settings(
        friendly_name="Ours",
        account_sid=hcl.Expression("terraform_data.customer.output"),
        encryption_enabled=True,
        encryption_key_sid=customer.add_public_key().sid,
    )
    for attempt in ("first", "second"):
        twilio.forget_requests()
        known = hcl.block('resource "terraform_data" "customer"', {"input": customer.sid, "triggers_replace": attempt})
        workspace.write(known, wanted)
        workspace.apply().expect_success()

    assert [dict(each.form)["EncryptionEnabled"] for each in twilio.writes] == ["true"]
    assert '"encryption_enabled":false' in workspace.state[hcl.THIS]["baseline"].replace(" ", "")
