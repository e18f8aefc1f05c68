"""The two hashes that lock files have: `zh:`, of a zip, and `h1:`, of what is in it."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def zh(archive: Path) -> str:
    """Return the hash of the zip itself."""
    return f"zh:{sha256(archive)}"


def h1(archive: Path) -> str:
    """Return the hash of the files in a zip."""
    with zipfile.ZipFile(archive) as content:
        return _h1((name, content.open(name)) for name in sorted(content.namelist()))


def h1_of_folder(folder: Path) -> str:
    """Return the same hash for the folder that a zip was unpacked to."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return _h1((name, files[name].open("rb")) for name in sorted(files))


def _h1(files: Iterable[tuple[str, IO[bytes]]]) -> str:
    """Compute Go's `dirhash`: the SHA-256 of a list of the files' own SHA-256, in order of their names."""
    listing = hashlib.sha256()
    for name, file in files:
        with file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        listing.update(f"{digest}  {name}\n".encode())
    return f"h1:{base64.b64encode(listing.digest()).decode()}"
