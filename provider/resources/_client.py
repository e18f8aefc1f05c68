"""The client's type, for annotations only: the HTTP stack is not loaded before the provider is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..twilio.client import Client
else:
    Client = Any

__all__ = ["Client"]
