"""docs/guides/settings-objects.md, from top to bottom."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import UNTOUCHED, holds, sent
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_a_settings_object_is_taken_over_changed_and_put_back_as_the_guide_says(reader: Reader, twilio: FakeTwilio) -> None:
    account = twilio.account()
    first, second = account.add_public_key(), account.add_public_key()

    def turned_on() -> None:
        account.recording_settings.encryption_enabled, account.recording_settings.encryption_key_sid = True, first.sid

    def another_key() -> None:
        account.recording_settings.encryption_key_sid = second.sid

    happens = {"somebody turns encryption on by hand": turned_on, "somebody names another key by hand": another_key}
    reader.follow(guide("settings-objects"), happens)

    assert [sent(request)["EncryptionEnabled"] for request in twilio.writes] == ["false", "true"]
    found = {"encryption_enabled": True, "encryption_key_sid": first.sid}
    assert holds(twilio) == UNTOUCHED | found | {"friendly_name": "Recordings of production"}
