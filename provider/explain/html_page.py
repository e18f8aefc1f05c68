"""A picture as one HTML page, which has each way as a list of steps."""

from __future__ import annotations

from collections.abc import Sequence

from ..reports.page import page
from .picture import AccountPicture, steps


def as_html(accounts: Sequence[AccountPicture]) -> str:
    return page("explain.html", accounts=accounts, steps=steps)
