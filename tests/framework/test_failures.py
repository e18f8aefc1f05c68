"""What a user is told when something goes wrong, what is kept, and what must never show."""

from __future__ import annotations

import logging

import pytest

from provider.framework.diagnostics import Failure, error
from provider.framework.server import ProviderServer
from tests.engine.managed import Managed
from tests.framework.toy import SECRET, THING, Shelf, ShelfError, config, lamp, state_of
from tests.harness.client import Answered


class UnheardOfError(Exception):
    """An error that nobody expected, and that quotes what it should not."""


def test_an_error_of_the_api_is_told_in_the_providers_words(thing: Managed, shelf: Shelf) -> None:
    shelf.failing = ShelfError("no room")
    answer = thing.apply(lamp())
    assert [(each.summary, each.detail) for each in answer.errors] == [("The shelf complains", "no room")]


def test_a_failed_create_leaves_no_state(thing: Managed, shelf: Shelf) -> None:
    shelf.failing = ShelfError("no room")
    failed = thing.apply(lamp())
    assert failed.errors
    assert failed.state is None


def test_a_failed_update_leaves_the_state_as_it_was(thing: Managed, made: Answered, shelf: Shelf) -> None:
    shelf.failing = ShelfError("no room")
    failed = thing.apply(lamp(name="torch"))
    assert failed.errors
    assert (failed.state, failed.identity) == (made.state, made.identity)


def test_a_failed_destroy_leaves_state_and_private_state_as_they_were(thing: Managed, made: Answered, shelf: Shelf) -> None:
    shelf.failing = ShelfError("stuck")
    failed = thing.destroy()
    assert failed.errors
    assert (failed.state, failed.private) == (made.state, made.private)


def test_a_failed_read_leaves_the_state_as_it_was(made: Answered, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.failing = ShelfError("dark")
    failed = server.read(THING, made.object, made.private)
    assert failed.diagnostics.errors
    assert (failed.state, failed.private, failed.identity) == (made.state, made.private, made.identity)


def test_a_resources_own_failure_is_told_with_all_its_parts(thing: Managed, shelf: Shelf) -> None:
    shelf.failing = Failure(error("One", "first", ("name",)), error("Two", "second"))
    assert [each.summary for each in thing.apply(lamp()).errors] == ["One", "Two"]


def test_an_unexpected_error_is_a_defect_without_traceback_and_without_secret(
    thing: Managed, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.failing = UnheardOfError(f"could not send {SECRET}")
    with caplog.at_level(logging.DEBUG):
        answer = thing.apply(lamp())
    (problem,) = answer.errors
    assert "UnheardOfError" in problem.detail
    assert "please report it" in problem.detail
    assert "Traceback" not in str(problem)
    assert SECRET not in str(problem) + caplog.text


def test_the_log_of_a_defect_says_where_it_happened(thing: Managed, shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    shelf.failing = UnheardOfError("gone")
    thing.apply(lamp())
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("provider.framework", "ERROR")
    assert "toy.py" in record.getMessage()


def test_a_defect_while_changing_leaves_the_state_as_it_was(
    thing: Managed, made: Answered, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.failing = UnheardOfError("gone")
    assert thing.apply(lamp(name="torch")).state == made.state
    assert caplog.records


def test_a_result_that_is_not_as_planned_is_an_error_and_state_holds_the_truth(thing: Managed, shelf: Shelf) -> None:
    shelf.altered = {"colour": "green"}
    answer = thing.apply(lamp())
    assert [each.path for each in answer.errors] == [("colour",)]
    assert answer.object["colour"] == "green"


def test_a_result_in_other_words_is_as_planned(thing: Managed, shelf: Shelf) -> None:
    shelf.altered = {"motto": "LIGHT"}
    assert thing.apply(lamp(motto="light")).without_errors().object["motto"] == "light"


def test_an_unknown_type_is_named(server: ProviderServer[Shelf]) -> None:
    (problem,) = server.validate_resource("toy_teapot", {}, write_only_allowed=True).errors
    assert "toy_teapot" in problem.detail


# A provider that is not configured


def test_without_a_client_nothing_is_read_and_the_state_stands(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    read = unconfigured.read(THING, config(id="1"), b"{}")
    assert [each.summary for each in read.diagnostics] == ["Not refreshed"]
    assert not read.diagnostics.errors
    assert state_of(read)["id"] == "1"
    assert shelf.calls == []


def test_without_a_client_nothing_is_applied(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    answer = unconfigured.apply(THING, None, config(), config(), b"")
    assert [each.summary for each in answer.diagnostics.errors] == ["Provider not configured"]
    assert answer.state is None
    assert shelf.calls == []


def test_without_a_client_nothing_is_imported(unconfigured: ProviderServer[Shelf]) -> None:
    assert [each.summary for each in unconfigured.import_state(THING, "1", None).diagnostics.errors] == [
        "Provider not configured"
    ]


def test_without_a_client_a_plan_is_made_all_the_same(unconfigured: ProviderServer[Shelf]) -> None:
    planned = unconfigured.plan(THING, None, config(), config(), b"")
    assert not planned.diagnostics.items
    assert state_of(planned)["colour"] == "red"
