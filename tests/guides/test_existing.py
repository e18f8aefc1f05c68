"""docs/guides/existing.md, from top to bottom."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e import engine_choice
from tests.guides.conftest import add_command, guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_what_exists_is_found_and_taken_over_without_a_change(reader: Reader, twilio: FakeTwilio) -> None:
    add_command(reader, "terraform", [str(engine_choice.require(engine_choice.NEWEST_TERRAFORM).path)])
    for number in (1, 2, 3):
        settings = twilio.add_subaccount(friendly_name=f"Customer {number}", sid=f"AC{number:032}").recording_settings
        settings.friendly_name, settings.ever_posted = f"Customer {number}", True
    twilio.account().add_composition_hook("Every room")

    reader.follow(guide("existing"))

    assert twilio.writes == []
    assert "account_sid" in (reader.folder / "generated.tf").read_text(encoding="utf-8")
