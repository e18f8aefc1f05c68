"""The errors of Twilio's API, in each of the three JSON shapes that it documents."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from http.client import responses


class ErrorShape(enum.Enum):
    """The JSON form of an error. A client must not count on which product uses which."""

    CODE_AND_MESSAGE = "code and message"
    """`{code, message, more_info, status}`: the shape of nearly every product."""
    PROBLEM_DETAILS = "problem details"
    """RFC 9457, `application/problem+json`: `{type, title, status, code, detail, instance, errors}`."""
    ERROR_LIST = "error list"
    """`{"errors": [{code, message, infoUrl, context}]}`."""


class ErrorReply(Exception):
    """An answer other than success.

    `status` is the HTTP status, `code` Twilio's own (None where an error has none, as from a proxy).
    """

    def __init__(
        self,
        status: int,
        code: int | None,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    @property
    def more_info(self) -> str | None:
        """The page of the error dictionary about `code`."""
        return f"https://www.twilio.com/docs/errors/{self.code}" if self.code else None

    def render(self, shape: ErrorShape, path: str) -> tuple[bytes, str]:
        """Return the body and its content type."""
        match shape:
            case ErrorShape.CODE_AND_MESSAGE:
                body = self._code_and_message()
                content_type = "application/json"
            case ErrorShape.PROBLEM_DETAILS:
                body = self._problem_details(path)
                content_type = "application/problem+json"
            case ErrorShape.ERROR_LIST:
                body = self._error_list()
                content_type = "application/json"
        return json.dumps(body).encode(), content_type

    def _code_and_message(self) -> dict[str, object]:
        return {"code": self.code, "message": self.message, "more_info": self.more_info, "status": self.status}

    def _problem_details(self, path: str) -> dict[str, object]:
        return {
            "type": self.more_info or "about:blank",
            "title": responses.get(self.status, "Error"),
            "status": self.status,
            "code": self.code,
            "detail": self.message,
            "instance": path,
            "errors": [{"detail": self.message}],
        }

    def _error_list(self) -> dict[str, object]:
        entry: dict[str, object] = {"code": self.code, "message": self.message, "infoUrl": self.more_info, "context": {}}
        return {"errors": [entry]}


def invalid(message: str) -> ErrorReply:
    """400: a parameter is missing or unacceptable."""
    return ErrorReply(400, 20001, message)


def missing(parameter: str) -> ErrorReply:
    """400: a required parameter was not sent, or sent empty."""
    return invalid(f"Missing required parameter {parameter} in the post body")


def unauthorized(message: str = "Authenticate") -> ErrorReply:
    """401: no credentials, or wrong ones."""
    return ErrorReply(401, 20003, message, headers={"WWW-Authenticate": 'Basic realm="Twilio API"'})


def restricted(status: int) -> ErrorReply:
    """401 or 403: a restricted API key that lacks the permission. Which of the two, and with which code, is not documented."""
    return ErrorReply(status, 20003 if status == 401 else 20403, "The API key is not permitted to do this")


def inactive(status: int, account_status: str) -> ErrorReply:
    """401 or 403: the account is suspended or closed. Which of the two is not documented."""
    return ErrorReply(status, 20003 if status == 401 else 20005, f"Account is not active: {account_status}")


def not_found(path: str) -> ErrorReply:
    """404. Twilio names the path without its version."""
    return ErrorReply(404, 20404, f"The requested resource {path.removeprefix('/v1')} was not found")


def method_not_allowed(allowed: list[str]) -> ErrorReply:
    """405, with the `Allow` header that HTTP asks for."""
    return ErrorReply(405, 20004, "Method not allowed", headers={"Allow": ", ".join(sorted(allowed))})


def too_many_requests() -> ErrorReply:
    """429: over the account's concurrency limit. Such a request has never been processed."""
    return ErrorReply(429, 20429, "Too Many Requests")
