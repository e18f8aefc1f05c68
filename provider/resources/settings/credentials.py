"""The credentials that settings name: whether they are there, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ...framework.resource import Context
from ...twilio.errors import Cancelled, NotFound, TwilioError
from .. import answers, not_found
from .._client import Client

AWS_CREDENTIALS, PUBLIC_KEYS = "/v1/Credentials/AWS", "/v1/Credentials/PublicKeys"
COLLECTIONS = {"aws_credentials_sid": AWS_CREDENTIALS, "encryption_key_sid": PUBLIC_KEYS}
"""Where the credential that an attribute names is found."""


def missing(ctx: Context[Client], sids: Mapping[str, str]) -> list[str]:
    """Return the attributes whose credentials do not exist, as the API says each time that it is asked."""
    return [name for name, sid in sids.items() if _found(ctx, name, sid) == {}]


def made_at(ctx: Context[Client], name: str, sid: str) -> datetime | None:
    """Return when the credential that the attribute names was made, None if the API does not say."""
    return answers.date((_found(ctx, name, sid) or {}).get("date_created"))


def _found(ctx: Context[Client], name: str, sid: str) -> Mapping[str, object] | None:
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
