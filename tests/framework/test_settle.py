"""What an apply and a read bring back into state."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.blocks import schema_of
from provider.framework.diagnostics import Diagnostics
from provider.framework.plan import refreshed, settle
from provider.framework.values import UNKNOWN, Values
from tests.framework.toy import SECRET, Thing

SCHEMA = schema_of(Thing)
HELD: Values = SCHEMA.null() | {"id": "1", "revision": 1, "name": "lamp", "colour": "red", "size": 7, "tags": []}


def settled(planned: dict[str, Any], result: dict[str, Any], *, created: bool = True) -> tuple[Values, Diagnostics]:
    found = Diagnostics()
    return settle(SCHEMA, HELD | planned, HELD | result, found, created=created), found


def test_what_was_unknown_becomes_what_the_api_says() -> None:
    state, found = settled({"id": UNKNOWN, "size": UNKNOWN}, {"id": "9", "size": 8})
    assert (state["id"], state["size"]) == ("9", 8)
    assert not found.items


def test_the_planned_spelling_stays_where_the_api_says_the_same_in_other_words() -> None:
    state, found = settled({"motto": "Light"}, {"motto": "LIGHT"})
    assert state["motto"] == "Light"
    assert not found.items


def test_each_value_that_came_back_different_is_an_error_with_both_and_what_is_kept() -> None:
    state, found = settled({"colour": "red", "name": "lamp", "note": None}, {"colour": "green", "note": "so"})
    assert [each.path for each in found.errors] == [("colour",), ("note",)]
    assert '"red" was sent and the API answered "green"' in found.errors[0].detail
    assert 'null was sent and the API answered "so"' in found.errors[1].detail
    assert (state["colour"], state["note"]) == ("green", "so")


def test_an_error_after_a_create_tells_of_the_taint() -> None:
    _, found = settled({"colour": "red"}, {"colour": "green"}, created=True)
    assert "tainted" in found.errors[0].detail
    assert "untaint" in found.errors[0].detail


def test_an_error_after_an_update_tells_of_the_next_plan() -> None:
    _, found = settled({"colour": "red"}, {"colour": "green"}, created=False)
    assert "next plan" in found.errors[0].detail
    assert "taint" not in found.errors[0].detail


def test_a_sensitive_value_that_came_back_different_is_not_shown() -> None:
    _, found = settled({"secret": SECRET}, {"secret": f"{SECRET}!"})
    assert [each.path for each in found.errors] == [("secret",)]
    assert SECRET not in str(found.items)
    assert not found.errors[0].quotable, "engines show the source at the path of an error, and so the secret in it"


def test_a_write_only_value_does_not_reach_state() -> None:
    state, found = settled({"secret_wo": None}, {"secret_wo": SECRET})
    assert state["secret_wo"] is None
    assert not found.items


@pytest.mark.parametrize("value", [UNKNOWN, [UNKNOWN]])
def test_nothing_unknown_reaches_state(value: Any) -> None:
    state, found = settled({"tags": UNKNOWN}, {"tags": value})
    assert state["tags"] is None
    assert "unknown after apply" in found.errors[0].summary


def test_a_nested_block_stays_as_planned() -> None:
    timeouts = {"create": "5m", "read": None, "update": None, "delete": None}
    state, _ = settled({"timeouts": timeouts}, {"timeouts": None})
    assert state["timeouts"] == timeouts


def test_a_read_takes_what_the_api_says() -> None:
    state = refreshed(SCHEMA, HELD, HELD | {"colour": "green", "revision": 4})
    assert (state["colour"], state["revision"]) == ("green", 4)


def test_a_read_keeps_the_spelling_of_what_means_the_same() -> None:
    assert refreshed(SCHEMA, HELD | {"motto": "Light"}, HELD | {"motto": "LIGHT"})["motto"] == "Light"


def test_a_read_keeps_what_only_steers_the_provider() -> None:
    timeouts = {"create": "5m", "read": None, "update": None, "delete": None}
    state = refreshed(SCHEMA, HELD | {"careful": True, "timeouts": timeouts}, HELD | {"careful": False})
    assert (state["careful"], state["timeouts"]) == (True, timeouts)


def test_a_read_brings_no_write_only_value() -> None:
    assert refreshed(SCHEMA, HELD, HELD | {"secret_wo": SECRET})["secret_wo"] is None
