"""examples/two_accounts, deployed to an account and a subaccount of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import UNTOUCHED, holds
from tests.e2e.engine_choice import TERRAFORM, require
from tests.e2e.project import Project
from tests.keys import PEM

pytestmark = pytest.mark.engine


def test_each_account_gets_its_own_settings_and_is_left_as_it_was(cli_config: Path, tmp_path: Path) -> None:
    (tmp_path / "recordings.public.pem").write_text(PEM)
    with FakeTwilio() as twilio:
        subaccount = twilio.add_subaccount()
        variables = {
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_BASE_URL": twilio.base_url,
            "TF_VAR_subaccount_sid": subaccount.sid,
            "TF_VAR_subaccount_auth_token": subaccount.auth_token,
        }
        project = Project(tmp_path, ("-m", "examples.two_accounts.main"), require(TERRAFORM), cli_config, variables)
        assert project.synth().expect_success().output == ""
        stack = project.stack("two-accounts")
        stack.init().expect_success()
        stack.apply().expect_success()

        (key,) = subaccount.public_keys.values()
        assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Main account"}
        assert holds(twilio, subaccount) == {
            **UNTOUCHED,
            "friendly_name": "Subaccount",
            "encryption_key_sid": key.sid,
            "encryption_enabled": True,
        }
        assert twilio.account().public_keys == {}
        assert {request.account_sid for request in twilio.writes} == {twilio.account_sid, subaccount.sid}
        stack.plan().expect_nothing_to_do()

        stack.destroy().expect_success()

        assert holds(twilio, subaccount) == {**UNTOUCHED, "friendly_name": "Subaccount"}
        assert subaccount.public_keys == {}
        assert twilio.violations == []
