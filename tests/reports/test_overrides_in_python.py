"""`add_override` with a name that is none: told at the user's line, with the right name."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.reports.constructs import HOOK, hook, refused


@pytest.mark.parametrize(
    ("path", "value", "where", "hint"),
    [
        ("frendly_name", "y", "frendly_name", "friendly_name"),
        ("timeouts.creat", "5m", "timeouts.creat", "create"),
        ("timeouts", {"craete": "5m"}, "timeouts.craete", "create"),
        ("lifecycle.prevent_destory", True, "lifecycle.prevent_destory", "prevent_destroy"),
        ("lifecycle", {"preventDestroy": True}, "lifecycle.preventDestroy", "prevent_destroy"),
        ("lifecylce.prevent_destroy", True, "lifecylce", "lifecycle"),
        ("provisioner.0.local-exec.comand", "x", "provisioner.0.local-exec.comand", "command"),
        ("provisioner", [{"local-exe": {}}], "provisioner.0.local-exe", "local-exec"),
        ("connection.hots", "x", "connection.hots", "host"),
        ("dependsOn", [], "dependsOn", "depends_on"),
    ],
)
def test_a_misspelt_name_is_told_with_the_right_one(
    backend: Backend, stack: Any, synth: Synth, path: str, value: Any, where: str, hint: str
) -> None:
    made = hook(backend, stack)
    before = synth()

    told = refused(InvalidConfiguration, lambda: made.add_override(path, value))

    name = where.rpartition(".")[2]
    assert f"{where}: There is no argument '{name}' here, and an engine would refuse it. Did you mean '{hint}'?" in told
    assert synth() == before


def test_every_name_that_there_is_passes(backend: Backend, stack: Any, synth: Synth) -> None:
    for position, (path, value) in enumerate(
        [
            ("friendly_name", "y"),
            ("audio_sources.0", "a"),
            ("timeouts", {"create": "5m"}),
            ("timeouts.create", None),
            ("provider", "twilio.other"),
            ("count", 2),
            ("for_each", {"a": {"anything": "goes"}}),
            ("depends_on", ["aws_s3_bucket.a"]),
            ("lifecycle.create_before_destroy", True),
            ("lifecycle", {"enabled": "${var.on}"}),
            ("connection", {"type": "ssh", "host": "h"}),
            ("provisioner.0.local-exec.on_failure", "continue"),
            ("provisioner", [{"remote-exec": {"inline": ["x"], "connection": {"host": "h"}}}]),
            ("dynamic.timeouts", {"for_each": [1], "content": {}}),
            ("//", "a comment"),
        ]
    ):
        hook(backend, stack, f"hook{position}").add_override(path, value)

    synth()


def test_a_provider_has_its_alias_and_its_arguments(backend: Backend, stack: Any) -> None:
    provider = backend.l1.TwilioProvider(stack, "twilio")
    provider.add_override("alias", "other")

    told = refused(InvalidConfiguration, lambda: provider.add_override("acount_sid", "AC"))

    assert (
        "acount_sid: There is no argument 'acount_sid' here, and an engine would refuse it. Did you mean 'account_sid'?" in told
    )


def test_what_the_provider_sets_is_not_overridden(backend: Backend, stack: Any) -> None:
    made = hook(backend, stack)

    assert "sid: It is read-only" in refused(InvalidConfiguration, lambda: made.add_override("sid", "HK"))


def test_values_are_of_types_that_can_be_written(backend: Backend, stack: Any, synth: Synth) -> None:
    made = hook(backend, stack)

    for value in (b"x", {"a"}, object()):
        told = refused(TypeError, lambda value=value: made.add_override("friendly_name", value))  # type: ignore[misc]
        assert told.startswith(
            'VideoCompositionHook.add_override("friendly_name") must be a value that JSON can write, or a token'
        )
    assert "has the construct stack/hook in its value" in refused(TypeError, lambda: made.add_override("depends_on", [made]))
    assert "path must be a str, not list" in refused(TypeError, lambda: made.add_override(["friendly_name"], "x"))
    made.add_override("friendly_name", pathlib.PurePosixPath("a/b"))
    assert synth()["resource"][HOOK]["hook"]["friendly_name"] == "a/b"
