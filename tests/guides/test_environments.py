"""docs/guides/environments.md, from top to bottom."""

from __future__ import annotations

import pytest

from provider.fake import Account, FakeTwilio
from tests.e2e.account import sent
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_each_environment_has_an_account_and_two_stacks_of_one_account_undo_each_other(
    reader: Reader, twilio: FakeTwilio
) -> None:
    staging, production = twilio.account(), twilio.add_subaccount()

    def credentials(of: Account) -> None:
        key = twilio.add_api_key(of, standard=True)
        reader.export(TWILIO_ACCOUNT_SID=of.sid, TWILIO_API_KEY=key.sid, TWILIO_API_SECRET=key.secret, TWILIO_AUTH_TOKEN="")

    reader.follow(
        guide("environments"),
        {
            "credentials of staging": lambda: credentials(staging),
            "credentials of production": lambda: credentials(production),
        },
    )

    names = [sent(request)["FriendlyName"] for request in twilio.writes]
    assert names == ["Recordings of staging", "Recordings of production", "Recordings of a test"]
    assert staging.recording_settings.friendly_name == "Recordings of staging"
    assert production.recording_settings.friendly_name == "Recordings of a test"
