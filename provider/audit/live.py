"""An audit of what accounts have at this moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..framework.diagnostics import Diagnostics
from ..resources._client import Client
from ..resources._environment import client_of_environment
from ..resources.provider import TwilioProvider
from ..twilio.accounts import CLOSED
from ..twilio.errors import TwilioError
from .accounts import AccountReader, ListedAccount, ReadAccount, listed, read_all, single
from .evaluation import evaluate
from .journal import Journal
from .policy import Policy
from .result import AuditedAccount, AuditResult, unreadable

_OTHER_KEY = (
    "Accounts can be listed with the auth token or with a Main API key. With another key, name the accounts that it may read:"
)
WAS_INTERRUPTED = "the audit was interrupted."
_INTERRUPTED = "It was not read, for the audit was interrupted."


class CannotAudit(Exception):
    """The audit could read nothing. The text says why, and what to do."""


@dataclass(frozen=True)
class ProgressListener:
    """Functions that the audit calls as it goes on."""

    begin: Callable[[int], object]
    """Called first, with the number of accounts to read."""
    read: Callable[[], object]
    """Called after each account."""


@dataclass(frozen=True)
class LiveAudit:
    """An audit: which accounts, with which policy, and how."""

    policy: Policy
    chosen: Sequence[str]
    """SIDs of the accounts to audit. If there are none: the client's account and its subaccounts."""
    workers: int
    progress: ProgressListener
    resume: Path | None = None
    """File of a `Journal`, so that the audit can go on after an interruption."""

    def run(self) -> AuditResult:
        """Raises `CannotAudit`, `JournalError`, `OSError`."""
        stop = threading.Event()
        with _connected(stop) as (provider, client):
            now = datetime.now(UTC)
            journal = Journal.open(self.resume, client.account_sid, now) if self.resume else None
            accounts = self._accounts(provider, client)
            open_accounts = sorted((each for each in accounts if each.status != CLOSED), key=lambda each: each.sid)
            reader = AccountReader(provider, client, self.policy.media, stop)
            read, is_complete = self._read(reader, open_accounts, journal)
        began = journal.began if journal else now
        audited = [self._audited(each, read.get(each.sid), began) for each in open_accounts]
        left_out = len(accounts) - len(open_accounts)
        notes = [f"Closed accounts, which record nothing any more, were left out: {left_out}."] if left_out else []
        return AuditResult(self.policy.sha256, began, audited, "" if is_complete else WAS_INTERRUPTED, notes)

    def _accounts(self, provider: TwilioProvider, client: Client) -> list[ListedAccount]:
        if self.chosen:
            return [single(client, sid) for sid in dict.fromkeys(self.chosen)]
        try:
            return list(listed(client))
        except TwilioError as problem:
            explained = provider.explain(problem)
            cause = f"{explained.summary}: {explained.detail}" if explained else str(problem)
            other = f" {_OTHER_KEY} --account {client.account_sid}" if client.login.username.startswith("SK") else ""
            raise CannotAudit(f"The accounts could not be listed. {cause}{other}") from None

    def _read(
        self, reader: AccountReader, accounts: Sequence[ListedAccount], journal: Journal | None
    ) -> tuple[dict[str, ReadAccount], bool]:
        read = {
            sid: each for sid, each in (journal.read if journal else {}).items() if {*self.policy.media} <= {*each.placements}
        }

        def keep(account: ReadAccount) -> None:
            read[account.sid] = account
            if journal:
                journal.add(account)
            self.progress.read()

        left = [each for each in accounts if each.sid not in read]
        self.progress.begin(len(left))
        return read, read_all(reader.read, left, self.workers, keep, reader.stop)

    def _audited(self, account: ListedAccount, read: ReadAccount | None, began: datetime) -> AuditedAccount:
        seen = read or ReadAccount(account.sid, account.friendly_name, {}, _INTERRUPTED)
        placements = {media: seen.placements[media] for media in self.policy.media if media in seen.placements}
        found = evaluate(self.policy, account.sid, placements, began.date())
        return AuditedAccount(account.sid, account.friendly_name, (*found, *([unreadable(seen.problem)] if seen.problem else [])))


@contextmanager
def _connected(stop: threading.Event) -> Iterator[tuple[TwilioProvider, Client]]:
    provider, diagnostics = TwilioProvider(), Diagnostics()
    client = client_of_environment(provider, diagnostics, stop=stop)
    if client is None:
        raise CannotAudit("\n".join(map(str, diagnostics)))
    try:
        yield provider, client
    finally:
        provider.close(client)
