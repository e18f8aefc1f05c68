"""docs/guides/destroying.md, from top to bottom."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import sent
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_what_a_destroy_leaves_behind_is_what_the_guide_says(reader: Reader, twilio: FakeTwilio) -> None:
    account = twilio.account()
    old, new = account.add_public_key(), account.add_public_key()
    account.recording_settings.encryption_enabled, account.recording_settings.encryption_key_sid = True, old.sid
    reader.export(TF_VAR_key=new.sid)

    reader.follow(guide("destroying"))

    keys = [sent(request)["EncryptionKeySid"] for request in twilio.writes]
    assert keys == [new.sid, old.sid, new.sid, ""]
