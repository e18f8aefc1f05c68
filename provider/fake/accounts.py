"""`/2010-04-01/Accounts`: an account and its subaccounts, each with its auth token.

This is the only product in which a parent's credentials reach what belongs to a subaccount.
"""

from __future__ import annotations

from email.utils import format_datetime

from .calls import Call, Page, Reply, Routes, at_most, one_of, reveal
from .errors import invalid, unauthorized
from .models import Account, AccountStatus, now

FRIENDLY_NAME_LENGTH = 64


def _list(call: Call) -> Reply:
    """List the account and its subaccounts. `FriendlyName` must match exactly."""
    _refuse_keys_without_access(call)
    name, status = call.query.get("FriendlyName"), call.query.get("Status")
    if status:
        _status("Status", status)
    found = [
        each
        for each in call.accounts.family(call.account)
        if name in (None, "", each.friendly_name) and status in (None, "", each.status.value)
    ]
    page = Page.of(call, found)
    start, shown = page.start, page.shown
    body: dict[str, object] = {"accounts": [_render(each) for each in shown], "page": page.number, "page_size": page.size}
    body |= {"start": start, "end": start + max(len(shown) - 1, 0)}
    return Reply(200, body | {f"{name}_uri".lstrip("_"): uri for name, uri in page.uris().items()})


def _create(call: Call) -> Reply:
    _refuse_keys_without_access(call)
    if call.account.owner_sid != call.account.sid:
        raise invalid("A subaccount cannot have subaccounts")
    made = Account(_friendly_name(call, "SubAccount Created"), owner_sid=call.account.sid)
    made.hidden_reads = call.behaviour.reads_before_visible
    return Reply(201, _render(call.accounts.add(made)))


def _fetch(call: Call) -> Reply:
    return Reply(200, _render(_find(call)))


def _update(call: Call) -> Reply:
    """Change the friendly name or the status. Only a parent may change the status, of a subaccount that is not closed."""
    account = _find(call)
    name = _friendly_name(call, account.friendly_name)
    if wanted := call.form.value("Status"):
        status = _status("Status", wanted)
        if call.account is account:
            raise invalid("Status: only a parent can change the status of its subaccounts")
        if account.status is AccountStatus.CLOSED and status is not account.status:
            raise invalid("Status: a closed account cannot be reopened")
        account.status = status
    account.friendly_name, account.date_updated = name, now()
    return Reply(200, _render(account))


def _status(name: str, value: str) -> AccountStatus:
    return AccountStatus(one_of(*(each.value for each in AccountStatus))(name, value))


def _friendly_name(call: Call, current: str) -> str:
    return call.form.optional("FriendlyName", at_most(FRIENDLY_NAME_LENGTH), current=current, default=current, blank=current)


def _find(call: Call) -> Account:
    """Return the account itself or a subaccount of it. Any other is 401: in this product the path says whose token is needed."""
    _refuse_keys_without_access(call)
    for account in call.accounts.family(call.account):
        if account.sid == call.sid:
            return reveal(call, account)
    raise unauthorized()


def _refuse_keys_without_access(call: Call) -> None:
    """Let auth tokens and Main API keys pass, but no Standard API key, and no Restricted one."""
    if call.api_key and call.api_key.accounts_error:
        raise call.api_key.accounts_error


def _render(account: Account) -> dict[str, object]:
    """Render an account with its token, which the parent learns in this way. Dates are RFC 2822 here."""
    return {
        "auth_token": account.auth_token,
        "date_created": format_datetime(account.date_created),
        "date_updated": format_datetime(account.date_updated),
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_sid,
        "sid": account.sid,
        "status": account.status.value,
        "subresource_uris": {"calls": f"{account.collection}/{account.sid}/Calls.json"},
        "type": account.type,
        "uri": account.path,
    }


ROUTES: Routes = {
    "/2010-04-01/Accounts.json": {"GET": _list, "POST": _create},
    "/2010-04-01/Accounts/<sid>.json": {"GET": _fetch, "POST": _update},
}
