"""Constructs that complete settings which are given to them: what all of them take and refuse."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import ACCOUNT, Synth, refused
from tests.constructs_lib.storing import NAME, REGION, stack_with_both_providers
from tests.keys import PEM

STORED, ENCRYPTED = {"bucket": NAME, "region": REGION}, {"public_key": PEM}
CONSTRUCTS = {
    "RecordingStorage": STORED,
    "CompositionStorage": STORED,
    "EncryptedRecordings": ENCRYPTED,
    "EncryptedCompositions": ENCRYPTED,
}


@pytest.fixture
def stack(backend: Backend) -> Any:
    return stack_with_both_providers(backend)


@pytest.fixture(params=CONSTRUCTS)
def construct(backend: Backend, request: pytest.FixtureRequest) -> Any:
    """The constructs in turn, each with the arguments that it needs."""
    return partial(getattr(backend.l1, request.param), **CONSTRUCTS[request.param])


def settings_for(construct: Any, scope: Any, **arguments: Any) -> Any:
    return construct.func._settings_class(scope, "settings", friendly_name="prod", **arguments)


@pytest.mark.parametrize("given", ["provider", "settings"])
def test_what_is_made_belongs_to_the_account_of_the_provider_or_of_the_settings(
    backend: Backend, stack: Any, construct: Any, synth: Synth, given: str
) -> None:
    other = backend.l1.TwilioProvider(stack, "sub", alias="sub")
    construct(stack, "made", **{given: other if given == "provider" else settings_for(construct, stack, provider=other)})

    made = synth(stack, validate=True)["resource"]

    blocks = [block for kind, blocks in made.items() if kind.startswith("twilio_") for block in blocks.values()]
    assert [block["provider"] for block in blocks] == ["twilio.sub"] * 2


def test_what_settings_have_already_is_not_given_again(stack: Any, construct: Any) -> None:
    own = {"friendly_name": "x", "adopt_existing": True, "on_destroy": "reset", "account_sid": ACCOUNT}

    told = refused(construct, stack, "made", settings=settings_for(construct, stack), **own)

    assert told == dict.fromkeys(own, "settings has it already: set it there, and leave it out here.")


def test_settings_that_are_complete_already_are_not_overwritten(stack: Any, construct: Any, synth: Synth) -> None:
    first = construct(stack, "first")
    before = synth(stack)
    names = "encryption_key_sid and encryption_enabled"
    if "bucket" in construct.keywords:
        names = "aws_credentials_sid and aws_s3_url and aws_storage_enabled"

    told = refused(construct, stack, "second", settings=first.settings)

    assert told["settings"].startswith(f"stack/first/Settings has {names} already, which would be overwritten.")
    assert synth(stack) == before


def test_settings_of_another_account_are_refused(backend: Backend, stack: Any, construct: Any) -> None:
    sub, third = (backend.l1.TwilioProvider(stack, name, alias=name) for name in ("sub", "third"))

    told = refused(construct, stack, "made", settings=settings_for(construct, stack), provider=sub)

    assert told == {
        "provider": "It is twilio.sub, and that of settings is the default one: an account's settings cannot name what another "
        "account holds. Leave provider out."
    }
    settings = construct.func._settings_class(stack, "of-sub", friendly_name="prod", provider=sub)
    told = refused(construct, stack, "made", settings=settings, provider=third)
    assert told["provider"].startswith("It is twilio.third, and that of settings is twilio.sub:")


def test_settings_of_another_stack_are_refused(backend: Backend, stack: Any, construct: Any) -> None:
    other = backend.cdk.TerraformStack(stack.node.root, "other")

    told = refused(construct, stack, "made", settings=settings_for(construct, other))

    assert told == {"settings": "They are in the stack other, and this is in stack: move one of them."}


def test_settings_of_another_kind_or_cdk_are_a_type_error(backend: Backend, stack: Any) -> None:
    other = Backend.named("cdktn" if backend.name == "cdktf" else "cdktf")
    elsewhere = other.cdk.TerraformStack(other.cdk.Testing.app(), "elsewhere")
    foreign = other.l1.VideoRecordingSettings(elsewhere, "settings", friendly_name="prod")
    compositions = backend.l1.VideoCompositionSettings(stack, "settings", friendly_name="prod")

    wanted = rf"RecordingStorage\.settings must be a constructs_lib\.{backend.name}\.VideoRecordingSettings, not a "
    for settings, given in (
        (compositions, rf"constructs_lib\.{backend.name}\.VideoCompositionSettings"),
        (foreign, rf"constructs_lib\.{other.name}\.VideoRecordingSettings"),
        ("settings", "str"),
    ):
        with pytest.raises(TypeError, match=wanted + given):
            backend.l1.RecordingStorage(stack, "storage", bucket=NAME, region=REGION, settings=settings)
