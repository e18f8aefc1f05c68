"""Objects in a collection of Twilio's (credentials, hooks): made, read, changed and removed by SID."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from ..framework.blocks import attr, computed, schema_of
from ..framework.checks import matches
from ..framework.diagnostics import Failure, error
from ..framework.resource import Context, Resource, Timeouts
from ..framework.values import is_known
from ..twilio.deadlines import Deadline
from ..twilio.errors import NotFound, TwilioError
from ._client import Client

Form = dict[str, str | bool | list[str]]


class Item(Resource[Client]):
    """One object of a collection. A subclass names product, path and SID prefix, declares the rest, and says what is sent."""

    product: ClassVar[str]
    path: ClassVar[str]
    prefix: ClassVar[str]
    identity = "sid"

    id: str = computed("The SID.", stable=True)
    sid: str = computed("The SID that Twilio gave it.", stable=True)
    date_created: str = computed("When it was made (ISO 8601).", stable=True)
    date_updated: str = computed("When it was last changed (ISO 8601).")
    url: str = computed("Absolute URL of the object.", stable=True)
    timeouts: Timeouts | None = attr("How long each operation may take.", default=None)

    def __init_subclass__(cls, *, product: str = "", path: str = "", prefix: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.product, cls.path, cls.prefix = product or cls.product, path, prefix or cls.prefix

    account_sid: str = computed("SID of the account that it belongs to.", stable=True)

    @abstractmethod
    def create_form(self, account_sid: str) -> Form:
        """What is sent to make the object. `account_sid` is the account that asks."""

    @abstractmethod
    def update_form(self, prior: Self) -> Form:
        """What is sent to change it."""

    def secrets(self) -> tuple[str, ...]:
        """What no error may quote, even if Twilio does."""
        return ()

    @classmethod
    @abstractmethod
    def attributes(cls, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The attributes that an answer tells, beside SID, dates and URL."""

    def create(self, ctx: Context[Client]) -> Self:
        deadline = Deadline.after(ctx.seconds)
        try:
            answer = ctx.client.post(
                self.product,
                self.path,
                self.create_form(ctx.client.account_sid),
                idempotent=False,
                hide=self.secrets(),
                deadline=deadline,
            )
        except TwilioError as problem:
            if not problem.ambiguous:
                raise
            raise self._outcome_unknown(str(problem)) from problem
        if not answer.get("sid"):
            raise self._outcome_unknown("The answer was a success, but names no SID.")
        made = self.merged(answer)
        self._check_account(ctx, made)
        return made

    def _check_account(self, ctx: Context[Client], made: Self) -> None:
        """Tell of an object that was made in another account than was meant, as with an API key that is not of account_sid."""
        meant = self.account_sid if is_known(self.account_sid) else ctx.client.account_sid
        if made.account_sid != meant:
            ctx.diagnostics.error(
                "Made in another account",
                f"{made.sid} was made in account {made.account_sid}, and {meant} was meant: the credentials that the provider "
                "uses are not those of its account_sid. State holds it as tainted, so the next apply replaces it.",
                ("account_sid",),
            )

    def _outcome_unknown(self, reason: str) -> Failure:
        return Failure(
            error(
                "It is not known whether Twilio made the object",
                f"{reason} Before applying again, look whether it is there: list https://{self.product}.twilio.com"
                f"{self.path}. If it is, import it with its SID ({self.prefix}…) or delete it; if not, apply again.",
            )
        )

    def read(self, ctx: Context[Client]) -> Self | None:
        try:
            return self.merged(self._get(ctx, self.sid))
        except NotFound:
            return None

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        deadline = Deadline.after(ctx.seconds)
        form, location = self.update_form(prior), f"{self.path}/{self.sid}"
        changed = self.merged(ctx.client.post(self.product, location, form, idempotent=True, deadline=deadline))
        return dataclasses.replace(changed, url=self.url) if is_known(self.url) else changed  # another edge has another host

    def delete(self, ctx: Context[Client]) -> None:
        try:
            ctx.client.delete(self.product, f"{self.path}/{self.sid}", deadline=Deadline.after(ctx.seconds))
        except NotFound:
            return

    @classmethod
    def find(cls, ctx: Context[Client], key: str) -> Self:
        problem = matches(rf"{cls.prefix}[0-9a-fA-F]{{32}}", f"a SID ({cls.prefix} and 32 hexadecimal digits)")(key)
        if problem:
            raise Failure(error("Wrong SID", f"{problem} Take it from Twilio's Console or API.", ("sid",)))
        empty: dict[str, Any] = schema_of(cls).null()
        return cls(**empty).merged(cls._get(ctx, key))

    @classmethod
    def _get(cls, ctx: Context[Client], sid: str) -> Mapping[str, Any]:
        return ctx.client.get(cls.product, f"{cls.path}/{sid}", deadline=Deadline.after(ctx.seconds))

    def merged(self, answer: Mapping[str, Any]) -> Self:
        """This object with what an answer tells of it; what Twilio never tells stays."""
        sid = answer.get("sid") or self.sid
        told: dict[str, Any] = {
            "id": sid,
            "sid": sid,
            "date_created": answer.get("date_created") or (self.date_created if is_known(self.date_created) else None) or "",
            "date_updated": answer.get("date_updated") or "",
            "url": answer.get("url") or "",
        }
        return dataclasses.replace(self, **told, **self.attributes(answer))
