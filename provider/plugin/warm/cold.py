"""A launch that was to be warm and goes on cold says why, to whoever reads the debug log."""

from __future__ import annotations

import logging
import os
from collections.abc import MutableMapping

from . import place

log = logging.getLogger(__package__)


def tell_why(provider: str, environment: MutableMapping[str, str]) -> None:
    """Log what `launch` left in the environment, and take it out."""
    why = environment.pop(os.fsdecode(place.variable(provider, place.WHY_COLD)), None)
    if why is not None:
        log.debug("a cold start: %s", why)
