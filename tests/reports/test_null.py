"""Somebody writes "" where nothing is meant."""

from __future__ import annotations

import pytest

from provider.framework.schema.blocks import schema_of
from provider.framework.schema.validation import validate
from provider.resources.provider import Configuration, TwilioProvider
from tests.e2e import hcl
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace

NULL = 'An empty text is not "nothing": write null, or leave it out.'


@engines(ANY)
def test_a_key_that_is_an_empty_text_is_told_to_be_null(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x", encryption_key_sid=""))

    assert workspace.plan().error == (
        f'Invalid encryption_key_sid: "" is not a credential SID (CR and 32 hexadecimal digits). {NULL}'
    )


def test_every_optional_text_that_must_not_be_empty_names_null_as_the_way_to_leave_it_out() -> None:
    told = set()
    for resource in TwilioProvider().resources.values():
        schema = schema_of(resource)
        for name in (name for name, each in schema.attributes.items() if each.optional and each.type.holds("")):
            problems = validate(schema, schema.null() | {name: ""}).errors
            found = [each.detail for each in problems if each.summary == f"Invalid {name}"]
            assert all(detail.endswith(NULL) for detail in found)
            told |= {name} if found else set()

    assert told >= {"encryption_key_sid", "aws_s3_url", "status_callback_url", "format", "account_sid", "on_destroy"}


def test_a_required_text_is_not_told_to_be_null() -> None:
    schema = schema_of(TwilioProvider().resources["twilio_video_composition_hook"])

    assert [each.detail for each in validate(schema, schema.null() | {"friendly_name": "", "audio_sources": ["*"]})] == [
        "It must not be empty."
    ]


@pytest.mark.parametrize("argument", ["account_sid", "auth_token", "api_key", "edge", "region", "base_url"])
def test_every_argument_of_the_provider_names_null_too(argument: str) -> None:
    schema = schema_of(Configuration)
    (problem,) = validate(schema, schema.null() | {argument: ""})

    assert problem.detail.endswith(NULL)
