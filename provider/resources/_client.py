"""The client's type, for annotations only (the HTTP stack is not loaded before the provider is configured), and its deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..framework.resource import Context
from ..twilio.request import Deadline

if TYPE_CHECKING:
    from ..twilio.client import Client
else:
    Client = Any

__all__ = ["Client", "deadline_of"]


def deadline_of(ctx: Context[Any]) -> Deadline:
    """The deadline of an operation, which all its requests share."""
    return Deadline(ctx.until, ctx.seconds)
