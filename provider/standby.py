"""The standby processes of this user, for commands: what stands by, and its end. On Windows nothing does."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from .resources.provider import NAME

if TYPE_CHECKING:
    from .plugin.warm.found import Standby


def standing_by() -> list[Standby]:
    """Those of every installation."""
    if sys.platform == "win32":
        return []
    from .plugin.warm import found  # noqa: PLC0415  # Windows lacks what it needs

    return found.standing_by(NAME, os.environb)


def ended() -> str:
    """End those of every installation. What to tell; "" if there was none. Running commands go on."""
    if sys.platform == "win32":
        return ""
    from .plugin.warm.stop import stop  # noqa: PLC0415  # Windows lacks what it needs

    count = stop(NAME, os.environb)
    return f"Ended {count} standby {'process' if count == 1 else 'processes'}." if count else ""
