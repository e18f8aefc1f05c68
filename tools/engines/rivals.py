"""Other providers, which `make bench` compares ours with."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.engines.settings import platform_tag

COMMUNITY_ADDRESS = "terraform.local/community/twilio"
_ANY_VERSION = "1.0.0"
"""Of a binary that was given: the configuration asks for none."""


@dataclass(frozen=True)
class Rival:
    """A provider's binary, and `mirror` for `filesystem_mirror { path = … }`, which has it and nothing else."""

    name: str
    version: str
    address: str
    mirror: Path
    binary: Path


def place_of(address: str, version: str) -> Path:
    """Return where a mirror has a provider's binary for this machine."""
    return Path(address, version, platform_tag(), f"terraform-provider-{address.rpartition('/')[2]}_v{version}")


def digest_of(folder: Path) -> str:
    """Hash a provider's sources into twelve digits, so that other sources make another entry in the cache."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def community_rival(binary: Path, mirror: Path) -> Rival:
    """Put the binary that `make bench COMMUNITY=…` names where engines find it. Raises FileNotFoundError."""
    place = mirror / place_of(COMMUNITY_ADDRESS, _ANY_VERSION)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(binary, place)
        place.chmod(0o755)
    return Rival("the community's provider,", binary.name, COMMUNITY_ADDRESS, mirror, place)
