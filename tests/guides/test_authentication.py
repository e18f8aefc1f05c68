"""docs/guides/authentication.md, from top to bottom."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_an_account_and_a_subaccount_are_reached_each_with_its_own_credentials(reader: Reader, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    key = twilio.add_api_key(standard=True)
    reader.export(TWILIO_AUTH_TOKEN="", TWILIO_API_KEY=key.sid, TWILIO_API_SECRET=key.secret)

    def token(of: str) -> None:
        reader.export(TF_VAR_subaccount_sid=subaccount.sid, TF_VAR_subaccount_auth_token=of)

    printed = reader.follow(
        guide("authentication"),
        {
            "the variables have the subaccount's SID and auth token": lambda: token(subaccount.auth_token),
            "the variable has the parent's auth token": lambda: token(twilio.auth_token),
        },
    )

    assert f'account = "{twilio.account_sid}"' in printed[0]
    assert f'subaccount = "{subaccount.sid}"' in printed[3]
