"""A binary of the community's provider as engines find it: under an address and a version, in a mirror of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.engines import Rival
from tools.engines.settings import platform_tag

ADDRESS = "terraform.local/community/twilio"
VERSION = "1.0.0"
"""Any will do: the configuration asks for none."""


def as_rival(binary: Path, mirror: Path) -> Rival:
    """What `make bench COMMUNITY=…` names. FileNotFoundError if it is not there."""
    place = mirror / ADDRESS / VERSION / platform_tag() / f"terraform-provider-twilio_v{VERSION}"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(binary, place)
        place.chmod(0o755)
    return Rival("the community's provider,", binary.name, ADDRESS, mirror, place)
