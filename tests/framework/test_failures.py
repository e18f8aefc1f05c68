"""What a user is told when something goes wrong, what is kept, and what must never show."""

from __future__ import annotations

import logging

import pytest

from provider.framework.diagnostics import Failure, error
from provider.framework.server import ProviderServer
from tests.framework.toy import SECRET, Shelf, ShelfError
from tests.framework.walk import THING, Walk, config, state_of


class UnheardOfError(Exception):
    """An error that nobody expected, and that quotes what it should not."""


def test_an_error_of_the_api_is_told_in_the_providers_words(walk: Walk, shelf: Shelf) -> None:
    shelf.failing = ShelfError("no room")
    planned = walk.plan(config())
    answer = walk.apply(config(), planned)
    assert [(each.summary, each.detail) for each in answer.found.errors] == [("The shelf complains", "no room")]


def test_a_failed_create_leaves_no_state(walk: Walk, shelf: Shelf) -> None:
    shelf.failing = ShelfError("no room")
    assert walk.apply(config(), walk.plan(config())).state is None


def test_a_failed_update_leaves_the_state_as_it_was(walk: Walk, shelf: Shelf) -> None:
    made = walk.made()
    wanted = config(name="torch")
    planned = walk.plan(wanted, made)
    shelf.failing = ShelfError("no room")
    failed = walk.apply(wanted, planned, made)
    assert failed.state == made.state
    assert failed.identity == made.identity


def test_a_failed_destroy_leaves_state_and_private_state_as_they_were(walk: Walk, shelf: Shelf) -> None:
    made = walk.made()
    shelf.failing = ShelfError("stuck")
    failed = walk.destroyed(made)
    assert failed.found.errors
    assert (failed.state, failed.private) == (made.state, made.private)


def test_a_failed_read_leaves_the_state_as_it_was(walk: Walk, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    made = walk.made()
    shelf.failing = ShelfError("dark")
    failed = server.read(THING, state_of(made), made.private)
    assert failed.found.errors
    assert (failed.state, failed.private, failed.identity) == (made.state, made.private, made.identity)


def test_a_resources_own_failure_is_told_with_all_its_parts(walk: Walk, shelf: Shelf) -> None:
    shelf.failing = Failure(error("One", "first", ("name",)), error("Two", "second"))
    answer = walk.apply(config(), walk.plan(config()))
    assert [each.summary for each in answer.found.errors] == ["One", "Two"]


def test_an_unexpected_error_is_a_defect_without_traceback_and_without_secret(
    walk: Walk, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.failing = UnheardOfError(f"could not send {SECRET}")
    with caplog.at_level(logging.DEBUG):
        answer = walk.apply(config(), walk.plan(config()))
    (problem,) = answer.found.errors
    assert "UnheardOfError" in problem.detail
    assert "please report it" in problem.detail
    assert "Traceback" not in str(problem)
    assert SECRET not in str(problem) + caplog.text


def test_the_log_of_a_defect_says_where_it_happened(walk: Walk, shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    shelf.failing = UnheardOfError("gone")
    walk.apply(config(), walk.plan(config()))
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("provider.framework", "ERROR")
    assert "toy.py" in record.getMessage()


def test_a_defect_while_changing_leaves_the_state_as_it_was(walk: Walk, shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    made = walk.made()
    wanted = config(name="torch")
    planned = walk.plan(wanted, made)
    shelf.failing = UnheardOfError("gone")
    assert walk.apply(wanted, planned, made).state == made.state
    assert caplog.records


def test_a_result_that_is_not_as_planned_is_an_error_and_state_holds_the_truth(walk: Walk, shelf: Shelf) -> None:
    shelf.altered = {"colour": "green"}
    wanted = config()
    answer = walk.apply(wanted, walk.plan(wanted))
    assert [each.path for each in answer.found.errors] == [("colour",)]
    assert state_of(answer)["colour"] == "green"


def test_a_result_in_other_words_is_as_planned(walk: Walk, shelf: Shelf) -> None:
    shelf.altered = {"motto": "LIGHT"}
    assert state_of(walk.made(motto="light"))["motto"] == "light"


def test_an_unknown_type_is_named(server: ProviderServer[Shelf]) -> None:
    (problem,) = server.validate_resource("toy_teapot", {}, write_only_allowed=True).errors
    assert "toy_teapot" in problem.detail


# A provider that is not configured


def test_without_a_client_nothing_is_read_and_the_state_stands(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    read = unconfigured.read(THING, config(id="1"), b"{}")
    assert [each.summary for each in read.found] == ["Not refreshed"]
    assert not read.found.errors
    assert state_of(read)["id"] == "1"
    assert shelf.calls == []


def test_without_a_client_nothing_is_applied(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    answer = unconfigured.apply(THING, None, config(), config(), b"")
    assert [each.summary for each in answer.found.errors] == ["Provider not configured"]
    assert answer.state is None
    assert shelf.calls == []


def test_without_a_client_nothing_is_imported(unconfigured: ProviderServer[Shelf]) -> None:
    assert [each.summary for each in unconfigured.import_state(THING, "1", None).found.errors] == ["Provider not configured"]


def test_without_a_client_a_plan_is_made_all_the_same(unconfigured: ProviderServer[Shelf]) -> None:
    planned = unconfigured.plan(THING, None, config(), config(), b"")
    assert not planned.found.items
    assert state_of(planned)["colour"] == "red"
