"""The API of a settings object: one address, which is read, and which is overwritten as a whole.

Source: https://www.twilio.com/docs/video/api/recording-settings and .../encrypted-recordings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ...framework.diagnostics import Failure
from ...framework.resource import Context
from ...framework.values import Values
from ...record import record
from ...twilio.errors import (
    AccountNotActive,
    AmbiguousResult,
    Cancelled,
    NotASubaccount,
    PermissionDenied,
    Rejected,
    TwilioError,
    UnexpectedAnswer,
)
from ...twilio.request import Deadline
from .. import answers
from .._client import Client, deadline_of
from . import words
from .activation import ActivationRetry
from .ledger import Ledger
from .shape import Held, Settings, Shape

_LOOK_SECONDS = 20.0
"""A look at what became of a write has time of its own, since the write may have used up its operation's."""


class OutcomeUnknown(Failure):
    """A write was sent, and nobody knows whether Twilio carried it out."""


class Unfinished(Exception):
    """Twilio has everything but the removals, whose second attempt failed with `cause`. `held` is what Twilio has now."""

    def __init__(self, held: Held, cause: Exception) -> None:
        super().__init__(str(cause))
        self.held = held
        self.cause = cause


@record(frozen=True)
class Written:
    """What an account holds after a write. `stayed` are values that were to be removed; the switches beside them are off."""

    held: Held
    stayed: Values


class SettingsApi:
    """Reads and writes one kind of settings. It keeps nothing."""

    def __init__(self, shape: Shape, path: str, media: str) -> None:
        self.shape = shape
        self.path = path
        self.media = media
        self.title = f"{media[:-1]} settings"

    def fetch(self, ctx: Context[Client]) -> Held:
        """Return what the client's account holds. The caller checks which account that is."""
        return self.held_in(ctx, "GET", ctx.client.get("video", self.path, deadline=deadline_of(ctx)))

    def fetch_own(self, ctx: Context[Client]) -> Held:
        """Return what the client's account holds. Raises `Failure` for another account, and for one that cannot be asked."""
        try:
            return self.own(ctx, self.fetch(ctx))
        except NotASubaccount as stranger:
            raise Failure(words.wrong_account(ctx.client.account_sid, ctx.client.parent or "", stranger)) from None
        except AccountNotActive as inactive:
            if inactive.status != "closed":
                raise
            raise Failure(words.closed(self.title, ctx.client.label, ctx.client.account_sid)) from None

    def own(self, ctx: Context[Client], live: Held) -> Held:
        if live.account_sid != ctx.client.account_sid:
            raise Failure(words.wrong_account(live.account_sid, ctx.client.account_sid))
        return live

    def held_in(self, ctx: Context[Client], method: str, answer: Mapping[str, object]) -> Held:
        """Read the settings in an answer. Raises `UnexpectedAnswer` with everything that is wrong with it."""
        reading = answers.read(self.shape.schema, ("account_sid", *self.shape.names), answer)
        if reading.problems:
            raise self._unexpected(method, f"it is not a {self.title[:-1]} object: {', '.join(reading.problems.values())}")
        # Every property can be null by the documentation, the account too.
        account = reading.values.pop("account_sid") or ctx.client.account_sid
        if method == "POST" and account != ctx.client.account_sid:
            raise self._unexpected(method, f"it is of account {account}, and {ctx.client.account_sid} was asked")
        url = answer.get("url")
        return Held(account, url if isinstance(url, str) else "", reading.values, ctx.client.label)

    def _unexpected(self, method: str, reason: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(reason, method=method, path=self.path, status=200, request_id=None)

    def send(self, ctx: Context[Client], wanted: Values, before: Held, noted: Values) -> Written:
        """Write what is set, and "" for what `before` has and is to go; what is null on both sides is left out.

        Twilio's documents do not say whether "" takes a value away, changes nothing, or is refused, nor what becomes of a value
        that is left out. So where "" has not taken it away, the same is sent once more without it. What stays all the same is
        told in a warning; `noted` is what stayed after an earlier write.

        Raises `OutcomeUnknown` where it cannot be found out what the account holds, and `Unfinished` where all is in place but
        what is to go.
        """
        return _Write(self, ctx, wanted, before, noted).send()


class _Write:
    """One write of the `wanted` settings over those `before`."""

    def __init__(self, api: SettingsApi, ctx: Context[Client], wanted: Values, before: Held, noted: Values) -> None:
        self.api, self.shape, self.ctx = api, api.shape, ctx
        self.wanted, self.noted = wanted, noted
        self.before = self._without_stayed(before)
        self.emptied = self.shape.emptied(wanted, self.before)

    def send(self) -> Written:
        self._check_needs()
        held, refusal = self._written(self.before, self.emptied)
        if not self._is_all_but_emptied(self._without_stayed(held)):
            return Written(held, self.noted)
        if refusal is None:
            held = self._left_out(held)
        stayed = {
            name: value
            for name, value in self.emptied.items()
            if held.values[name] == value and self.shape.is_off(held.values, name)
        }
        if not stayed:
            return Written(held, self.noted)
        self.ctx.diagnostics.extend([words.stayed(self.api.title, self.shape, held, stayed, refusal)])
        return Written(held, self.shape.stayed(self.wanted, held.values, self.noted) | stayed)

    def _without_stayed(self, held: Held) -> Settings:
        return self.shape.without_stayed(self.wanted, held.values, self.noted)

    def _check_needs(self) -> None:
        """Raise `Failure` if a value is to be removed that a switch needs, which is on."""
        switches = {name: self.shape.switch_of(name) for name in self.emptied}
        if needed := {name: switch for name, switch in switches.items() if switch and self.wanted[switch]}:
            raise Failure(*(words.needed(name, switch) for name, switch in needed.items()))

    def _is_all_but_emptied(self, seen: Settings) -> bool:
        """Say whether Twilio has everything that was asked for, but for some of the removals."""
        differing = self.shape.differing(self.wanted, seen)
        return bool(differing) and all(name in self.emptied for name in differing)

    def _left_out(self, held: Held) -> Held:
        """Write once more without the values that are to be removed. Raises `Unfinished` if that fails."""
        try:
            return self._written(self._without_stayed(held), ())[0]
        except Rejected:
            return held
        except (Failure, TwilioError) as problem:
            raise Unfinished(held, problem) from problem

    def _written(self, before: Settings, emptied: Collection[str]) -> tuple[Held, TwilioError | None]:
        """What the API holds after a write, and how it refused an empty value if it did.

        A lost answer is followed by a look at the settings, and a write is repeated only if it took no effect; how often a
        rejected one is tried again is `ActivationRetry`'s to say. A request with "" that is rejected is sent at once without
        it: if that is rejected as well, "" was not the reason.
        """
        retry, sent_empty, refusal = ActivationRetry(self.wanted, before, self.ctx), emptied, None
        while True:
            try:
                return self._posted(sent_empty), refusal
            except Cancelled:
                raise
            except TwilioError as lost:
                # "It was not repeated" is the client's word, and this looks at what became of it and may well repeat it.
                problem = lost.last_error if isinstance(lost, AmbiguousResult) else lost
                self._name_editions(problem, before)
                if sent_empty and answers.may_refuse_empty(problem):
                    sent_empty, refusal = (), problem
                    continue
                if problem.ambiguous and (live := self._reconciled(before, emptied, problem)) is not None:
                    return live, refusal
                pause = retry.after(problem)
                if pause is None:
                    raise Failure(words.not_written(self.api.title, problem)) if problem.ambiguous else problem from None
                last = problem
            if self.ctx.stop.wait(pause):
                raise Cancelled(method="POST", path=self.api.path, ambiguous=False) from last
            sent_empty, refusal = emptied, None

    def _posted(self, emptied: Collection[str]) -> Held:
        ctx = self.ctx
        with ctx.memory.of(Ledger).account(ctx.client.account_sid).in_use.writing():
            answer = ctx.client.post("video", self.api.path, self._form(emptied), idempotent=False, deadline=deadline_of(ctx))
        return self.api.held_in(ctx, "POST", answer)

    def _form(self, emptied: Iterable[str]) -> dict[str, str | bool]:
        values = self.wanted | {name: "" for name in emptied if self.wanted[name] is None}
        return {answers.parameter(name): value for name, value in values.items() if value is not None}

    def _name_editions(self, problem: TwilioError, before: Settings) -> None:
        if isinstance(problem, PermissionDenied) and self.wanted["encryption_enabled"] and not before["encryption_enabled"]:
            editions = "accounts of its Enterprise or Security Edition"
            problem.add_note(f"Twilio encrypts {self.api.media} for {editions}; this may be neither.")

    def _reconciled(self, before: Settings, emptied: Collection[str], problem: TwilioError) -> Held | None:
        """Read the settings after an answer was lost. Returns them if the write took effect, None if nothing changed."""
        ctx, api = self.ctx, self.api
        try:
            deadline = Deadline.after(min(_LOOK_SECONDS, ctx.seconds))
            live = api.held_in(ctx, "GET", ctx.client.get("video", api.path, deadline=deadline))
        except TwilioError as second:
            raise OutcomeUnknown(words.outcome_unknown(api.title, problem, second)) from problem
        seen = self._without_stayed(api.own(ctx, live))
        differing = self.shape.differing(self.wanted, seen)
        if not differing:
            return live
        if not self.shape.differing(before, seen):
            return None
        if all(name in emptied for name in differing):
            return live
        raise OutcomeUnknown(words.holds_something_else(api.title, problem, differing)) from problem
