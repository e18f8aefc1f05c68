"""Everything that can go wrong with a request, by name: the columns of the matrix."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum, auto

from provider.fake import Alter, Answer, ErrorShape, Garbage, Reset, Slow, Stall, Truncate
from provider.fake.faults import Action
from tests.scenarios.faults.subjects import OTHER_ACCOUNT, OTHER_OBJECT, Setup


@dataclass(frozen=True)
class Target:
    """The request that a fault is for: its method, whose it is, and what the API would answer a read of the object now."""

    setup: Setup
    method: str
    live: Mapping[str, object] | None


Ordered = Callable[[Target], Action]


class Network(Enum):
    """Faults that no server of HTTP can make: nothing is sent."""

    REFUSED = auto()
    TLS_UNTRUSTED = auto()
    TLS_BROKEN = auto()


@dataclass(frozen=True)
class Fault:
    """`once`: it is for one request, and passes. All others go on until somebody does something about them.

    `carried_out`: what was asked is done all the same. `stalls`: nobody finds out before a time limit does. `waits`: Twilio asks
    for a pause of a second.
    """

    action: Ordered | Network
    once: bool = False
    carried_out: bool = False
    stalls: bool = False
    waits: bool = False
    shape: ErrorShape = ErrorShape.CODE_AND_MESSAGE


def _always(action: Action) -> Ordered:
    return lambda target: action


def _answered(body: str, content_type: str = "application/json") -> Fault:
    return Fault(_always(Garbage(body.encode(), content_type=content_type)), carried_out=True)


def _refused(status: int, code: int | None, message: str, shape: ErrorShape = ErrorShape.CODE_AND_MESSAGE) -> Fault:
    return Fault(_always(Answer(status, code, message)), shape=shape)


def _at_gateway(status: int) -> Fault:
    """The gateway before Twilio gives up, and Twilio does what was asked."""
    return Fault(_always(Garbage(b"<html>gateway</html>", status=status)), carried_out=True)


def _wait_until(target: Target) -> Action:
    moment = datetime.now(UTC) + timedelta(seconds=1)
    return Answer(429, 20429, "Too Many Requests", {"Retry-After": format_datetime(moment, usegmt=True)})


def _mistyped(target: Target) -> Action:
    return Alter(target.setup.mistyped)


def _ignoring(target: Target) -> Action:
    """A success that is none: of a DELETE or a change nothing is done, what is made or read is told with another's values."""
    if target.method == "DELETE":
        return Garbage(b"", status=204, processed=False)
    if target.method == "POST" and target.live is not None:
        return Garbage(json.dumps(target.live).encode(), content_type="application/json", processed=False)
    sid = {"sid": target.setup.subject.prefix + OTHER_OBJECT} if target.method == "GET" and target.setup.subject.prefix else {}
    return Alter({"friendly_name": "Somebody else's"} | sid)


def _of_another_account(target: Target) -> Action:
    return Alter({"account_sid": OTHER_ACCOUNT})


LONG = 86_400
ELSEWHERE = "https://elsewhere.example/v1/taken"

FAULTS: dict[str, Fault] = {
    # Nothing is sent.
    "refused": Fault(Network.REFUSED),
    "tls_untrusted": Fault(Network.TLS_UNTRUSTED),
    "tls_broken": Fault(Network.TLS_BROKEN),
    # No answer, or half of one.
    "reset_before": Fault(_always(Reset())),
    "reset_after": Fault(_always(Reset(processed=True)), carried_out=True),
    "stalled_before": Fault(_always(Stall()), stalls=True),
    "stalled_after": Fault(_always(Stall(processed=True)), carried_out=True, stalls=True),
    "slow": Fault(_always(Slow(0.1)), carried_out=True),
    "truncated": Fault(_always(Truncate(20)), carried_out=True),
    # A success that says nothing usable.
    "empty": _answered(""),
    "not_json": _answered('{"sid": "CR'),
    "json_list": _answered("[]"),
    "json_string": _answered('"done"'),
    "wrong_types": Fault(_mistyped, carried_out=True),
    "missing_fields": _answered("{}"),
    "html": Fault(_always(Garbage(b"<html>Sign in to this network</html>", processed=False))),
    # A refusal.
    "400_message": _refused(400, 20001, "Invalid parameter"),
    "400_problem": _refused(400, 20001, "Invalid parameter", ErrorShape.PROBLEM_DETAILS),
    "400_errors": _refused(400, 20001, "Invalid parameter", ErrorShape.ERROR_LIST),
    "401": _refused(401, 20003, "Authenticate"),
    "403": _refused(403, 20403, "Forbidden"),
    "404": _refused(404, 20404, "The requested resource was not found"),
    "409": _refused(409, 20409, "Conflict"),
    "429_seconds": Fault(_always(Answer.rate_limited(1)), once=True, waits=True),
    "429_date": Fault(_wait_until, once=True, waits=True),
    "429_long": Fault(_always(Answer.rate_limited(LONG))),
    # A failure of Twilio's, or of what is before it.
    "500": _refused(500, 20500, "Internal Server Error"),
    "502": _at_gateway(502),
    "503": _refused(503, 20503, "Service unavailable"),
    "504": _at_gateway(504),
    "503_once": Fault(_always(Answer.unavailable()), once=True),
    # An answer to another question.
    "redirect": Fault(_always(Answer.redirect(ELSEWHERE))),
    "ignored": Fault(_ignoring),
    "other_account": Fault(_of_another_account, carried_out=True),
}
