"""`terraform query`: what exists is found, and taken over with the configuration that the engine generates of it."""

from __future__ import annotations

import json
import re

import pytest

from provider.fake import Account, FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT
from tests.e2e.engine_choice import engines, having
from tests.e2e.hcl import HOOK, RECORDING
from tests.e2e.workspace import Result, Workspace

pytestmark = engines(*having(lambda features: features.list_resources))

ABSENT = "AC" + "0" * 32


def list_block(kind: str = RECORDING, *, config: str = "all_accounts = true", limit: int = 1000) -> str:
    inner = f"  config {{\n    {config}\n  }}\n"
    return hcl.block(
        f'list "{kind}" "all"',
        {"provider": hcl.Expression("twilio"), "include_resource": True, "limit": limit},
        inner,
    )


def customers(twilio: FakeTwilio, number: int) -> list[Account]:
    """Subaccounts with settings and a hook that somebody made."""
    made = [twilio.add_subaccount(friendly_name=f"Customer {each}", sid=f"AC{each:032}") for each in range(1, number + 1)]
    for account in (twilio.account(), *made):
        account.recording_settings.friendly_name, account.recording_settings.ever_posted = account.friendly_name, True
        account.add_composition_hook(f"Hook of {account.friendly_name}")
    return made


def query(workspace: Workspace, *blocks: str, options: tuple[str, ...] = ()) -> Result:
    workspace.write()
    workspace.write(*blocks, name="find.tfquery.hcl")
    return workspace.run("query", "-json", *options)


def found(answer: Result) -> list[dict[str, object]]:
    return [event["list_resource_found"] for event in answer.events if event.get("type") == "list_resource_found"]


@pytest.mark.parametrize("kind", [RECORDING, HOOK])
def test_what_fifty_accounts_have_is_imported_with_generated_configuration_and_plans_empty(
    workspace: Workspace, twilio: FakeTwilio, kind: str
) -> None:
    customers(twilio, 50)
    query(workspace, list_block(kind), options=("-generate-config-out=generated.tf",)).expect_success()

    workspace.apply().expect_success()

    assert len(workspace.state) == 51
    assert twilio.writes == []
    workspace.plan().expect_nothing_to_do()


def test_generated_configuration_names_an_account_where_it_is_not_the_providers(workspace: Workspace, twilio: FakeTwilio) -> None:
    customer, *_ = customers(twilio, 1)
    query(workspace, list_block(), options=("-generate-config-out=generated.tf",)).expect_success()
    generated = (workspace.directory / "generated.tf").read_text()
    named = re.findall(r'^  account_sid\s+= "(\w+)"$', generated, re.MULTILINE)
    assert named == [customer.sid]


def test_an_object_is_shown_with_its_identity_and_its_name(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers(twilio, 0)
    (only,) = found(query(workspace, list_block(config="")).expect_success())
    assert only["identity"] == {"account_sid": ACCOUNT}
    assert ACCOUNT in str(only["display_name"])


def test_a_limit_is_kept(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers(twilio, 9)
    assert len(found(query(workspace, list_block(limit=4)).expect_success())) == 4


def test_an_account_that_cannot_be_read_is_a_warning_and_the_others_are_found(workspace: Workspace, twilio: FakeTwilio) -> None:
    one, other = customers(twilio, 2)
    named = json.dumps([one.sid, ABSENT, other.sid])
    answer = query(workspace, list_block(config=f"accounts = {named}")).expect_success()
    assert [each["identity"] for each in found(answer)] == [{"account_sid": one.sid}, {"account_sid": other.sid}]
    (warning,) = answer.warnings
    assert ABSENT in warning.text


def test_an_account_that_is_none_is_told_before_anything_is_asked(workspace: Workspace, twilio: FakeTwilio) -> None:
    answer = query(workspace, list_block(config='accounts = ["me"]'))
    assert '"me" is not an account SID' in answer.error
    assert twilio.requests == []


def test_no_token_is_told(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.secrets += [customer.auth_token for customer in customers(twilio, 3)]
    query(workspace, list_block(), options=("-generate-config-out=generated.tf",)).expect_success()
    generated = (workspace.directory / "generated.tf").read_text()
    assert not [secret for secret in workspace.secrets if secret in generated]
