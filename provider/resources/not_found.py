"""A 404 is not always true: not every part of Twilio knows at once of what was made or changed. So it is asked for again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TypeVar

from ..framework.resource import Context
from ..twilio.errors import Cancelled, NotFound
from ._client import Client, deadline_of

T = TypeVar("T")

log = logging.getLogger(__package__)

RECENT = timedelta(minutes=10)
"""What was made or changed since then need not be seen everywhere yet."""
_PAUSES = (1.0, 2.0, 3.0, 4.0, 5.0)
"""The longest waits before each repetition, in seconds, for what is recent."""
_PAUSES_OF_THE_OLD = _PAUSES[:2]
"""For all else: a plan with many objects that are gone must not take long for it."""


def _never() -> bool:
    return False


def get(ctx: Context[Client], product: str, path: str, *, recent: Callable[[], bool] = _never) -> Mapping[str, object]:
    """Return the object at `path`. For the rest see `asking_again`."""
    return asking_again(ctx, lambda: ctx.client.get(product, path, deadline=deadline_of(ctx)), recent=recent)


def asking_again(ctx: Context[Client], request: Callable[[], T], *, recent: Callable[[], bool]) -> T:
    """Return what `request` returns. Raises `NotFound`, with the number of tries, only if Twilio says so each time.

    `recent` says whether the object was made or changed a moment ago. It is asked after the first 404, which brings Twilio's
    time with it.
    """
    began, tries, waits = time.monotonic(), 0, None
    while True:
        tries += 1
        try:
            return request()
        except NotFound as missing:
            waits = waits or pauses(ctx, few=not recent())
            if (pause := next(waits, None)) is None:
                missing.tries, missing.spent = tries, time.monotonic() - began
                raise
            log.warning("%s It is asked for again in %.1f s.", missing, pause)
            wait(ctx, pause, missing.method, missing.path)


def pauses(ctx: Context[Client], *, few: bool = False) -> Iterator[float]:
    """Yield the seconds before each repetition, some 15 in all, or 3. The client's own backoff counts if it is shorter."""
    for number, longest in enumerate(_PAUSES_OF_THE_OLD if few else _PAUSES, 1):
        yield min(longest, ctx.client.backoff(number))


def wait(ctx: Context[Client], seconds: float, method: str, path: str) -> None:
    """Wait. Raises `Cancelled` as soon as the user interrupts."""
    if ctx.stop.wait(seconds):
        raise Cancelled(method=method, path=path, ambiguous=False)
