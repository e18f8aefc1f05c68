"""docs/guides/troubleshooting.md: every mishap is brought about, and told in the words that the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from provider import __version__
from provider.fake import FakeTwilio
from provider.resources.provider import ADDRESS
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_every_mishap_is_told_as_the_page_says(reader: Reader, twilio: FakeTwilio) -> None:
    plugins = Path(reader.environment["HOME"]) / ".terraform.d/plugins"
    python = plugins / ADDRESS / __version__ / "python"
    other = twilio.add_account("Another")

    command = Path(reader.environment["PATH"].partition(":")[0]) / "terraform-provider-twilio"

    def python_goes() -> None:
        python.write_text("/nowhere/python\n", encoding="utf-8")
        command.rename(command.with_suffix(".gone"))

    def credentials_of_another() -> None:
        reader.follow("```shell\nterraform apply -auto-approve\n```\n")
        reader.export(TWILIO_ACCOUNT_SID=other.sid, TWILIO_AUTH_TOKEN=other.auth_token)

    def right_credentials() -> None:
        reader.export(TWILIO_ACCOUNT_SID=twilio.account_sid, TWILIO_AUTH_TOKEN=twilio.auth_token)
        reader.follow("```shell\nterraform state rm twilio_video_recording_settings.this\n```\n")

    def set_up_by_hand() -> None:
        settings = twilio.account().recording_settings
        settings.encryption_enabled, settings.encryption_key_sid = True, twilio.account().add_public_key().sid

    reader.follow(
        guide("troubleshooting"),
        {
            "the plugin is not installed": lambda: shutil.rmtree(plugins, ignore_errors=True),
            "the Python is gone": python_goes,
            "the package is there again": lambda: command.with_suffix(".gone").rename(command),
            "settings of one account are applied, then credentials of another are set": credentials_of_another,
            "the right credentials are back": right_credentials,
            "somebody set the account up by hand": set_up_by_hand,
        },
    )

    assert len(twilio.writes) == 1
