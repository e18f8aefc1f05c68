"""The two hashes that lock files have: `zh:`, of a zip, and `h1:`, of what is in it."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from pathlib import Path


def sha256(path: Path) -> str:
    """In hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def zh(archive: Path) -> str:
    """The SHA-256 of the zip itself."""
    return f"zh:{sha256(archive)}"


def h1(archive: Path) -> str:
    """Go's `dirhash`: the SHA-256 of a list of the files with theirs, in order of their names."""
    listing = hashlib.sha256()
    with zipfile.ZipFile(archive) as content:
        for name in sorted(content.namelist()):
            with content.open(name) as member:
                digest = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]
            listing.update(f"{digest}  {name}\n".encode())
    return f"h1:{base64.b64encode(listing.digest()).decode()}"
