"""`/2010-04-01/Accounts`: enough for a client to check its credentials and to make a subaccount."""

from __future__ import annotations

from email.utils import format_datetime

from .calls import Call, Reply
from .errors import unauthorized
from .models import Account
from .parameters import at_most

FRIENDLY_NAME_LENGTH = 64


def fetch_account(call: Call) -> Reply:
    """The account itself or a subaccount of it. Any other is 401: in this product the path says whose token is needed."""
    _refuse_standard_keys(call)
    for account in (call.account, *call.accounts.subaccounts(call.account)):
        if account.sid == call.sid:
            return Reply(200, _render(account))
    raise unauthorized()


def create_subaccount(call: Call) -> Reply:
    _refuse_standard_keys(call)
    fallback = "SubAccount Created"
    name = call.form.optional("FriendlyName", at_most(FRIENDLY_NAME_LENGTH), current=fallback, default=fallback, blank=fallback)
    return Reply(201, _render(call.accounts.add(Account(name, owner_sid=call.account.sid))))


def _refuse_standard_keys(call: Call) -> None:
    """Managing accounts is what a standard API key cannot do."""
    if call.api_key and call.api_key.standard:
        raise unauthorized()


def _render(account: Account) -> dict[str, object]:
    """As documented, with the token: it is how the owner of a new subaccount learns it. Dates are RFC 2822 here."""
    return {
        "auth_token": account.auth_token,
        "date_created": format_datetime(account.date_created),
        "date_updated": format_datetime(account.date_created),
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_sid,
        "sid": account.sid,
        "status": "active",
        "type": "Full",
        "uri": f"/2010-04-01/Accounts/{account.sid}.json",
    }
