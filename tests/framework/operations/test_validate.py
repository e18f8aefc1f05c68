"""What is said of a configuration before anything is planned, to engines with write-only arguments and to those without."""

from __future__ import annotations

from provider.framework.diagnostics import format_path
from provider.framework.server import ProviderServer
from tests.framework.toy import SECRET, THING, Shelf, config


def test_an_engine_without_write_only_arguments_is_told_the_way_on(server: ProviderServer[Shelf]) -> None:
    wanted = config(secret_wo=SECRET, secret_wo_version=1)
    diagnostics = server.validate_resource(THING, wanted, write_only_allowed=False)
    (problem,) = diagnostics.errors
    assert problem.path == ("secret_wo",)
    assert "1.11" in problem.detail
    assert SECRET not in str(diagnostics.items)


def test_an_engine_with_write_only_arguments_is_told_of_the_better_way(server: ProviderServer[Shelf]) -> None:
    (warning,) = server.validate_resource(THING, config(secret=SECRET), write_only_allowed=True)
    assert warning.summary == "Available Write-only Attribute Alternative"
    assert warning.path == ("secret",)
    assert SECRET not in warning.detail


def test_an_engine_without_them_is_not_told_of_a_way_that_it_does_not_have(server: ProviderServer[Shelf]) -> None:
    assert not server.validate_resource(THING, config(secret=SECRET), write_only_allowed=False).items


def test_validation_needs_no_client(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    assert not unconfigured.validate_resource(THING, config(), write_only_allowed=True).items
    assert unconfigured.validate_resource(THING, config(colour="blue"), write_only_allowed=True).errors
    assert shelf.calls == []


def test_a_value_of_the_wrong_type_is_told_with_its_path(server: ProviderServer[Shelf]) -> None:
    (problem,) = server.validate_resource(THING, config(size="many"), write_only_allowed=True).errors
    assert (problem.summary, problem.path) == ("Wrong type", ("size",))


def test_wrong_types_and_wrong_values_of_a_configuration_are_told_at_once(server: ProviderServer[Shelf]) -> None:
    wrong = config(size="many", tags=["a", []], colour="blue", timeouts={"create": []})

    problems = server.validate_resource(THING, wrong, write_only_allowed=True).errors

    assert {format_path(each.path) for each in problems} == {"size", "tags[1]", "colour", "timeouts.create"}
