from __future__ import annotations

import pytest

from provider.twilio.client import Client
from provider.twilio.errors import UnexpectedAnswer
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer

PATH = "/v1/Credentials/AWS"


def page(*sids: str, next_page_url: object = None) -> dict[str, object]:
    return {
        "credentials": [{"sid": sid} for sid in sids],
        "meta": {"key": "credentials", "next_page_url": next_page_url},
    }


def sids(client: Client) -> list[object]:
    return [item["sid"] for item in client.list("accounts", PATH, "credentials")]


def test_a_list_follows_its_pages(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, page("CR1", "CR2", next_page_url=f"{twilio.url}{PATH}?PageSize=2&Page=1&PageToken=a%2Fb"))
    twilio.answers(200, page("CR3"))
    assert sids(client) == ["CR1", "CR2", "CR3"]
    assert [request.target for request in twilio.requests] == [
        f"{PATH}?PageSize=50",
        f"{PATH}?PageSize=2&Page=1&PageToken=a%2Fb",
    ]


def test_a_next_page_on_another_host_is_asked_of_ours(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(200, page("CR1", next_page_url=f"https://accounts.twilio.example{PATH}?Page=1"))
    twilio.answers(200, page("CR2"))
    assert sids(make_client(base_url=twilio.url + "/prefix")) == ["CR1", "CR2"]
    assert twilio.requests[1].target == f"/prefix{PATH}?Page=1"


def test_pages_are_fetched_only_as_they_are_needed(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, page("CR1", next_page_url=f"{PATH}?Page=1"))
    assert next(client.list("accounts", PATH, "credentials", params={"PageSize": 1})) == {"sid": "CR1"}
    assert [request.target for request in twilio.requests] == [f"{PATH}?PageSize=1"]


def test_pages_that_go_round_in_a_circle_are_noticed(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, page("CR1", next_page_url=f"{PATH}?Page=1"))
    twilio.answers(200, page("CR2", next_page_url=f"{PATH}?Page=1"))
    with pytest.raises(UnexpectedAnswer, match="circle"):
        sids(client)
    assert len(twilio.requests) == 2


@pytest.mark.parametrize("address", ["/v1/Other?Page=1", PATH, "http://[", 7, ["x"]])
def test_a_next_page_of_something_else_is_refused(client: Client, twilio: ScriptedServer, address: object) -> None:
    twilio.answers(200, page("CR1", next_page_url=address))
    with pytest.raises(UnexpectedAnswer, match="not one of the same list"):
        sids(client)
    assert len(twilio.requests) == 1


@pytest.mark.parametrize("body", [{}, {"credentials": None}, {"credentials": ["CR1"]}])
def test_a_page_without_its_items_is_unexpected(client: Client, twilio: ScriptedServer, body: dict[str, object]) -> None:
    twilio.answers(200, body)
    with pytest.raises(UnexpectedAnswer, match="credentials"):
        sids(client)


def test_a_list_without_meta_is_one_page(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, {"credentials": [{"sid": "CR1"}]})
    assert sids(client) == ["CR1"]


@pytest.mark.parametrize("size", [1, 1000])
def test_a_list_may_ask_for_other_pages_up_to_what_twilio_allows(client: Client, twilio: ScriptedServer, size: int) -> None:
    twilio.answers(200, page("CR1"))
    list(client.list("accounts", PATH, "credentials", page_size=size))
    assert twilio.requests[0].target == f"{PATH}?PageSize={size}"


@pytest.mark.parametrize("size", [0, 1001])
def test_a_page_larger_than_twilio_allows_is_not_asked_for(client: Client, twilio: ScriptedServer, size: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000"):
        list(client.list("accounts", PATH, "credentials", page_size=size))
    assert twilio.requests == []
