"""The provider's own configuration: defaults, environment, and what is not known yet."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import pytest

from provider.framework.diagnostics import Diagnostics
from provider.framework.schema.blocks import schema_of
from provider.framework.server import ProviderServer
from provider.framework.values import UNKNOWN, Values
from tests.framework.toy import THING, Configuration, Shelf, ToyProvider, config


def settings(**given: Any) -> Values:
    return schema_of(Configuration).null() | given


def configured(toy: ToyProvider, **given: Any) -> tuple[Configuration | None, Diagnostics]:
    diagnostics = ProviderServer(toy).configure(settings(**given))
    return toy.given, diagnostics


def test_the_provider_gets_its_configuration_typed_and_with_defaults(toy: ToyProvider) -> None:
    given, diagnostics = configured(toy, place="the hall", boards="3")
    assert given == Configuration(place="the hall", boards=3, colour="brown")
    assert not diagnostics.items


def test_the_environment_stands_in_for_null(toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_PLACE", "the attic")
    monkeypatch.setenv("SHELF_BOARDS", "4")
    monkeypatch.setenv("SHELF_LOCKED", "true")
    given, _ = configured(toy)
    assert given == Configuration(place="the attic", boards=4, locked=True)


def test_an_argument_goes_before_the_environment(toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_PLACE", "the attic")
    given, _ = configured(toy, place="the hall")
    assert given is not None
    assert given.place == "the hall"


def test_what_the_configuration_settles_as_a_whole_the_environment_does_not_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settled(ToyProvider):
        def not_from_environment(self, config: Values) -> Container[str]:
            return ("boards",) if config["place"] is not None else ()

    monkeypatch.setenv("SHELF_BOARDS", "4")
    monkeypatch.setenv("SHELF_LOCKED", "true")
    given, _ = configured(Settled(), place="the hall")
    assert given == Configuration(place="the hall", boards=None, locked=True)


def test_false_is_an_argument_like_any_other(toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_LOCKED", "true")
    given, _ = configured(toy, place="the hall", locked=False)
    assert given is not None
    assert given.locked is False


def test_an_empty_variable_is_none(toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_BOARDS", "")
    given, diagnostics = configured(toy, place="the hall")
    assert not diagnostics.items
    assert given is not None
    assert given.boards is None


def test_a_variable_of_the_wrong_type_is_named_with_its_argument(toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_BOARDS", "many")
    given, diagnostics = configured(toy, place="the hall")
    (problem,) = diagnostics.errors
    assert (problem.summary, problem.path) == ("Invalid SHELF_BOARDS", ("boards",))
    assert "a whole number is wanted" in problem.detail
    assert given is None


def test_rules_see_what_the_environment_gives(toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELF_PLACE", "the attic")
    _, diagnostics = configured(toy, key="k")
    assert "conflicts" in diagnostics.errors[0].summary


def test_a_wrong_configuration_makes_no_client(toy: ToyProvider) -> None:
    given, diagnostics = configured(toy, place="the hall", colour="blue")
    assert [each.path for each in diagnostics.errors] == [("colour",)]
    assert given is None


def test_validation_alone_makes_no_client_and_tells_every_problem(toy: ToyProvider) -> None:
    diagnostics = ProviderServer(toy).validate_provider(settings(colour="blue", boards="many"))
    assert diagnostics.errors
    assert toy.given is None


def test_an_unknown_argument_is_no_error_while_a_plan_is_made(toy: ToyProvider, shelf: Shelf) -> None:
    server: ProviderServer[Shelf] = ProviderServer(toy)
    assert not server.configure(settings(place=UNKNOWN)).items
    assert toy.given is None
    assert not server.plan(THING, None, config(), config(), b"").diagnostics.items


def test_a_read_with_an_unknown_argument_says_which_and_keeps_the_state(toy: ToyProvider, shelf: Shelf) -> None:
    server: ProviderServer[Shelf] = ProviderServer(toy)
    server.configure(settings(place=UNKNOWN))
    read = server.read(THING, config(id="1"), b"")
    (warning,) = read.diagnostics
    assert "place will only be known after apply" in warning.detail
    assert not read.diagnostics.errors
    assert shelf.calls == []


def test_an_apply_with_an_unknown_argument_says_what_to_do(toy: ToyProvider) -> None:
    server: ProviderServer[Shelf] = ProviderServer(toy)
    server.configure(settings(place=UNKNOWN))
    (problem,) = server.apply(THING, None, config(), config(), b"").diagnostics.errors
    assert "-target" in problem.detail


def test_closing_lets_go_of_the_client(server: ProviderServer[Shelf], shelf: Shelf) -> None:
    server.close()
    assert shelf.closed


def test_closing_without_a_client_is_nothing_to_do(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    unconfigured.close()
    assert not shelf.closed
