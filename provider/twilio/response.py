"""What comes back: the JSON object of a success, or the error that Twilio describes; and what time it is there.

Standard library only. Errors come in three shapes: `{code, message, more_info, status, details}`, RFC 9457
`{type, title, status, code, detail, instance, errors}`, and `{"errors": [{code, message, infoUrl, context}]}`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from ..record import record
from .errors import (
    ApiError,
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    RateLimited,
    Rejected,
    ServerError,
    UnexpectedAnswer,
)
from .request import ApiRequest

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"
JsonObject: TypeAlias = dict[str, JsonValue]
Page: TypeAlias = tuple[list[JsonObject], str]
"""The items of one page of a list, and the query that fetches the next: "" after the last."""

SUCCESS = frozenset({200, 201, 202, 204})
_MAY_BE_EMPTY = frozenset({202, 204})
_MOST_DETAILS = 10

_BY_STATUS: dict[int, type[ApiError]] = {
    401: AuthenticationFailed,
    403: PermissionDenied,
    404: NotFound,
    429: RateLimited,
}
_AUTHENTICATION_CODE = 20003


@record(frozen=True, kw_only=True)
class ApiResponse:
    """An answer that arrived completely."""

    status: int
    content_type: str
    request_id: str | None
    """`Twilio-Request-Id`."""
    retry_after: str | None
    date: str | None
    """`Date`: when the server answered, by its own clock."""
    body: bytes = field(repr=False)


def read_response(request: ApiRequest, response: ApiResponse) -> JsonObject:
    """Return the object of a successful answer, {} where it may be empty and is.

    Raises the `ApiError` that fits an error status, and `UnexpectedAnswer` for everything that is neither.
    """
    if response.status in SUCCESS:
        return _read_object(request, response)
    if response.status >= 400:
        raise _api_error(request, response)
    if response.status >= 300:
        raise unexpected(request, response, "it is a redirect, and redirects are not followed")
    raise unexpected(request, response, "no such status was expected")


def unexpected(request: ApiRequest, response: ApiResponse, reason: str) -> UnexpectedAnswer:
    """Return the error that says why an answer cannot be used. `reason` must quote nothing of its body."""
    return UnexpectedAnswer(
        reason, method=request.method, path=request.path, status=response.status, request_id=response.request_id
    )


def _read_object(request: ApiRequest, response: ApiResponse) -> JsonObject:
    if not response.body and response.status in _MAY_BE_EMPTY:
        return {}
    value = _parse(response.body)
    if isinstance(value, dict):
        return value
    kind = response.content_type or "no content type"
    raise unexpected(
        request,
        response,
        f"it is not a JSON object ({kind}, {len(response.body)} bytes). "
        "Something other than Twilio's API, such as a proxy, may have answered.",
    )


def _parse(body: bytes) -> JsonValue:
    try:
        value: JsonValue = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


@record(frozen=True)
class _Problem:
    """What Twilio says of an error."""

    code: int | None = None
    message: str | None = None
    more_info: str | None = None
    details: tuple[str, ...] = ()


def _api_error(request: ApiRequest, response: ApiResponse) -> ApiError:
    problem = _read_problem(_parse(response.body), request.clean)
    return _error_class(response.status, problem.code)(
        method=request.method,
        path=request.path,
        status=response.status,
        code=problem.code,
        message=problem.message,
        more_info=problem.more_info,
        details=problem.details,
        request_id=response.request_id,
        retry_after=response.retry_after,
    )


def _error_class(status: int, code: int | None) -> type[ApiError]:
    if code == _AUTHENTICATION_CODE:
        return AuthenticationFailed
    return _BY_STATUS.get(status, ServerError if status >= 500 else Rejected)


def _read_problem(value: JsonValue, clean: Callable[[str], str]) -> _Problem:
    if not isinstance(value, dict):
        return _Problem()
    errors = value.get("errors")
    entries = [entry for entry in errors if isinstance(entry, dict)] if isinstance(errors, list) else []
    main = value
    if _message(main) is None and entries:
        main = entries.pop(0)
    details = [*_lines(main.get("details")), *_lines(main.get("context"))]
    details += [line for entry in entries if (line := _entry_line(entry))]
    message, more_info = _message(main), _more_info(main)
    return _Problem(
        code=_code(main.get("code")),
        message=clean(message) if message else None,
        more_info=clean(more_info) if more_info else None,
        details=tuple(clean(line) for line in details[:_MOST_DETAILS]),
    )


def _code(value: JsonValue) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None


def _message(problem: JsonObject) -> str | None:
    title, detail = problem.get("title"), problem.get("detail")
    if isinstance(title, str) and isinstance(detail, str) and title and detail:
        return f"{title}: {detail}"
    return _first_text(problem.get("message"), detail, title)


def _more_info(problem: JsonObject) -> str | None:
    text = _first_text(problem.get("more_info"), problem.get("infoUrl"), problem.get("type"))
    return text if text and text.startswith(("https://", "http://")) else None


def _first_text(*values: JsonValue) -> str | None:
    return next((value for value in values if isinstance(value, str) and value), None)


def _entry_line(entry: JsonObject) -> str | None:
    """Return one of several problems in a line, with its code and the place it is about."""
    place = _first_text(entry.get("pointer"), entry.get("field"), entry.get("parameter"))
    code = _code(entry.get("code"))
    parts = [place, str(code) if code is not None else None, _message(entry)]
    return ": ".join(part for part in parts if part) or None


def _lines(value: JsonValue) -> Iterator[str]:
    """Yield the free-form `details` or `context` of an error, a line for each member."""
    if isinstance(value, dict):
        yield from (f"{key}: {_text(member)}" for key, member in value.items())
    elif isinstance(value, list):
        yield from (_text(member) for member in value)
    elif value not in (None, ""):
        yield _text(value)


def _text(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value)
    except RecursionError:
        return "…"


class ServerClock:
    """Knows Twilio's time from the `Date` of the latest answer; until there was one, it is the local clock.

    The clock of the machine that runs an apply may be minutes wrong, and then it says nothing about the age of what Twilio made.
    For any number of threads.
    """

    def __init__(self) -> None:
        self._seen: tuple[datetime, float] | None = None  # one assignment, so that no thread sees half of it

    def note(self, date: str | None) -> None:
        """Take the `Date` header of an answer that has just arrived; one that is missing or unreadable changes nothing."""
        from email.utils import parsedate_to_datetime  # noqa: PLC0415  # loads half a dozen modules

        try:
            answered = parsedate_to_datetime(date or "")
        except (ValueError, OverflowError):
            return
        if answered.tzinfo is None:  # "-0000": UTC, of a machine that does not say where it is
            answered = answered.replace(tzinfo=UTC)
        self._seen = answered.astimezone(UTC), time.monotonic()

    def now(self) -> datetime:
        """Return Twilio's time in UTC, to about a second."""
        if self._seen is None:
            return datetime.now(UTC)
        date, arrived = self._seen
        return date + timedelta(seconds=time.monotonic() - arrived)
