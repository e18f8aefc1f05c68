"""Reads every recording of a folder again: each NAME.enc, with what `aws s3api head-object` printed of it in NAME.json.

    python -m examples.decrypt.main private.pem FOLDER

For a single one there is a command: terraform-provider-twilio decrypt --help
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from provider.decryption import DecryptError, Envelope, decrypt_file, load_private_key, parse_head_object


def main(key_file: Path, folder: Path) -> int:
    """Returns how many could not be read."""
    private_key = load_private_key(key_file.read_bytes(), lambda: os.environb.get(b"PRIVATE_KEY_PASSWORD"))
    failed = 0
    for encrypted in sorted(folder.glob("*.enc")):
        try:
            envelope = Envelope.from_metadata(parse_head_object(encrypted.with_suffix(".json").read_bytes()))
            size = decrypt_file(encrypted, encrypted.with_suffix(""), envelope, private_key)
        except (DecryptError, OSError) as problem:
            failed += 1
            print(f"{encrypted.name}: {problem}", file=sys.stderr)
        else:
            print(f"{encrypted.stem}: {size} bytes")
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Decrypt every recording of a folder.")
    parser.add_argument("key_file", type=Path, metavar="PEM", help="file with the RSA private key")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder with NAME.enc and NAME.json")
    sys.exit(min(main(**vars(parser.parse_args())), 1))
