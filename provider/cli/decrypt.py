"""`terraform-provider-twilio decrypt`."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
from pathlib import Path

from ..address import ProviderAddress
from .say import reason, say

# Other commands do not load the library of ciphers.
# ruff: noqa: PLC0415

HELP = "read a recording again that Twilio stored encrypted"

PASSWORD_VARIABLE = "PRIVATE_KEY_PASSWORD"  # noqa: S105  # the variable's name, not a password


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    parser.epilog = (
        f"The password of an encrypted key is read from {PASSWORD_VARIABLE}, or asked for in a terminal. AES-CBC has no "
        "authentication: success shows that key, metadata and length fit together, not that nobody changed the object."
    )
    parser.add_argument("object", type=Path, metavar="OBJECT", help="the encrypted object, as fetched from the bucket")
    parser.add_argument("--key", type=Path, required=True, metavar="PEM", help="file with the RSA private key")
    metadata = parser.add_mutually_exclusive_group(required=True)
    metadata.add_argument("--metadata", type=Path, metavar="JSON", help="file with what 'aws s3api head-object' prints")
    metadata.add_argument("--meta", action="append", metavar="NAME=VALUE", help="one metadata entry; repeat for each")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="file to write, or - for standard output"
    )
    parser.add_argument("--force", action="store_true", help="replace the output file if it exists")


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Decrypt. Return 0, or 1 after a message on standard error."""
    from ..decryption import DecryptError

    try:
        _run(options)
    except (DecryptError, OSError, KeyboardInterrupt) as problem:
        if isinstance(problem, BrokenPipeError):
            # Python flushes once more at exit: into nothing, or it would complain a second time.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        kept = "" if str(options.output) == "-" else f" {options.output} was not written."
        say(f"decrypt: {_described(problem)}{kept}", error=True)
        return 1
    return 0


def _run(options: argparse.Namespace) -> None:
    from ..decryption import Envelope, check_output, decrypt, decrypt_file, load_private_key, parse_head_object, parse_pairs
    from ..decryption.envelope import LENGTH

    output: Path | None = None if str(options.output) == "-" else options.output
    if output is not None:  # before anybody types a password
        check_output(output, force=options.force)
        _spare_the_inputs(output, [options.object, options.key, options.metadata])
    if options.metadata is not None:
        envelope = Envelope.from_metadata(parse_head_object(options.metadata.read_bytes()))
    else:
        envelope = Envelope.from_metadata(parse_pairs(options.meta))
    private_key = load_private_key(options.key.read_bytes(), _password)
    if output is not None:
        decrypt_file(options.object, output, envelope, private_key, force=options.force)
    else:
        with options.object.open("rb") as source:
            decrypt(source, sys.stdout.buffer, envelope, private_key)
        sys.stdout.buffer.flush()
    if envelope.unencrypted_length is None:
        say(f"Note: the metadata has no {LENGTH}: the length was not checked.", error=True)


def _spare_the_inputs(output: Path, inputs: list[Path | None]) -> None:
    from ..decryption import OutputError

    for path in inputs:
        if path is not None and output.exists() and path.exists() and output.samefile(path):
            raise OutputError(f"{output} is one of the inputs, which not even --force replaces.")


def _password() -> bytes:
    from ..decryption import PrivateKeyError

    if PASSWORD_VARIABLE in os.environ:
        return os.fsencode(os.environ[PASSWORD_VARIABLE])
    if sys.stdin.isatty():
        with contextlib.suppress(EOFError):
            return getpass.getpass("Password of the private key: ").encode()
    raise PrivateKeyError(
        f"The private key is encrypted and no password was given: set {PASSWORD_VARIABLE}, or run this in a "
        "terminal to be asked for it."
    )


def _described(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return reason(problem)
    return str(problem) or "Interrupted."
