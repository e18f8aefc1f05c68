"""Lists of what accounts have (`terraform query`): of the provider's account, of named ones, or of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from ..framework.diagnostics import Failure
from ..framework.resource import Context
from ..framework.schema.attributes import attr
from ..framework.schema.blocks import Block
from ..framework.schema.checks import Check
from ..framework.schema.rules import at_most_one
from ..twilio.accounts import ACTIVE
from ..twilio.errors import TwilioError
from ._client import Client, deadline_of, in_account
from .answers import on_one_line
from .checks import account_sid

T = TypeVar("T")

_AT_ONCE = 8
"""How many accounts are asked at a time."""


def _account_sids(sids: list[str]) -> str | None:
    return next((problem for sid in sids if (problem := account_sid(sid))), None)


class ListArguments(Block):
    """Finds the objects of the provider's account; or of the accounts that are named, or of all."""

    accounts: list[str] | None = attr(
        "SIDs of the accounts: the provider's own or subaccounts of it.",
        default=None,
        check=Check("Each must be an account SID (AC and 32 hexadecimal digits).", _account_sids),
    )
    all_accounts: bool | None = attr(
        "Whether to list the objects of every active account: of the provider's and of its subaccounts. It takes an auth token "
        "or a Main API key.",
        default=None,
    )

    rules = (at_most_one("accounts", "all_accounts"),)


def of_accounts(
    ctx: Context[Client], arguments: Block, find: Callable[[Context[Client]], Iterable[T]]
) -> Iterator[T | Exception]:
    """What `find` finds in each account that is asked for, in their order; an error in place of what is in one of several.

    A single account is asked page by page, and of several the next ones meanwhile.
    """
    assert isinstance(arguments, ListArguments)
    sids = _sids(ctx, arguments)
    if len(sids) == 1:
        yield from find(in_account(ctx, sids[0]))
        return
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="list")
    try:
        for found in pool.map(partial(_found, ctx, find), sids):
            yield from found
    finally:
        pool.shutdown(cancel_futures=True)


def _sids(ctx: Context[Client], arguments: ListArguments) -> list[str]:
    if arguments.all_accounts:
        return sorted(account.sid for account in ctx.client.accounts(deadline=deadline_of(ctx)) if account.status == ACTIVE)
    return [ctx.client.account_sid] if arguments.accounts is None else list(dict.fromkeys(arguments.accounts))


def _found(ctx: Context[Client], find: Callable[[Context[Client]], Iterable[T]], sid: str) -> list[T | Exception]:
    try:
        return list(find(in_account(ctx, sid)))
    except (TwilioError, Failure) as problem:
        return [problem]


def display_name(name: str | None, sid: str) -> str:
    """How a list shows an object: a line for each."""
    return f"{on_one_line(name)} ({sid})" if name else sid


def implied_account(sid: str, client: Client) -> tuple[str, ...]:
    """Return what a generated configuration leaves out: the account, if it is the provider's."""
    return ("account_sid",) if sid == client.account_sid else ()
