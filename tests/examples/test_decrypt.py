"""examples/decrypt: a folder of recordings is read again, and those that cannot be are named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.decryption.encrypting import MEDIA, encrypted, metadata_for, pem
from tests.harness.process import ROOT


def test_a_folder_is_read_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "private.pem").write_bytes(pem(key))
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    for name, media in (("one.mka", encrypted(MEDIA)), ("two.mka", encrypted(MEDIA)), ("cut.mka", encrypted(MEDIA)[:-1])):
        (recordings / f"{name}.enc").write_bytes(media)
        (recordings / f"{name}.json").write_text(json.dumps({"Metadata": metadata_for(key, len(MEDIA))}))

    command = [sys.executable, "-m", "examples.decrypt.main", str(tmp_path / "private.pem"), str(recordings)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stdout.splitlines() == [f"one.mka: {len(MEDIA)} bytes", f"two.mka: {len(MEDIA)} bytes"]
    assert done.stderr.startswith("cut.mka.enc: The encrypted object is truncated")
    assert (recordings / "two.mka").read_bytes() == MEDIA
    assert not (recordings / "cut.mka").exists()
