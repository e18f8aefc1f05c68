"""Twilio's own Python client cannot tell the stand-in from the real thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from provider.fake import Answer, FakeTwilio

AWS = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
BUCKET = "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings"


def test_it_fetches_settings_that_were_never_set(client: Client, twilio: FakeTwilio) -> None:
    settings = client.video.v1.recording_settings().fetch()
    assert settings.account_sid == twilio.account_sid
    assert settings.friendly_name is None
    assert settings.aws_credentials_sid is None
    assert settings.aws_s3_url is None
    assert settings.encryption_key_sid is None
    assert (settings.aws_storage_enabled, settings.encryption_enabled) == (False, False)
    assert settings.url == f"{twilio.base_url}/v1/RecordingSettings/Default"


@pytest.mark.parametrize("kind", ["recording_settings", "composition_settings"])
def test_it_sets_and_fetches_settings(client: Client, twilio: FakeTwilio, rsa_pem: str, kind: str) -> None:
    credential = client.accounts.v1.credentials.aws.create(credentials=AWS)
    key = client.accounts.v1.credentials.public_key.create(public_key=rsa_pem)
    getattr(client.video.v1, kind)().create(
        friendly_name="Everything on",
        aws_credentials_sid=credential.sid,
        aws_s3_url=BUCKET,
        aws_storage_enabled=True,
        encryption_key_sid=key.sid,
        encryption_enabled=True,
    )
    settings = getattr(client.video.v1, kind)().fetch()
    assert settings.friendly_name == "Everything on"
    assert settings.aws_credentials_sid == credential.sid
    assert settings.aws_s3_url == BUCKET
    assert settings.aws_storage_enabled is True
    assert settings.encryption_key_sid == key.sid
    assert settings.encryption_enabled is True
    assert twilio.violations == []


def test_the_two_settings_are_independent(client: Client) -> None:
    client.video.v1.recording_settings().create(friendly_name="Recordings")
    assert client.video.v1.composition_settings().fetch().friendly_name is None


def test_it_creates_updates_and_deletes_an_aws_credential(client: Client, twilio: FakeTwilio) -> None:
    credential = client.accounts.v1.credentials.aws.create(credentials=AWS, friendly_name="before")
    assert credential.account_sid == twilio.account_sid
    assert abs(datetime.now(UTC) - credential.date_created) < timedelta(minutes=1)
    assert credential.update(friendly_name="after").friendly_name == "after"
    assert client.accounts.v1.credentials.aws(credential.sid).fetch().friendly_name == "after"
    assert credential.delete() is True
    assert client.accounts.v1.credentials.aws.list() == []


def test_it_creates_updates_and_deletes_a_public_key(client: Client, rsa_pem: str) -> None:
    key = client.accounts.v1.credentials.public_key.create(public_key=rsa_pem, friendly_name="before")
    assert key.update(friendly_name="after").friendly_name == "after"
    assert [each.sid for each in client.accounts.v1.credentials.public_key.list()] == [key.sid]
    assert key.delete() is True
    assert client.accounts.v1.credentials.public_key.list() == []


def test_it_creates_updates_and_deletes_a_composition_hook(client: Client, twilio: FakeTwilio) -> None:
    layout = {"grid": {"video_sources": ["*"]}}
    hook = client.video.v1.composition_hooks.create(
        friendly_name="Grid",
        video_layout=layout,
        audio_sources=["student*", "teacher"],
        audio_sources_excluded=["student-muted"],
        resolution="1280x720",
        format="mp4",
        trim=False,
        enabled=False,
        status_callback="https://example.com/done",
        status_callback_method="GET",
    )
    fetched = client.video.v1.composition_hooks(hook.sid).fetch()
    assert fetched.video_layout["grid"].items() >= layout["grid"].items()
    assert fetched.video_layout["grid"]["reuse"] == "show_oldest", "a region is answered in full"
    assert fetched.date_updated is None, "it was never updated"
    assert fetched.audio_sources == ["student*", "teacher"]
    assert fetched.audio_sources_excluded == ["student-muted"]
    assert (fetched.resolution, fetched.format, fetched.trim, fetched.enabled) == ("1280x720", "mp4", False, False)
    assert (fetched.status_callback, fetched.status_callback_method) == ("https://example.com/done", "GET")
    assert hook.update(friendly_name="Grid", enabled=True, audio_sources=["*"]).enabled is True
    assert hook.delete() is True
    assert twilio.account().composition_hooks == {}


def test_it_walks_a_list_page_by_page(client: Client, twilio: FakeTwilio) -> None:
    hooks = [twilio.account().add_composition_hook(f"hook {number}") for number in range(5)]
    listed = client.video.v1.composition_hooks.list(page_size=2)
    assert [each.sid for each in listed] == [hook.sid for hook in hooks]
    assert len(twilio.requests) == 3


def test_it_goes_back_a_page(client: Client, twilio: FakeTwilio) -> None:
    first, second = (twilio.account().add_composition_hook(name) for name in ("first", "second"))
    page = client.video.v1.composition_hooks.page(page_size=1)
    following = page.next_page()
    assert following.next().sid == second.sid
    assert following.previous_page().next().sid == first.sid


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"enabled": True}, ["Lesson one", "lesson two"]),
        ({"enabled": False}, ["Meeting"]),
        ({"friendly_name": "LESSON*"}, ["Lesson one", "lesson two"]),
        ({"friendly_name": "lesson"}, []),
        ({"date_created_after": datetime(2020, 1, 1, tzinfo=UTC)}, ["lesson two", "Meeting"]),
        ({"date_created_before": datetime(2020, 1, 1, tzinfo=UTC)}, ["Lesson one"]),
    ],
)
def test_it_filters_hooks(client: Client, twilio: FakeTwilio, filters: dict[str, object], expected: list[str]) -> None:
    old, _, meeting = (twilio.account().add_composition_hook(each) for each in ("Lesson one", "lesson two", "Meeting"))
    old.date_created = datetime(2019, 1, 1, tzinfo=UTC)
    meeting.enabled = False
    assert [hook.friendly_name for hook in client.video.v1.composition_hooks.list(**filters)] == expected


def test_it_creates_a_credential_in_a_subaccount(client: Client, twilio: FakeTwilio) -> None:
    subaccount = client.api.v2010.accounts.create(friendly_name="Classroom")
    credential = client.accounts.v1.credentials.aws.create(credentials=AWS, account_sid=subaccount.sid)
    assert credential.account_sid == subaccount.sid
    assert list(twilio.account(subaccount.sid).credentials) == [credential.sid]
    assert twilio.account().credentials == {}


def test_it_checks_its_credentials_by_fetching_the_account(client: Client, twilio: FakeTwilio) -> None:
    account = client.api.v2010.accounts(twilio.account_sid).fetch()
    assert (account.sid, account.status, account.owner_account_sid) == (
        twilio.account_sid,
        "active",
        twilio.account_sid,
    )


def test_it_raises_twilios_code_for_a_wrong_token(client_of: Callable[[str, str], Client], twilio: FakeTwilio) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client_of(twilio.account_sid, "wrong").video.v1.recording_settings().fetch()
    assert (raised.value.status, raised.value.code) == (401, 20003)


def test_it_raises_twilios_code_for_what_is_not_there(client: Client) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.accounts.v1.credentials.aws("CR" + "0" * 32).fetch()
    assert (raised.value.status, raised.value.code) == (404, 20404)
    assert "/Credentials/AWS/CR000" in raised.value.msg


def test_it_raises_twilios_code_when_rate_limited(client: Client, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer.rate_limited())
    with pytest.raises(TwilioRestException) as raised:
        client.video.v1.composition_settings().fetch()
    assert (raised.value.status, raised.value.code) == (429, 20429)


def test_it_raises_twilios_message_for_a_bad_parameter(client: Client) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.accounts.v1.credentials.aws.create(credentials="AKIA:short")
    assert (raised.value.status, raised.value.code) == (400, 70106)


def test_it_may_use_an_api_key(client_of: Callable[[str, str], Client], twilio: FakeTwilio) -> None:
    settings = client_of(twilio.api_key, twilio.api_secret).video.v1.recording_settings().fetch()
    assert settings.account_sid == twilio.account_sid


def test_it_makes_lists_suspends_and_closes_subaccounts(client: Client, client_of: Callable[[str, str], Client]) -> None:
    made = client.api.v2010.accounts.create(friendly_name="Customer")
    assert (made.status, made.type, made.owner_account_sid) == ("active", "Full", client.username)
    assert abs(datetime.now(UTC) - made.date_created) < timedelta(minutes=1)
    assert client_of(made.sid, made.auth_token).video.v1.recording_settings().fetch().account_sid == made.sid
    assert made.update(friendly_name="Renamed").friendly_name == "Renamed"
    assert [each.sid for each in client.api.v2010.accounts.list(friendly_name="Renamed")] == [made.sid]
    assert made.update(status="suspended").status == "suspended"
    assert [each.sid for each in client.api.v2010.accounts.list(status="suspended")] == [made.sid]
    assert made.update(status="closed").status == "closed"
    assert client.api.v2010.accounts(made.sid).fetch().status == "closed"


def test_it_walks_the_accounts_page_by_page_and_back(client: Client, twilio: FakeTwilio) -> None:
    made = [twilio.account(), *(twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(4))]
    assert [each.sid for each in client.api.v2010.accounts.list(page_size=2)] == [account.sid for account in made]
    assert len(twilio.requests) == 3
    second = client.api.v2010.accounts.page(page_size=2).next_page()
    assert second.previous_page().next().sid == made[0].sid


def test_it_makes_a_credential_for_a_subaccount_which_the_subaccount_lists(
    client: Client, client_of: Callable[[str, str], Client], twilio: FakeTwilio
) -> None:
    subaccount = twilio.add_subaccount()
    made = client.accounts.v1.credentials.aws.create(credentials=AWS, account_sid=subaccount.sid)
    assert made.account_sid == subaccount.sid
    own = client_of(subaccount.sid, subaccount.auth_token)
    assert [each.sid for each in own.accounts.v1.credentials.aws.list()] == [made.sid]
