#!/usr/bin/env python3
"""Command that decrypts a recording which Twilio Video stored encrypted. See README.md in this folder.

From Python, use ``decrypt_file`` here, or the functions of ``envelope`` for streams of your own.
"""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

if TYPE_CHECKING or __package__:
    from . import envelope
else:  # run as a script: this folder itself is on the import path
    import envelope

PASSWORD_VARIABLE = "PRIVATE_KEY_PASSWORD"  # the variable's name, not a password


class OutputError(envelope.DecryptError):
    """The output cannot be written there."""


def decrypt_file(
    source: Path, output: Path, header: envelope.Envelope, private_key: RSAPrivateKey, *, force: bool = False
) -> int:
    """Decrypt the file ``source`` into the file ``output`` (mode 0600); returns the number of bytes written.

    ``output`` appears only when everything succeeded. Raises OutputError when it exists and ``force`` is not
    set, any DecryptError of ``envelope.decrypt``, and OSError.
    """
    with source.open("rb") as encrypted, _new_file(output, force=force) as sink:
        return envelope.decrypt(encrypted, sink, header, private_key)


@contextlib.contextmanager
def _new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    _check_output(path, force=force)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # Again, because decrypting takes time. Not through a hard link, which would leave no gap at all:
        # removable and network media often have none.
        _check_output(path, force=force)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _check_output(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name the file to write.")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist.")
    if os.path.lexists(path) and not force:
        raise OutputError(f"{path} exists already. Choose another output, or give --force to replace it.")


def _run(arguments: argparse.Namespace) -> None:
    output: Path | None = None if str(arguments.output) == "-" else arguments.output
    if output is not None:  # first of all, so that nobody types a password for nothing
        _check_output(output, force=arguments.force)
        _spare_the_inputs(output, [arguments.object, arguments.key, arguments.metadata])
    if arguments.metadata is not None:
        header = envelope.Envelope.from_metadata(envelope.parse_head_object(arguments.metadata.read_bytes()))
    else:
        header = envelope.Envelope.from_metadata(envelope.parse_pairs(arguments.meta))
    private_key = envelope.load_private_key(arguments.key.read_bytes(), _password)
    if output is not None:
        decrypt_file(arguments.object, output, header, private_key, force=arguments.force)
    else:
        with arguments.object.open("rb") as source:
            envelope.decrypt(source, sys.stdout.buffer, header, private_key)
        sys.stdout.buffer.flush()
    if header.unencrypted_length is None:
        print(f"Note: the metadata has no {envelope.LENGTH}: the length was not checked.", file=sys.stderr)


def _spare_the_inputs(output: Path, inputs: list[Path | None]) -> None:
    for path in inputs:
        if path is not None and output.exists() and path.exists() and output.samefile(path):
            raise OutputError(f"{output} is one of the inputs, which not even --force replaces.")


def _password() -> bytes:
    if PASSWORD_VARIABLE in os.environ:
        return os.fsencode(os.environ[PASSWORD_VARIABLE])
    if sys.stdin.isatty():
        with contextlib.suppress(EOFError):
            return getpass.getpass("Password of the private key: ").encode()
    raise envelope.PrivateKeyError(
        f"The private key is encrypted and no password was given: set {PASSWORD_VARIABLE}, or run this in a "
        "terminal to be asked for it."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Decrypt a recording that Twilio Video stored encrypted.",
        epilog=f"The password of an encrypted key is read from {PASSWORD_VARIABLE}, or asked for in a "
        "terminal. AES-CBC has no authentication: success shows that key, metadata and length fit together, "
        "not that nobody changed the object.",
    )
    parser.add_argument("object", type=Path, help="the encrypted object, as fetched from the bucket")
    parser.add_argument("--key", type=Path, required=True, metavar="PEM", help="file with the RSA private key")
    metadata = parser.add_mutually_exclusive_group(required=True)
    metadata.add_argument("--metadata", type=Path, metavar="JSON", help="file with what 'aws s3api head-object' prints")
    metadata.add_argument("--meta", action="append", metavar="NAME=VALUE", help="one metadata entry; repeat for each")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write, or - for standard output")
    parser.add_argument("--force", action="store_true", help="replace the output file if it exists")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command. Returns 0, or 1 after one message on standard error (wrong usage exits with 2)."""
    arguments = _parser().parse_args(argv)
    try:
        _run(arguments)
    except (envelope.DecryptError, OSError, KeyboardInterrupt) as problem:
        if isinstance(problem, BrokenPipeError):
            # Python flushes once more at exit; that goes nowhere rather than into a second complaint.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        kept = "" if str(arguments.output) == "-" else f" {arguments.output} was not written."
        print(f"decrypt: {_described(problem)}{kept}", file=sys.stderr)
        return 1
    return 0


def _described(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem.strerror}."
    return str(problem) or "Interrupted."


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a terminated run removes its temporary file
    sys.exit(main())
