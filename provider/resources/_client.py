"""The client's type, for annotations only, as the HTTP stack is not loaded before the provider is configured; and its use."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ..framework.resource import Context
from ..twilio.request import Deadline

if TYPE_CHECKING:
    from ..twilio.client import Client
else:
    Client = Any

__all__ = ["Client", "deadline_of", "in_account"]


def deadline_of(ctx: Context[Any]) -> Deadline:
    """Return the deadline of an operation, which all its requests share."""
    return Deadline(ctx.until, ctx.seconds)


def in_account(ctx: Context[Client], account_sid: str | None) -> Context[Client]:
    """Return the same operation in another account (None: in its own). Both share time, diagnostics and private state."""
    other = copy.copy(ctx)
    other.client = ctx.client.of(account_sid)
    return other
