"""What the doctor says of the account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from provider.fake import Alter, Answer, FakeTwilio, SettingsKind
from tests.doctor.conftest import SECRETS, Machine


@contextmanager
def server_of_2015() -> Iterator[str]:
    """Something that answers every request with settings, and believes that it is 2015."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            switches = {"aws_storage_enabled": False, "encryption_enabled": False}
            texts = ("account_sid", "friendly_name", "aws_credentials_sid", "aws_s3_url", "encryption_key_sid")
            body = json.dumps(dict.fromkeys(texts) | switches).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return "Wed, 25 Nov 2015 02:00:00 GMT"

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_an_account_in_order_is_told_in_words_that_prove_where_recordings_go(machine: Machine, twilio: FakeTwilio) -> None:
    account = twilio.account()
    key, credential = account.add_public_key(), account.add_aws_credential()
    settings = account.recording_settings
    settings.encryption_enabled, settings.encryption_key_sid = True, key.sid
    settings.aws_storage_enabled, settings.aws_credentials_sid = True, credential.sid
    settings.aws_s3_url = "https://my-recordings.s3-eu-west-1.amazonaws.com/video/"

    report = machine.examine()

    assert (report.status, report.healthy) == (0, True)
    (told,) = report.of("recording settings", "ok")
    assert f"https://my-recordings.s3-eu-west-1.amazonaws.com/video/, encrypted with {key.sid}." in told


def test_it_changes_nothing(machine: Machine, twilio: FakeTwilio) -> None:
    machine.examine()
    assert twilio.requests
    assert not twilio.writes


@pytest.mark.parametrize("kind", list(SettingsKind))
def test_settings_that_name_a_credential_which_is_gone_are_a_problem(
    machine: Machine, twilio: FakeTwilio, kind: SettingsKind
) -> None:
    settings = twilio.account().settings(kind)
    settings.encryption_enabled, settings.encryption_key_sid = True, f"CR{'0' * 32}"

    report = machine.examine()

    assert (report.status, report.healthy) == (1, False)
    (told,) = report.of(f"{kind.name.lower()} settings", "problem")
    assert f"encryption_key_sid names the credential CR{'0' * 32}, which does not exist" in told


def test_a_credential_that_is_gone_beside_a_switch_that_is_off_is_a_warning(machine: Machine, twilio: FakeTwilio) -> None:
    twilio.account().recording_settings.encryption_key_sid = f"CR{'0' * 32}"

    report = machine.examine()

    (told,) = report.of("recording settings", "warning")
    assert "Nothing is lost while encryption_enabled is off" in told
    assert report.of("recording settings", "problem") == []


def test_encryption_without_a_key_is_a_problem(machine: Machine, twilio: FakeTwilio) -> None:
    twilio.account().recording_settings.encryption_enabled = True

    (told,) = machine.examine().of("recording settings", "problem")

    assert "encryption_key_sid" in told
    assert "Set encryption_key_sid" in told


def test_hooks_that_will_compose_nothing_are_a_problem(machine: Machine, twilio: FakeTwilio) -> None:
    account = twilio.account()
    hook = account.add_composition_hook("grid", audio_sources=["*"])
    account.recording_settings.encryption_enabled = True
    account.recording_settings.encryption_key_sid = account.add_public_key().sid

    (told,) = machine.examine().of("composition hooks", "problem")

    assert hook.sid in told
    assert "encryption_enabled" in told


def test_a_hook_that_twilio_lists_without_a_sid_does_not_end_the_examination(machine: Machine, twilio: FakeTwilio) -> None:
    account = twilio.account()
    account.recording_settings.encryption_enabled, account.recording_settings.encryption_key_sid = (
        True,
        account.add_public_key().sid,
    )
    twilio.faults.add(Alter({"composition_hooks": [{"enabled": True}]}), path="/v1/CompositionHooks", times=None)

    (told,) = machine.examine().of("composition hooks", "problem")

    assert "a hook without a SID will compose nothing" in told


def test_hooks_are_in_order_where_recordings_can_be_composed(machine: Machine, twilio: FakeTwilio) -> None:
    twilio.account().add_composition_hook("grid", audio_sources=["*"])
    assert machine.examine().statuses("composition hooks") == ["ok"]


def test_a_wrong_token_is_told_with_its_remedy_and_nothing_more_is_asked(machine: Machine, twilio: FakeTwilio) -> None:
    machine.variables["TWILIO_AUTH_TOKEN"] = SECRETS[0][::-1]

    report = machine.examine()

    assert report.status == 1
    (told,) = report.of("api", "problem")
    assert "Twilio does not accept the credentials" in told
    assert "Check account_sid with auth_token" in told
    assert len(twilio.requests) == 1


def test_missing_credentials_are_told_all_at_once_and_twilio_is_not_asked(machine: Machine, twilio: FakeTwilio) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        del machine.variables[name]

    report = machine.examine()

    assert len(report.of("credentials", "problem")) == 2
    assert report.statuses("api") == []
    assert not twilio.requests


def test_an_api_that_cannot_be_reached_is_told_with_its_address(machine: Machine, twilio: FakeTwilio) -> None:
    address = twilio.base_url
    twilio.stop()

    (told,) = machine.examine().of("api", "problem")

    assert "Twilio cannot be reached" in told
    assert address.removeprefix("http://") in told


def test_a_clock_that_is_wrong_is_a_warning(machine: Machine, twilio: FakeTwilio) -> None:
    with server_of_2015() as address:
        machine.variables["TWILIO_BASE_URL"] = address
        (told,) = machine.examine().of("clock", "warning")
    assert "ahead of Twilio's" in told


def test_a_clock_that_is_right_is_in_order(machine: Machine) -> None:
    assert machine.examine().statuses("clock") == ["ok"]


def test_settings_that_the_key_may_not_read_are_told_and_the_rest_is_examined(machine: Machine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, message="Forbidden"), path="/v1/CompositionSettings", times=None)

    report = machine.examine()

    assert report.statuses("recording settings") == ["ok"]
    (told,) = report.of("settings", "problem")
    assert "Twilio does not permit this" in told
