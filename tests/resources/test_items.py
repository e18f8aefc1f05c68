"""What credentials and hooks have in common: what is asked of the list, and what of an answer is believed."""

from __future__ import annotations

import threading

import pytest

from provider.fake import Alter, Drop, FakeTwilio, LoggedRequest
from provider.framework.diagnostics import Diagnostics
from provider.framework.schema.blocks import schema_of, to_instance
from provider.framework.schema.validation import with_defaults
from provider.resources.provider import Configuration, TwilioProvider
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.client import PluginClient
from tests.resources.credentials import KINDS, Kind
from tests.resources.test_functions import problem


def test_a_list_is_asked_for_once_however_many_credentials_are_planned(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    for name in ("One", "Two", "Three"):
        Managed(walk, kind.type_name).plan(kind.given | {"friendly_name": name})

    assert [request.path for request in twilio.requests] == [kind.collection]


def test_each_list_is_asked_for(walk: Walk, twilio: FakeTwilio) -> None:
    for each in KINDS:
        Managed(walk, each.type_name).plan(each.given | {"friendly_name": "One"})

    assert sorted(request.path for request in twilio.requests) == sorted(each.collection for each in KINDS)


def test_an_update_keeps_the_address_that_state_has(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    """Another edge answers with another host, which the next refresh shows."""
    before = made.state["url"]
    twilio.faults.add(Alter({"url": "https://accounts.sydney.au1.twilio.com/elsewhere"}), method="POST")

    made.apply(kind.given | {"friendly_name": "Renamed"}).without_errors()

    assert made.state["url"] == before


@pytest.mark.parametrize("name", ["date_created", "url"])
@pytest.mark.parametrize("value", [None, "", 5])
def test_what_state_knows_of_an_object_stays_where_an_answer_lacks_it(
    made: Managed, kind: Kind, twilio: FakeTwilio, name: str, value: object
) -> None:
    before = made.state[name]
    twilio.faults.add(Alter({name: value}), times=None)

    made.refresh()
    refreshed = made.state[name]
    made.apply(kind.given | {"friendly_name": "Renamed"}).without_errors()

    assert before
    assert (refreshed, made.state[name]) == (before, before)


@pytest.mark.parametrize("date", [None, "", "some day"])
def test_one_of_the_name_without_a_date_that_can_be_read_may_be_what_a_lost_answer_made(
    credential: Managed, kind: Kind, twilio: FakeTwilio, date: object
) -> None:
    """Else it would be said that nothing was made, and the next apply would make a second one."""
    twilio.faults.add(Drop(processed=True), method="POST")

    def undated(request: LoggedRequest) -> None:
        if request.path == kind.collection and request.method == "GET":
            listed = [
                {"sid": each.sid, "account_sid": each.account_sid, "friendly_name": each.friendly_name, "date_created": date}
                for each in twilio.account().credentials.values()
            ]
            twilio.faults.add(Alter({"credentials": listed}), method="GET", path=kind.collection)

    twilio.before_request = undated

    applied = credential.apply(kind.given)

    (sid,) = twilio.account().credentials
    assert [told.summary for told in applied.errors] == ["The credential was made, and the answer was lost"]
    assert applied.object["sid"] == sid


def test_half_an_api_key_is_refused_whichever_half_it_is() -> None:
    schema, found = schema_of(Configuration), Diagnostics()
    config = schema.conform({"account_sid": "AC" + "1" * 32, "api_secret": "half", "auth_token": "2" * 32})

    client = TwilioProvider().configure(to_instance(Configuration, with_defaults(schema, config)), threading.Event(), found)

    assert client is None
    assert [(each.summary, each.path) for each in found.errors] == [("Missing api_key", ("api_key",))]


def test_a_step_that_urls_leave_out_is_refused_in_a_path(client: PluginClient) -> None:
    for path in ("./recordings", "recordings/.", "recordings/../other", "..", "."):
        position, text = problem(client, "s3_url", "my-recordings", "eu-west-1", path)
        assert position == 2
        assert 'a step "." or ".."' in text
