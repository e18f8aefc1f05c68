"""Encryption with a public key: what is made, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import KEY, Synth, refused
from tests.keys import PEM


@pytest.fixture
def stack(backend: Backend) -> Any:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    return stack


def made_of(synthesized: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The key and the settings."""
    resources = dict(synthesized["resource"])
    (key,) = resources.pop("twilio_credentials_public_key").values()
    (settings,) = next(iter(resources.values())).values()
    return key, settings


def test_a_public_key_becomes_a_credential_and_settings_that_encrypt_with_it(stack: Any, encryption: Any, synth: Synth) -> None:
    construct = encryption(stack, "encrypted", public_key=PEM, friendly_name="prod", on_destroy="retain")

    key, settings = made_of(synth(validate=True))

    address = f"twilio_credentials_public_key.{construct.key.friendly_unique_id}"
    assert key == {"friendly_name": "stack/encrypted", "public_key": PEM, "lifecycle": {"create_before_destroy": True}}
    assert settings == {
        "friendly_name": "prod",
        "on_destroy": "retain",
        "encryption_enabled": True,
        "encryption_key_sid": f"${{{address}.sid}}",
    }


def test_settings_are_called_after_the_construct_unless_a_name_is_given(stack: Any, encryption: Any, synth: Synth) -> None:
    encryption(stack, "encrypted", public_key=PEM)

    assert made_of(synth())[1]["friendly_name"] == "stack/encrypted"


def test_a_key_comes_from_a_file(stack: Any, encryption: Any, synth: Synth, tmp_path: Path) -> None:
    file = tmp_path / "public.pem"
    file.write_text(PEM)

    encryption.from_pem_file(stack, "encrypted", file, friendly_name="prod", adopt_existing=True)

    key, settings = made_of(synth(validate=True))
    assert key["public_key"] == PEM
    assert (settings["friendly_name"], settings["adopt_existing"]) == ("prod", True)


def test_a_key_that_twilio_has_needs_no_credential(stack: Any, encryption: Any, synth: Synth) -> None:
    construct = encryption.from_key_sid(stack, "encrypted", KEY, friendly_name="prod")

    (settings,) = synth(validate=True)["resource"].values()
    assert list(settings.values()) == [{"friendly_name": "prod", "encryption_enabled": True, "encryption_key_sid": KEY}]
    assert (construct.key, construct.key_sid) == (None, KEY)


def test_recordings_and_compositions_can_share_a_key(backend: Backend, stack: Any, synth: Synth) -> None:
    recordings = backend.l1.EncryptedRecordings(stack, "recordings", public_key=PEM)
    backend.l1.EncryptedCompositions.from_key_sid(stack, "compositions", recordings.key_sid)

    made = synth(validate=True)["resource"]

    kinds = ("twilio_video_recording_settings", "twilio_video_composition_settings")
    assert len({next(iter(made[kind].values()))["encryption_key_sid"] for kind in kinds}) == 1


def test_key_and_sid_may_be_tokens(backend: Backend, stack: Any, encryption: Any, synth: Synth) -> None:
    pem = backend.cdk.TerraformVariable(stack, "pem", type="string")

    encryption(stack, "encrypted", public_key=pem.string_value, friendly_name=pem.string_value)

    key, settings = made_of(synth(validate=True))
    assert key["public_key"] == settings["friendly_name"] == "${var.pem}"


# --- what is refused ----------------------------------------------------------------------------------------------------------


def test_one_of_the_two_ways_to_name_a_key_is_needed(stack: Any, encryption: Any) -> None:
    wanted = {"public_key": "Give either public_key (PEM text) or key_sid (of a key that Twilio has), and not both."}

    assert refused(encryption, stack, "encrypted") == wanted
    assert refused(encryption, stack, "encrypted", public_key=PEM, key_sid=KEY) == wanted


def test_everything_that_is_wrong_is_told_at_once_and_nothing_stays_in_the_tree(
    stack: Any, encryption: Any, synth: Synth
) -> None:
    told = refused(encryption, stack, "encrypted", public_key="no key", friendly_name="", on_destroy="restroe")

    assert set(told) == {"public_key", "friendly_name", "on_destroy"}
    assert told["public_key"].startswith("It looks like the name of a file")
    encryption(stack, "encrypted", public_key=PEM)
    assert made_of(synth(validate=True))[0]["public_key"] == PEM


def test_a_private_key_is_refused_without_being_shown(stack: Any, encryption: Any, tmp_path: Path) -> None:
    file = tmp_path / "private.pem"
    file.write_text(PEM.replace("PUBLIC", "PRIVATE"))

    told = refused(encryption.from_pem_file, stack, "encrypted", file)

    assert told["public_key"].startswith("It is or holds a PRIVATE key, which must never leave your hands.")
    assert "MII" not in told["public_key"]


def test_a_file_that_cannot_be_read_is_named(stack: Any, encryption: Any, tmp_path: Path) -> None:
    file = tmp_path / "absent.pem"

    assert refused(encryption.from_pem_file, stack, "encrypted", file) == {
        "path": f"{file} cannot be read: No such file or directory."
    }


def test_a_key_in_der_form_is_told_how_to_become_pem(stack: Any, encryption: Any, tmp_path: Path) -> None:
    file = tmp_path / "public.der"
    file.write_bytes(b"\x30\x82\x01\x22\xff\xfe")

    told = refused(encryption.from_pem_file, stack, "encrypted", file)

    assert told["path"].endswith(f"openssl pkey -pubin -inform DER -in {file} -pubout -out public.pem")


def test_a_sid_that_is_none_is_refused(stack: Any, encryption: Any) -> None:
    told = refused(encryption.from_key_sid, stack, "encrypted", "SK" + "0" * 32, on_destroy="never")

    assert set(told) == {"key_sid", "on_destroy"}
