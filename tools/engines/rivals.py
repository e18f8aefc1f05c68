"""Other providers, which `make bench` compares ours with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rival:
    """A provider's binary, and `mirror` for `filesystem_mirror { path = … }`, which has it and nothing else."""

    name: str
    version: str
    address: str
    mirror: Path
    binary: Path


def digest_of(folder: Path) -> str:
    """What a provider is made from, in twelve digits: other sources make another entry in the cache."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
