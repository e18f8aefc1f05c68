"""What goes wrong while something is built or packaged."""

from __future__ import annotations


class DistributionError(Exception):
    """It cannot be done; the text says why, and what to do."""
