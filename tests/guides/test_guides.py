"""Guides that need nothing but a reader's machine, from top to bottom."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from provider.fake import FakeTwilio
from tests.decryption.encrypting import MEDIA, encrypted, metadata_for
from tests.distribution.built import copy_of_the_source, package_index
from tests.e2e import community, hcl
from tests.e2e.account import UNTOUCHED, holds, sent, set_by_hand
from tests.guides.conftest import add_command, guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


@pytest.fixture
def newcomer(reader: Reader, cdktf: None, tmp_path: Path) -> Iterator[Reader]:
    """Somebody with nothing but Python, Node.js and engines, in a clone of this project."""
    copy_of_the_source(reader.folder)
    commands = Path(reader.environment["PATH"].partition(":")[0])
    for name in ("python", "terraform-provider-twilio"):
        (commands / name).unlink()
    (commands / "python3").symlink_to(sys.executable)
    add_command(reader, "npm", ["echo", "npm"])  # what it brings is there already
    with package_index(tmp_path / "index") as index:
        environment = {name: value for name, value in reader.environment.items() if name != "PYTHONPATH"}
        reader.environment = environment | {"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": "/dev/null"}
        yield reader


def test_a_first_stack_is_deployed_and_taken_down(newcomer: Reader, twilio: FakeTwilio) -> None:
    newcomer.follow(guide("first-stack"))

    deployed, destroyed = twilio.requests_to("/v1/RecordingSettings/Default", "POST")
    assert sent(deployed)["EncryptionEnabled"] == "true"
    assert sent(destroyed)["EncryptionEnabled"] == "false"
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}
    assert not list(newcomer.folder.rglob("*.pem"))


def test_recordings_are_encrypted_decrypted_and_the_key_rotated(reader: Reader, twilio: FakeTwilio) -> None:
    def record() -> None:
        key = load_pem_private_key((reader.folder / "first.private.pem").read_bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        metadata_file, recording = reader.folder / "metadata.json", reader.folder / "recording.mka.enc"
        metadata_file.write_text(json.dumps(metadata_for(key, len(MEDIA))), encoding="utf-8")
        recording.write_bytes(encrypted(MEDIA))

    reader.follow(guide("encryption"), {"a recording": record})

    assert (reader.folder / "recording.mka").read_bytes() == MEDIA
    (key,) = twilio.account().public_keys.values()
    assert key.pem == (reader.folder / "second.public.pem").read_text(encoding="utf-8")
    assert holds(twilio)["encryption_key_sid"] == key.sid


def test_a_stack_moves_to_the_other_cdk_and_nothing_changes(reader: Reader) -> None:
    reader.follow(guide("cdktn"))
    assert "cdktf" not in Path(reader.folder / "stack.py").read_text(encoding="utf-8")


def test_the_community_providers_state_is_taken_over_and_nothing_is_sent(reader: Reader, twilio: FakeTwilio) -> None:
    account = twilio.account()
    held = UNTOUCHED | {"friendly_name": "Old", "encryption_enabled": True, "encryption_key_sid": account.add_public_key().sid}
    set_by_hand(account, held)
    (reader.folder / "main.tf").write_text(hcl.settings(held), encoding="utf-8")
    (reader.folder / "terraform.tfstate").write_text(community.state(held), encoding="utf-8")

    reader.follow(guide("migrating"))

    assert not twilio.writes
