"""The CDK makes names of IDs by leaving characters out: two resources can get one name, and engines refuse some names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from constructs import Construct

from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth, problem_lines
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.reports.constructs import HOOK, hook, settings, stored

OTHER = "AC" + "1" * 32


@pytest.fixture(autouse=True)
def provider(backend: Backend, stack: Any) -> Any:
    return backend.l1.TwilioProvider(stack, "twilio")


@pytest.mark.parametrize(
    ("one", "other", "name"), [("Ä GmbH", "Ö GmbH", "GmbH"), ("a.b", "ab", "ab"), ("eu: prod", "eu prod", "euprod")]
)
def test_two_resources_of_one_name_are_told_before_one_is_lost(
    backend: Backend, stack: Any, synth: Synth, one: str, other: str, name: str
) -> None:
    hook(backend, stack, one)
    hook(backend, stack, other)

    (told,) = problem_lines(synth)

    assert told.startswith(f"[stack/{other}] ID: stack/{one} is {HOOK}.{name} too, and one of both would be lost.")
    assert "Give one of them an ID that differs in these, or call override_logical_id." in told
    assert "(tests/reports/constructs.py, line " in told


def test_a_name_that_another_resource_was_given_is_told(backend: Backend, stack: Any, synth: Synth) -> None:
    hook(backend, stack, "one")
    hook(backend, stack, "two").override_logical_id("one")

    (told,) = problem_lines(synth)

    assert told.startswith(f"[stack/two] ID: stack/one is {HOOK}.one too")


@pytest.mark.parametrize(("id_", "name"), [("1st", "1st"), ("-x", "-x"), ("東京", "")])
def test_a_name_that_no_engine_takes_is_told(backend: Backend, stack: Any, synth: Synth, id_: str, name: str) -> None:
    hook(backend, stack, id_, friendly_name="Hook")

    (told,) = problem_lines(synth)

    assert told.startswith(f'[stack/{id_}] ID: It makes the name "{name}", and a name in Terraform begins with a letter or _.')


def test_the_id_of_a_construct_counts_for_all_that_is_in_it(backend: Backend, stack: Any, synth: Synth) -> None:
    stored(backend, stack, "2026", friendly_name="Recordings")

    (told,) = problem_lines(synth)

    assert told.startswith('[stack/2026/Settings] ID: It makes the name "2026_Settings_')


def test_what_is_told_can_be_mended(backend: Backend, stack: Any, synth: Synth) -> None:
    first = hook(backend, stack, "1st", friendly_name="Hook")
    first.override_logical_id("first")

    assert list(synth(validate=True)["resource"][HOOK]) == ["first"]


@engines(ANY)
def test_ids_that_make_other_names_pass(backend: Backend, stack: Any, synth: Synth, workspace: Workspace) -> None:
    hook(backend, stack, "team.x")
    settings(backend, stack, "teamx")
    backend.l1.DataTwilioVideoRecordingSettings(stack, "team:x")
    for number in ("1", "2"):
        hook(backend, Construct(stack, f"team {number}"))
    hook(backend, stack, "köln")
    hook(backend, stack, "_1")

    (workspace.directory / "cdk.tf.json").write_text(json.dumps(synth(validate=True)))

    workspace.validate().expect_success()
