"""Credentials are not deleted while settings name them: Twilio would drop recordings."""

from __future__ import annotations

import pytest

from provider.fake import Answer, FakeTwilio, SettingsKind
from tests.resources.credentials import Kind, sid_of
from tests.resources.managed import Managed


def test_a_credential_deleted_at_the_console_is_dropped_from_state(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.account().delete_credential(sid_of(made))

    made.refresh()

    assert made.instance is None


def test_a_destroy_deletes_the_credential(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    sid = sid_of(made)

    destroyed = made.destroy().without_errors()

    assert destroyed.state is None
    (request,) = twilio.writes
    assert (request.method, request.path) == ("DELETE", f"{kind.collection}/{sid}")
    assert twilio.account().credentials == {}


def test_destroying_one_that_is_gone_is_no_error(made: Managed, twilio: FakeTwilio) -> None:
    twilio.account().delete_credential(sid_of(made))

    assert made.destroy().without_errors().state is None


@pytest.mark.parametrize("switched_on", [True, False], ids=["live", "dormant"])
@pytest.mark.parametrize("settings", SettingsKind)
def test_a_credential_that_settings_name_is_not_deleted(
    made: Managed, kind: Kind, twilio: FakeTwilio, settings: SettingsKind, switched_on: bool
) -> None:
    before = made.state
    live = twilio.account().settings(settings)
    setattr(live, kind.attribute, before["sid"])
    live.aws_storage_enabled = live.encryption_enabled = switched_on

    destroyed = made.destroy()

    (error,) = destroyed.errors
    assert error.summary == "The credential is in use"
    assert f"Credential {before['sid']} (Recordings) is named by {kind.attribute} of the" in error.detail
    assert f"{settings.name.lower()} settings of account {twilio.account_sid}" in error.detail
    assert "`lifecycle { create_before_destroy = true }`" in error.detail
    assert 'on_destroy = "reset"' in error.detail
    assert destroyed.state == before
    assert twilio.writes == []


def test_every_setting_that_names_a_credential_is_told(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    for settings in SettingsKind:
        setattr(twilio.account().settings(settings), kind.attribute, sid_of(made))

    (error,) = made.destroy().errors

    assert f"{kind.attribute} of the recording settings and {kind.attribute} of the composition settings" in error.detail


@pytest.mark.parametrize("settings", SettingsKind)
@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_credential_whose_use_cannot_be_seen_is_not_deleted(
    made: Managed, twilio: FakeTwilio, settings: SettingsKind, status: int
) -> None:
    twilio.faults.add(Answer(status), path=settings.path, times=None)

    destroyed = made.destroy()

    assert len(destroyed.errors) == 1
    assert destroyed.state is not None
    assert twilio.writes == []


def test_an_account_without_video_has_no_settings_that_could_name_a_credential(made: Managed, twilio: FakeTwilio) -> None:
    for settings in SettingsKind:
        twilio.faults.add(Answer(404, 20404), path=settings.path)

    made.destroy().without_errors()

    assert twilio.account().credentials == {}


def test_a_plan_to_destroy_a_subaccounts_credential_warns_that_its_use_cannot_be_seen(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    subaccount = twilio.add_subaccount()
    credential.apply({**kind.given, "account_sid": subaccount.sid}).without_errors()

    (warning,) = credential.plan_destroy().warnings

    assert warning.summary == "Use of this credential cannot be checked"
    assert f"belongs to account {subaccount.sid}" in warning.detail
    credential.destroy().without_errors()
    assert subaccount.credentials == {}


def test_a_plan_to_destroy_a_credential_of_the_account_itself_has_nothing_to_tell(made: Managed) -> None:
    assert made.plan_destroy().diagnostics == []
