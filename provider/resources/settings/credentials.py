"""The credentials that settings name: whether they are there, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...framework.resource import Context
from ...twilio.errors import Cancelled, NotFound, TwilioError
from .. import answers, not_found
from .._client import Client

COLLECTIONS = {"aws_credentials_sid": "/v1/Credentials/AWS", "encryption_key_sid": "/v1/Credentials/PublicKeys"}
"""Where the credential that an attribute names is found."""


def missing(ctx: Context[Client], sids: Mapping[str, str]) -> list[str]:
    """Attributes of those credentials which the API says do not exist, each time that it is asked."""
    return [name for name, sid in sids.items() if _found(ctx, name, sid) == {}]


def made_at(ctx: Context[Client], name: str, sid: str) -> datetime | None:
    """When the credential that the attribute names was made; None where the API will not say."""
    return answers.date((_found(ctx, name, sid) or {}).get("date_created"))


def _found(ctx: Context[Client], name: str, sid: str) -> Mapping[str, Any] | None:
    """What the API says of the credential that an attribute names: {} if there is none, None if it will not say.

    Keys can be restricted, so that a refusal says nothing of the credential.
    """
    try:
        return not_found.get(ctx, "accounts", f"{COLLECTIONS[name]}/{sid}")
    except NotFound:
        return {}
    except Cancelled:
        raise
    except TwilioError:
        return None
