"""A switch is set in the environment, in one of the spellings that Go's tools take."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from provider.framework.diagnostics import Diagnostics
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.schema.validation import with_environment
from provider.resources.provider import Configuration
from tests.e2e import hcl
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace

SKIP = "TWILIO_SKIP_CREDENTIAL_VALIDATION"
TRUE, FALSE = ["1", "t", "T", "TRUE", "true", "True"], ["0", "f", "F", "FALSE", "false", "False"]


@engines(ANY)
def test_a_check_that_the_environment_turns_off_with_a_1_is_off(workspace: Workspace, twilio: FakeTwilio) -> None:
    key = twilio.account().add_api_key()
    key.sid = "SK-of-a-proxy"
    workspace.environ |= {SKIP: "1", "TWILIO_API_KEY": key.sid, "TWILIO_API_SECRET": key.secret}
    workspace.write(hcl.settings(friendly_name="x"))

    workspace.apply().expect_success()


@engines(ANY)
def test_another_word_is_an_error_that_names_the_variable_and_what_it_takes(workspace: Workspace) -> None:
    workspace.environ[SKIP] = "yes"
    workspace.write(hcl.settings(friendly_name="x"))

    told = workspace.plan().errors[0]  # engines add a word on provider blocks that are not there

    assert told.text == (
        f"Invalid {SKIP}: The environment variable sets skip_credential_validation: true (1, t, T, TRUE, true, True) or false "
        "(0, f, F, FALSE, false, False) is wanted here. Correct it, or unset it."
    )


class Switched(Block):
    """A block with a switch."""

    on: bool | None = attr("Whether it is on.", default=None, env="ON")


def read(text: str) -> tuple[object, list[str]]:
    found = Diagnostics()
    values = with_environment(schema_of(Switched), {"on": None}, {"ON": text}, found)
    return values["on"], [each.summary for each in found]


@pytest.mark.parametrize("text", TRUE + FALSE)
def test_every_spelling_of_go_is_taken(text: str) -> None:
    assert read(text) == (text in TRUE, [])


@pytest.mark.parametrize("text", ["yes", "on", "tRUE", " true", "2", "01", "None"])
def test_no_other_spelling_is_taken(text: str) -> None:
    assert read(text) == (None, ["Invalid ON"])


def test_every_switch_of_the_provider_that_has_a_variable_is_read_so() -> None:
    switches = [each for each in schema_of(Configuration).attributes.values() if each.type.name == "bool"]
    assert [each.env for each in switches] == [SKIP]
    assert all(each.type.from_environment("T") is True for each in switches)
