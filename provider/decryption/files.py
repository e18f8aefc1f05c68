"""Decrypting a file into another one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from .envelope import DecryptError, Envelope, decrypt


class OutputError(DecryptError):
    """The output cannot be written there."""


def decrypt_file(source: Path, output: Path, envelope: Envelope, private_key: RSAPrivateKey, *, force: bool = False) -> int:
    """Decrypt the file ``source`` into the file ``output`` (mode 0600); returns the number of bytes written.

    ``output`` appears only when everything succeeded. Raises OutputError when it exists and ``force`` is not
    set, any DecryptError of ``decrypt``, and OSError.
    """
    with source.open("rb") as encrypted, _new_file(output, force=force) as sink:
        return decrypt(encrypted, sink, envelope, private_key)


def check_output(path: Path, *, force: bool) -> None:
    """Raises OutputError where ``decrypt_file`` would."""
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name the file to write.")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist.")
    if os.path.lexists(path) and not force:
        raise OutputError(f"{path} exists already. Choose another output, or give --force to replace it.")


@contextlib.contextmanager
def _new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    check_output(path, force=force)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # Again, because decrypting takes time. Not through a hard link, which would leave no gap at all:
        # removable and network media often have none.
        check_output(path, force=force)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
