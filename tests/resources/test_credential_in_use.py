"""Credentials are not deleted while settings name them: Twilio would drop recordings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from provider.fake import Alter, Answer, FakeTwilio, SettingsKind
from provider.resources.settings import in_use
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.client import Answered
from tests.resources.credentials import KINDS, Kind, sid_of

PUBLIC_KEY = KINDS[1]


def use(twilio: FakeTwilio, settings: SettingsKind, kind: Kind, credential: Managed) -> None:
    """Turn both switches on by hand, and name the credential."""
    live = twilio.account().settings(settings)
    setattr(live, kind.attribute, sid_of(credential))
    live.aws_storage_enabled = live.encryption_enabled = True


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


@pytest.mark.parametrize("settings", SettingsKind)
def test_a_credential_that_settings_use_is_not_deleted(
    made: Managed, kind: Kind, twilio: FakeTwilio, settings: SettingsKind
) -> None:
    before = made.state
    use(twilio, settings, kind, made)

    destroyed = made.destroy()

    (error,) = destroyed.errors
    assert error.summary == "The credential is in use"
    assert f"Credential {before['sid']} (Recordings) is named by {kind.attribute} of the" in error.detail
    assert f"{settings.name.lower()} settings of account {twilio.account_sid}" in error.detail
    assert "`lifecycle { create_before_destroy = true }`" in error.detail
    assert 'on_destroy = "reset"' in error.detail
    assert destroyed.state == before
    assert twilio.writes == []


@pytest.mark.parametrize("settings", SettingsKind)
@pytest.mark.parametrize("off", [False, None], ids=["off", "never touched"])
def test_a_credential_beside_a_switch_that_is_off_is_deleted_and_told(
    made: Managed, kind: Kind, twilio: FakeTwilio, settings: SettingsKind, off: bool | None
) -> None:
    """What else is on makes no difference."""
    use(twilio, settings, kind, made)
    twilio.faults.add(Alter({kind.switch: off}), path=settings.path, method="GET", times=None)
    sid = sid_of(made)

    destroyed = made.destroy().without_errors()

    (warning,) = destroyed.warnings
    assert warning.summary == "A credential that is gone is still named"
    assert f"{kind.attribute} of the {settings.name.lower()} settings of account {twilio.account_sid}" in warning.detail
    assert (sid in warning.detail, f"as long as {kind.switch} is off" in warning.detail) == (True, True)
    assert twilio.account().credentials == {}


@pytest.mark.parametrize("switch", ["true", 0, "false"])
def test_a_switch_that_tells_nothing_is_taken_for_on(made: Managed, kind: Kind, twilio: FakeTwilio, switch: object) -> None:
    use(twilio, SettingsKind.RECORDING, kind, made)
    twilio.faults.add(Alter({kind.switch: switch}), path=SettingsKind.RECORDING.path, method="GET", times=None)

    assert [each.summary for each in made.destroy().errors] == ["The credential is in use"]


def test_a_credential_that_is_off_in_one_and_on_in_another_is_in_use(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    setattr(twilio.account().recording_settings, kind.attribute, sid_of(made))
    use(twilio, SettingsKind.COMPOSITION, kind, made)

    (error,) = made.destroy().errors

    assert "composition settings" in error.detail
    assert "recording settings" not in error.detail
    assert twilio.writes == []


def test_every_setting_that_uses_a_credential_is_told(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    for settings in SettingsKind:
        use(twilio, settings, kind, made)

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


def test_a_plan_to_destroy_a_credential_of_the_account_itself_has_nothing_to_tell(made: Managed) -> None:
    assert made.plan_destroy().diagnostics == []


# Many at once


@pytest.fixture
def keys(walk: Walk, twilio: FakeTwilio) -> list[Managed]:
    """Twenty public keys. No request is logged yet."""
    keys = [Managed(walk, PUBLIC_KEY.type_name) for _ in range(20)]
    for key in keys:
        key.apply(PUBLIC_KEY.given).without_errors()
    twilio.forget_requests()
    return keys


def destroyed_at_once(keys: list[Managed]) -> list[Answered]:
    """Planned one after the other, since a plan writes nothing; then carried out all together."""
    planned = [key.plan_destroy().without_errors() for key in keys]
    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(Managed.delete, keys, planned))


def destroy_unplanned(key: Managed) -> Answered:
    """Carry out a destroy that was planned by another process: this one would have refused to plan it."""
    before = key.instance
    assert before is not None
    return key.walk.client.apply(
        key.type_name, prior=before.state, planned=None, config=None, private=before.private, identity=before.identity
    )


def looks(twilio: FakeTwilio) -> list[int]:
    """How often each kind of settings was looked at."""
    return [len(twilio.requests_to(settings.path, "GET")) for settings in SettingsKind]


def test_many_deletes_share_one_look_at_the_settings(
    keys: list[Managed], twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "LOOK_SECONDS", 3600.0)

    for answer in destroyed_at_once(keys):
        answer.without_errors()

    assert twilio.account().credentials == {}
    assert looks(twilio) == [1, 1]
    assert len(twilio.writes) == len(keys)


def test_a_credential_that_settings_come_to_name_in_between_is_kept_however_recent_the_last_look(
    keys: list[Managed], walk: Walk, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "LOOK_SECONDS", 3600.0)
    chosen = keys[15]
    settings = Managed(walk, "twilio_video_recording_settings")
    settings.import_(twilio.account_sid)
    destroyed_at_once(keys[:10])
    settings.apply({"friendly_name": "x", "encryption_key_sid": sid_of(chosen), "encryption_enabled": True}).without_errors()

    answers = [*destroyed_at_once([key for key in keys[10:] if key is not chosen]), destroy_unplanned(chosen)]

    assert [error.summary for answer in answers for error in answer.errors] == ["The credential is in use"]
    assert list(twilio.account().credentials) == [sid_of(chosen)]
    assert looks(twilio)[1] == 2


def test_a_credential_that_somebody_else_puts_in_use_is_kept_once_the_last_look_is_too_old(
    keys: list[Managed], twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "LOOK_SECONDS", 0.0)
    destroyed_at_once(keys[:10])
    chosen = keys[15]
    use(twilio, SettingsKind.COMPOSITION, PUBLIC_KEY, chosen)

    answers = destroyed_at_once(keys[10:])

    assert [error.summary for answer in answers for error in answer.errors] == ["The credential is in use"]
    assert list(twilio.account().credentials) == [sid_of(chosen)]


def test_a_look_that_failed_is_not_relied_on(made: Managed, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, 20403), path=SettingsKind.COMPOSITION.path)
    assert len(made.destroy().errors) == 1

    made.destroy().without_errors()

    assert twilio.account().credentials == {}
