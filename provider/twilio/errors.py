"""What can go wrong, by cause. Standard library only, so that callers can catch without loading an HTTP stack.

    TwilioError
    ├── ApiError                   Twilio answered, and refused
    │   ├── AuthenticationFailed   401, or Twilio's code 20003
    │   │   └── TokenRefused       … of a subaccount
    │   ├── PermissionDenied       403
    │   ├── NotFound               404
    │   ├── RateLimited            429: never processed
    │   ├── ServerError            5xx
    │   └── Rejected               every other 4xx
    ├── TransportError             no usable answer came
    │   ├── ConnectFailed          the request was surely not sent
    │   ├── NoAnswer               it was sent; the answer is missing or incomplete
    │   ├── AmbiguousResult        a write that must not be repeated may or may not have been carried out
    │   └── DeadlineExceeded       time ran out; holds the last error seen
    ├── UnexpectedAnswer           an answer came that is not Twilio's API speaking
    ├── AccountError               a subaccount cannot be reached with its parent's credentials
    │   ├── NotASubaccount
    │   ├── AccountNotActive       it is suspended or closed
    │   └── TokensNotPermitted     the API key may not ask for the tokens of subaccounts
    ├── NotAddressable             an identifier that no address can hold: nothing was sent
    └── Cancelled                  the stop event was set

`str()` of each is a sentence or two for a person, and holds no secret.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Self, TypeVar

E = TypeVar("E", bound="TwilioError")


class TwilioError(Exception):
    """Base of everything a client raises about a request. `method` and `path` say which one."""

    def __init__(self, message: str, *, method: str, path: str, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.method = method
        self.path = path
        self.ambiguous = ambiguous
        """True where a write failed and may have been carried out all the same. Never true of a GET."""

        self.tries = 1
        """How often it was tried."""
        self.spent: float | None = None
        """The seconds that all the tries took, where there was more than one."""

        self.account = ""
        """The subaccount that was asked, in words; "" where it was the client's own account."""

    def __str__(self) -> str:
        text = super().__str__()
        if self.spent is not None:
            text += f" It was tried {self.tries} times in {seconds_text(self.spent)}."
        return f"{text} This is about {self.account}." if self.account else text

    def about(self, account: str) -> Self:
        """Return this error of a subaccount. It is a copy, for one error may be what several accounts wait for."""
        copy = _copy(type(self), self, account=account)
        if isinstance(last := vars(self).get("last_error"), TwilioError):
            vars(copy)["last_error"] = last.about(account)
        return copy

    @property
    def request(self) -> str:
        """The request in words, as `POST /v1/Credentials/AWS`."""
        return f"{self.method} {self.path}"


class ApiError(TwilioError):
    """Twilio answered with an error status; the fields are what it said."""

    def __init__(
        self,
        *,
        method: str,
        path: str,
        status: int,
        code: int | None = None,
        message: str | None = None,
        more_info: str | None = None,
        request_id: str | None = None,
        details: tuple[str, ...] = (),
        retry_after: str | None = None,
    ) -> None:
        self.status = status
        """HTTP status."""
        self.code = code
        """Twilio's own error code (https://www.twilio.com/docs/api/errors), where given."""
        self.message = message
        self.more_info = more_info
        """Address of a page about the error."""
        self.request_id = request_id
        """The `Twilio-Request-Id` header (`RQ...`), which Twilio's support asks for."""
        self.details = details
        """Further sentences, one a problem."""
        self.retry_after = retry_after
        """The `Retry-After` header as sent: seconds or an HTTP date."""
        ambiguous = status >= 500 and method != "GET"
        super().__init__(self._sentences(method, path), method=method, path=path, ambiguous=ambiguous)

    def _sentences(self, method: str, path: str) -> str:
        code = f", error {self.code}" if self.code is not None else ""
        text = f"Twilio answered {method} {path} with {status_text(self.status)}{code}"
        text += f": {_ended(self.message)}" if self.message else "."
        text += "".join(f" {_ended(detail)}" for detail in self.details)
        if self.more_info:
            text += f" More: {self.more_info}"
        if self.request_id:
            text += f" (request {self.request_id})"
        return text


class AuthenticationFailed(ApiError):
    """The credentials are not accepted: status 401, or Twilio's code 20003."""


class TokenRefused(AuthenticationFailed):
    """A subaccount does not accept the token that Twilio shows its parent, even if asked again."""

    @classmethod
    def of(cls, refused: AuthenticationFailed) -> Self:
        """Return `refused` as this error."""
        return _copy(cls, refused)


class PermissionDenied(ApiError):
    """The credentials are known, but may not do this: status 403."""


class NotFound(ApiError):
    """There is no such resource: status 404. Right after a create it may still appear."""


class RateLimited(ApiError):
    """Too many requests at once: status 429. Twilio did not process the request."""


class ServerError(ApiError):
    """Twilio, or a gateway before it, failed: status 5xx. A write may have been carried out."""


class Rejected(ApiError):
    """Twilio will not do what was asked: any other status 4xx."""


class TransportError(TwilioError):
    """No usable answer came."""


class ConnectFailed(TransportError):
    """No connection, so the request was surely not sent."""

    def __init__(self, reason: str, *, method: str, path: str, host: str, temporary: bool) -> None:
        text = f"No connection to {host} for {method} {path}: {_ended(reason)} Nothing was sent."
        super().__init__(text, method=method, path=path)
        self.temporary = temporary
        """False where trying again would not help, as with a certificate that is not trusted."""


class NoAnswer(TransportError):
    """The request was sent, wholly or in part, and no complete answer came back."""

    def __init__(self, reason: str, *, method: str, path: str) -> None:
        text = f"{method} {path} was sent to Twilio, but no complete answer came back: {_ended(reason)}"
        super().__init__(text, method=method, path=path, ambiguous=method != "GET")


class AmbiguousResult(TransportError):
    """A write that must not be repeated may or may not have been carried out; `last_error` says why."""

    def __init__(self, last_error: TwilioError) -> None:
        text = (
            f"It is not known whether Twilio carried out {last_error.request}. It was not repeated, for that could do it twice."
        )
        super().__init__(f"{text} {last_error}", method=last_error.method, path=last_error.path, ambiguous=True)
        self.last_error = last_error


class DeadlineExceeded(TransportError):
    """The time allowed ran out. `last_error` is the last failure before that, None where there was none."""

    def __init__(
        self,
        reason: str,
        *,
        method: str,
        path: str,
        allowed: float,
        spent: float,
        last_error: TwilioError | None,
        ambiguous: bool,
    ) -> None:
        text = (
            f"{method} {path} was given up after {seconds_text(spent)} ({seconds_text(allowed)} were allowed): {_ended(reason)}"
        )
        if last_error is not None:
            text += f" The last failure was: {last_error}"
        super().__init__(text, method=method, path=path, ambiguous=ambiguous)
        self.last_error = last_error


class UnexpectedAnswer(TwilioError):
    """The answer is not one the API gives, so something else may be answering. Its body is never quoted."""

    def __init__(self, reason: str, *, method: str, path: str, status: int, request_id: str | None) -> None:
        text = f"The answer to {method} {path} ({status_text(status)}) cannot be used: {_ended(reason)}"
        if request_id:
            text += f" (request {request_id})"
        super().__init__(text, method=method, path=path, ambiguous=method != "GET")
        self.status = status
        self.request_id = request_id


class AccountError(TwilioError):
    """A subaccount cannot be reached with its parent's credentials."""


class NotASubaccount(AccountError):
    """The parent has no such subaccount."""

    def __init__(self, sid: str, parent: str, reason: str, *, path: str) -> None:
        super().__init__(f"Account {sid} is not a subaccount of {parent}. {_ended(reason)}", method="GET", path=path)


class AccountNotActive(AccountError):
    """The account is suspended or closed, as `status` says, and Twilio refused the request."""

    def __init__(self, status: str, refused: ApiError) -> None:
        super().__init__(f"The account is {status}. {refused}", method=refused.method, path=refused.path)
        self.status = status


class TokensNotPermitted(AccountError):
    """The client has an API key that may not ask for accounts, and so learns no token."""

    def __init__(self, api_key: str, refused: ApiError) -> None:
        text = f"The API key {api_key} may not ask for accounts and their tokens. {refused}"
        super().__init__(text, method=refused.method, path=refused.path)


class NotAddressable(TwilioError, ValueError):
    """Nothing was sent: what is asked for has an identifier that no address can hold. State that was edited by hand can."""


class Cancelled(TwilioError):
    """The stop event was set. `ambiguous` where a write was on its way."""

    def __init__(self, *, method: str, path: str, ambiguous: bool) -> None:
        text = f"{method} {path} was cancelled."
        if ambiguous:
            text += " It was already sent, and may have been carried out."
        super().__init__(text, method=method, path=path, ambiguous=ambiguous)


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def seconds_text(seconds: float) -> str:
    """Return a time in words, as `2.5 seconds`, `90 seconds` or `1 hour 5 minutes`: the two largest units of a long one."""
    if seconds < 120:
        rounded = round(seconds, 1 if seconds < 10 else None)
        return "1 second" if rounded == 1 else f"{rounded:g} seconds"
    words, left = [], round(seconds)
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        words += [f"{count} {unit}" + ("" if count == 1 else "s")] if count else []
    return " ".join(words[:2])


def status_text(status: int) -> str:
    """Return a status in words, as `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


def _copy(kind: type[E], error: TwilioError, **changes: object) -> E:
    copy = kind.__new__(kind, *error.args)
    copy.__dict__.update(error.__dict__, **changes)
    return copy


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
