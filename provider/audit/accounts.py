"""Reads the settings of accounts, many at a time."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass

from ..framework.diagnostics import Diagnostics
from ..framework.resource import Context, Memory
from ..resources._client import Client
from ..resources.composition_settings import CompositionSettings
from ..resources.provider import TwilioProvider
from ..resources.recording_settings import RecordingSettings
from ..resources.settings.placement import Placement
from ..resources.settings.video import VideoSettings
from ..twilio.accounts import ACTIVE, PATH
from ..twilio.errors import TwilioError, UnexpectedAnswer

SECONDS = 120.0
"""How long an account may take, with all retries."""

_SETTINGS: dict[str, type[VideoSettings]] = {"recordings": RecordingSettings, "compositions": CompositionSettings}


@dataclass(frozen=True)
class ListedAccount:
    """An account as the list of accounts has it."""

    sid: str
    friendly_name: str
    status: str


@dataclass(frozen=True)
class ReadAccount:
    """What the audit could read of an account."""

    sid: str
    friendly_name: str
    placements: Mapping[str, Placement]
    """By media."""
    problem: str = ""
    """Why the audit could not read the rest."""


@dataclass(frozen=True)
class AccountReader:
    """Reads the settings of accounts. Threads may share it."""

    provider: TwilioProvider
    client: Client
    media: Sequence[str]
    stop: threading.Event

    def read(self, account: ListedAccount) -> ReadAccount | None:
        """Read an account. Return None if `stop` is set before its end."""
        placements: dict[str, Placement] = {}
        for media in self.media:
            if self.stop.is_set():
                return None
            try:
                placements[media] = self._placement(account.sid, _SETTINGS[media])
            except TwilioError as problem:  # the other request would fail as well
                if self.stop.is_set():
                    return None
                return ReadAccount(account.sid, account.friendly_name, placements, self._explained(problem))
        return ReadAccount(account.sid, account.friendly_name, placements)

    def _placement(self, sid: str, kind: type[VideoSettings]) -> Placement:
        ctx = Context(
            client=self.client.of(sid),
            seconds=SECONDS,
            diagnostics=Diagnostics(),
            private={},
            stop=self.stop,
            memory=Memory(),
        )
        live = kind.api().fetch(ctx)
        if live.account_sid != sid:
            raise UnexpectedAnswer(
                f"it is of account {live.account_sid}", method="GET", path=kind.api().path, status=200, request_id=None
            )
        return Placement.of(live.values)

    def _explained(self, problem: TwilioError) -> str:
        explained = self.provider.explain(problem)
        return f"{explained.summary}: {explained.detail}" if explained else str(problem)


def listed(client: Client) -> Iterator[ListedAccount]:
    """List the client's account and its subaccounts. Raises `TwilioError`."""
    return (ListedAccount(each.sid, whole(each.friendly_name), each.status) for each in client.accounts())


def whole(text: str) -> str:
    """Replace half characters (lone surrogates), which JSON can carry and UTF-8 cannot."""
    return text.encode(errors="replace").decode()


def single(client: Client, sid: str) -> ListedAccount:
    """Ask for one account. A key that may not ask gets it without a name."""
    try:
        answer = client.get("api", f"{PATH}/{sid}.json")
    except TwilioError:
        return ListedAccount(sid, "", ACTIVE)
    return ListedAccount(sid, whole(str(answer.get("friendly_name") or "")), str(answer.get("status") or ACTIVE))


def read_all(
    read: Callable[[ListedAccount], ReadAccount | None],
    accounts: Sequence[ListedAccount],
    workers: int,
    keep: Callable[[ReadAccount], object],
    stop: threading.Event,
) -> bool:
    """Read accounts, `workers` at a time, and call `keep` with each at once. Return whether all were read.

    Ctrl-C sets `stop`. After that, `read` returns None.
    """
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="audit")
    is_whole = True
    try:
        with _interrupted_by(signal.SIGINT, signal.SIGTERM, stop=stop):
            for done in as_completed([pool.submit(read, each) for each in accounts]):
                if account := done.result():
                    keep(account)
                else:
                    is_whole = False
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return is_whole


@contextmanager
def _interrupted_by(*signals: signal.Signals, stop: threading.Event) -> Iterator[None]:
    """Within the block, these signals set `stop`, which ends the requests under way.

    They raise nothing: an exception in the middle of `keep` could leave an account in the report and not in the journal.
    """
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
