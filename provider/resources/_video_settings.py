"""The settings of one kind of Video media: the fields that recordings and compositions share, and how they are sent.

Source: https://www.twilio.com/docs/video/api/recording-settings and .../encrypted-recordings.
"""

from __future__ import annotations

import dataclasses
import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from ..framework.blocks import attr, computed
from ..framework.diagnostics import Diagnostic, Failure, error
from ..framework.resource import Context, Lookup
from ..framework.rules import when
from ..framework.singleton import Singleton
from ..framework.values import is_known
from ..twilio.deadlines import Deadline
from ..twilio.errors import Cancelled, NotFound, Rejected
from ._checks import credential_sid, s3_url, same_url
from ._client import Client
from ._parameters import parameter

log = logging.getLogger("provider.resources")

_CREDENTIALS = {"aws_credentials_sid": "/v1/Credentials/AWS", "encryption_key_sid": "/v1/Credentials/PublicKeys"}
_ACTIVATION = ("aws_storage_enabled", "aws_credentials_sid", "aws_s3_url")
"""A change of any of these makes Twilio prove that it can write to the bucket."""
_LONGEST_PAUSE = 30.0


class VideoSettings(Singleton[Client]):
    """Fields and requests of `RecordingSettings` and `CompositionSettings`. `{media}` in a text is the kind of media."""

    path: ClassVar[str]
    media: ClassVar[str]
    data_source = Lookup()

    aws_credentials_sid: str | None = attr(
        "SID (`CR…`) of the stored AWS credential that writes to the bucket.", default=None, check=credential_sid
    )
    aws_s3_url: str | None = attr(
        "URL of the bucket, and the path in it, that {media} are stored in, such as "
        "`https://my-bucket.s3-eu-west-1.amazonaws.com/{media}/`.",
        default=None,
        check=s3_url,
        same=same_url,
    )
    aws_storage_enabled: bool = attr("Whether {media} are stored at `aws_s3_url` and not in Twilio's cloud.", default=False)
    encryption_key_sid: str | None = attr(
        "SID (`CR…`) of the public key credential that {media} are encrypted with.", default=None, check=credential_sid
    )
    encryption_enabled: bool = attr("Whether {media} are stored encrypted.", default=False)
    url: str = computed("Absolute URL of the settings.", stable=True)

    rules = (
        when("aws_storage_enabled", needs=("aws_credentials_sid", "aws_s3_url")),
        when("encryption_enabled", needs=("encryption_key_sid",)),
    )

    def __init_subclass__(cls, *, path: str = "", media: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.path, cls.media = path, media

    @classmethod
    def describe(cls, text: str) -> str:
        return text.replace("{media}", cls.media)

    @classmethod
    def account(cls, client: Client) -> str:
        return client.account_sid

    @classmethod
    def references(cls) -> Sequence[str]:
        return tuple(_CREDENTIALS)

    @classmethod
    def turned_off(cls, switch: str) -> str | None:
        if switch == "encryption_enabled":
            return f"{cls.media.capitalize()} made after that are NOT encrypted any more."
        return f"{cls.media.capitalize()} made after that are stored in Twilio's cloud, not in S3."

    @classmethod
    def fetch(cls, ctx: Context[Client]) -> Self:
        return cls._from_api(ctx, ctx.client.get("video", cls.path, deadline=Deadline.after(ctx.seconds)))

    @classmethod
    def _from_api(cls, ctx: Context[Client], answer: Mapping[str, Any]) -> Self:
        # Every property can be null, the account too; a switch that was never touched is off.
        account = answer.get("account_sid") or cls.account(ctx.client)
        switches = cls.switches()
        settings: dict[str, Any] = {
            name: bool(answer.get(name)) if name in switches else answer.get(name) or None for name in cls.setting_names()
        }
        return cls(id=account, account_sid=account, url=answer.get("url") or "", **settings)

    def send(self, ctx: Context[Client], before: Self) -> Self:
        """All six parameters, always. Where that activates S3 storage, a rejection is tried again until time runs out.

        Twilio then writes a test file, and an IAM user made a moment ago may not be known everywhere yet.
        """
        activates = self.aws_storage_enabled and any(getattr(self, name) != getattr(before, name) for name in _ACTIVATION)
        deadline = Deadline.after(ctx.seconds)
        pause = 1.0
        while True:
            try:
                answer = ctx.client.post("video", self.path, self._form(), idempotent=True, deadline=deadline)
                break
            except Rejected as rejection:
                if not activates:
                    raise
                if deadline.remaining() <= pause:
                    raise Failure(_not_activated(rejection, ctx.seconds)) from rejection
                log.info("S3 storage was not activated, trying again in %.0f s: %s", pause, rejection)
                if ctx.stop.wait(pause * random.uniform(0.8, 1.0)):  # noqa: S311  # jitter
                    raise Cancelled(method="POST", path=self.path, ambiguous=False) from rejection
                pause = min(pause * 2, _LONGEST_PAUSE)
        live = self._from_api(ctx, answer)
        return dataclasses.replace(
            live,
            url=self.url if is_known(self.url) else live.url,  # another edge has another host, which the next refresh shows
            adopt_existing=self.adopt_existing,
            on_destroy=self.on_destroy,
            timeouts=self.timeouts,
        )

    def _form(self) -> dict[str, str | bool]:
        return {parameter(name): "" if value is None else value for name, value in self.settings().items()}

    def gone_references(self, ctx: Context[Client]) -> Iterable[str]:
        for name, collection in _CREDENTIALS.items():
            sid = getattr(self, name)
            if sid:
                try:
                    ctx.client.get("accounts", f"{collection}/{sid}", deadline=Deadline.after(ctx.seconds))
                except NotFound:
                    yield name


def _not_activated(rejection: Rejected, seconds: float) -> Diagnostic:
    return error(
        "Twilio did not activate S3 storage",
        f"{rejection} This was tried for {seconds:g} seconds, for an IAM user made a moment ago may not be known everywhere yet. "
        "The settings are as they were. Check that the bucket exists in the region that aws_s3_url names, and that the IAM "
        "user's policy allows s3:PutObject on the path (`…/PATH/*`). A `timeouts` block changes how long it is tried.",
        ("aws_s3_url",),
    )
