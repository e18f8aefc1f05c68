"""A create whose answer was lost: Twilio may have made the object or not, so the account's list is searched for it.

Nothing is sent again, since that could make a second object.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Protocol

from ..framework.diagnostics import Failure
from ..framework.resource import Context, Incomplete
from ..record import record
from ..twilio.errors import TwilioError
from . import _item_words as item_words
from . import answers
from ._client import Client
from .not_found import pauses, wait

_DATES_ARE_WHOLE_SECONDS = timedelta(seconds=2)


class Searched(Protocol):
    """An object in a collection, as `Item` has it."""

    kind: ClassVar[str]
    product: ClassVar[str]
    path: ClassVar[str]
    prefix: ClassVar[str]

    @property
    def friendly_name(self) -> str | None: ...
    def secrets(self) -> tuple[str, ...]: ...
    def listed(self, ctx: Context[Client], hide: tuple[str, ...]) -> Iterator[Mapping[str, object]]: ...
    def import_command(self, ctx: Context[Client], sid: str) -> str: ...
    def as_made(self, ctx: Context[Client], answer: Mapping[str, object]) -> tuple[Any, list[str]]: ...


@record(frozen=True)
class LostCreate:
    """The create of `item`, which `began` at that `time.monotonic()`, and of whose answer `lost` is all that came."""

    item: Searched
    began: float
    lost: TwilioError

    def searched(self, ctx: Context[Client]) -> Exception:
        """Search for the object. Return the error to raise, with the object if it was found."""
        item, kind, began = self.item, self.item.kind, time.monotonic()
        try:
            made = self._made(ctx)
            for pause in pauses(ctx):  # a list may not have at once what was made a moment ago
                if made:
                    break
                wait(ctx, pause, "GET", item.path)
                made = self._made(ctx)
        except TwilioError as second:
            name, address = item.friendly_name, ctx.client.address(item.product, item.path)
            return Failure(item_words.not_known(kind, self.lost, second, name=name, address=address, prefix=item.prefix))
        if not made:
            return Failure(item_words.not_made(kind, self.lost, time.monotonic() - began))
        if len(made) > 1:
            sids = [str(each["sid"]) for each in made]
            return Failure(item_words.several_made(kind, self.lost, sids, [item.import_command(ctx, sid) for sid in sids]))
        kept, _ = item.as_made(ctx, made[0])
        return Incomplete(kept, Failure(item_words.found_again(kind, self.lost, kept.sid)))

    def _made(self, ctx: Context[Client]) -> list[Mapping[str, object]]:
        """The objects of this name that were made since then.

        The date of the list's answer tells what "since then" is by Twilio's clock: this machine's may be minutes wrong.
        """
        wait(ctx, 0.0, "GET", self.item.path)
        alike = [each for each in self.item.listed(ctx, self.item.secrets()) if self._is_alike(each)]
        since = ctx.client.now() - timedelta(seconds=time.monotonic() - self.began) - _DATES_ARE_WHOLE_SECONDS
        return [each for each in alike if (answers.date(each.get("date_created")) or since) >= since]

    def _is_alike(self, listed: Mapping[str, object]) -> bool:
        return isinstance(listed.get("sid"), str) and (listed.get("friendly_name") or None) == (self.item.friendly_name or None)
