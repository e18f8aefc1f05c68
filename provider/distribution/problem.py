"""What goes wrong while something is built or packaged."""

from __future__ import annotations


class DistributionError(Exception):
    """Nothing can be packaged; the text says why, and what to do."""
