"""What a client is made from. Standard library only, so that checking settings does not load an HTTP stack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .hosts import check_base_url, check_label

DEFAULT_USER_AGENT = "twilio-settings-client (python)"

_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_VISIBLE = re.compile(r"[^\x00-\x20\x7f\ud800-\udfff]+")  # surrogates: undecodable bytes of the environment
_HEADER_TEXT = re.compile(r"[ -~]+")


@dataclass(frozen=True, kw_only=True)
class ClientSettings:
    """The account, its credentials and how to reach Twilio. Never shows the password in its repr.

    Settings that cannot work raise ValueError, with every problem in one message and no secret in it.
    """

    account_sid: str
    """`AC` and 32 hexadecimal digits: the account that requests are about."""
    username: str
    """Account SID (`AC...`) or API key SID (`SK...`), for HTTP Basic."""
    password: str = field(repr=False)
    """The auth token, or the API key's secret."""
    edge: str | None = None
    """Twilio edge location, such as `dublin`; alone it implies region `us1`."""
    region: str | None = None
    """Twilio region, such as `ie1`; regions other than `us1` have credentials of their own."""
    base_url: str | None = None
    """Replaces every product's host, and then edge and region mean nothing. See `hosts.check_base_url`."""
    retry_attempts: int = 3
    """How often a request is repeated after the first try; 0 means never."""
    backoff_interval_in_ms: int = 5000
    """Milliseconds before the first repetition, doubled before each further one."""
    user_agent: str = DEFAULT_USER_AGENT
    """Sent with every request; printable ASCII."""

    def __post_init__(self) -> None:
        if problems := list(self._problems()):
            raise ValueError(" ".join(problems))

    def _problems(self) -> Iterator[str]:
        if not _ACCOUNT_SID.fullmatch(self.account_sid):
            yield "The account SID must be AC and 32 hexadecimal digits."
        if not _VISIBLE.fullmatch(self.username) or ":" in self.username:
            yield "The user name must be an account SID or an API key SID."
        if not _VISIBLE.fullmatch(self.password):
            yield "The password (auth token or API key secret) is empty, or holds spaces or control characters."
        for name, label in (("edge", self.edge), ("region", self.region)):
            if label and (problem := check_label(label)):
                yield f"The {name} {problem}"
        if self.base_url is not None and (problem := check_base_url(self.base_url)):
            yield problem
        if self.retry_attempts < 0:
            yield "The number of retry attempts must not be negative."
        if self.backoff_interval_in_ms < 0:
            yield "The backoff interval must not be negative."
        if not _HEADER_TEXT.fullmatch(self.user_agent):
            yield "The user agent must be printable ASCII."
