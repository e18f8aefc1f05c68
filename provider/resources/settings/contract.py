"""What every settings object does, written once. The first rule is that an account never loses what it had.

- *create* takes over settings that exist. It refuses where that would lose something, and keeps what it found: the baseline;
- *create*, *update* and *destroy* compare first, and refuse to undo a change that the plan never saw;
- *destroy* does what `on_destroy` says, and its plan says beforehand what the account will hold;
- a *replacement* is a create beside settings that state has. It keeps the baseline, and its destroy half writes nothing, so that
  there is no moment with other settings in between;
- an account's settings can be managed only once.

The baseline is an attribute, since engines hand on attributes where they withhold private state. Private state has a random mark
that tells instances apart, since engines plan one instance several times and tell nothing of addresses; and what a plan has
to say to its own apply. A create's plan is told to nobody but the engine, by most of them: so the baseline that it shows is what
it saw, to which the engine holds the apply, and a note is left for the provider's own words (`framework/plan_notes.py`).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from typing import Self, cast, overload

from ...framework.blocks import schema_of, to_values
from ...framework.diagnostics import Failure
from ...framework.planned import Planned
from ...framework.resource import BaseContext, Context, Incomplete, Memory, PlanContext
from ...framework.values import UNKNOWN, Values, is_known, shown
from ...twilio.errors import TwilioError
from .._client import Client
from ..references import References, SettingsKey
from . import baseline as baselines
from . import changes, words
from .checked import CheckedSettings
from .notes import AccountNotes, SettingsNotes
from .object import RESTORE, RETAIN, STAYED, AccountSettings, is_idle

_INSTANCE, _BASELINE, _REPLACES, _SAW, _LEFT, _LOOKED = "instance", "baseline", "replaces", "saw", "left", "looked"
"""Private state: the instance's mark; of a planned create, the baseline that it keeps, that it replaces what state has, and the
settings that its plan saw; of a planned destroy, that another instance goes on, and when its references were looked up.

States that the first version of this provider wrote have the baseline here, and not in the attribute."""

_PREVIEW_SECONDS = 5.0
_LOOKED_SECONDS = 60.0


class Unsettled(Failure):
    """A write went out and nobody knows what became of it."""


class SettingsObject(CheckedSettings):
    """A settings object with the operations and plans of the contract."""

    # The operations

    def create(self, ctx: Context[Client]) -> Self:
        notes = self._notes(ctx.memory, ctx.client.account_sid)
        with notes.turn:
            live = self._just_seen(notes) or self.fetch_own(ctx)
            replaces = bool(ctx.private.pop(_REPLACES, False)) or notes.in_state is not None
            handed_on, saw = (baselines.text(ctx.private.pop(name, None)) for name in (_BASELINE, _SAW))
            seen = self.with_(**self._decoded(saw)) if saw else None
            ctx.private.setdefault(_INSTANCE, _new_mark())
            if replaces:
                kept = notes.known or notes.kept or handed_on
                result = self.with_(baseline=kept)._replace(ctx, notes.left or [notes.in_state or seen], live)
            else:
                planned = self.baseline if is_known(self.baseline) else None
                result = self.with_(baseline=planned or baselines.encode(live.settings()))._take_over(ctx, live, seen)
            notes.created, notes.baseline = True, result.baseline
        return result

    def _take_over(self, ctx: Context[Client], live: Self, seen: Self | None) -> Self:
        if not self.differing(live) and not is_idle(self.settings()):
            ctx.diagnostics.extend([words.taken_over(live, self._decoded(self.baseline) or {})])
            return self.as_now(live)
        if not self.adopt_existing:
            self._refuse_losses(ctx, live, self.settings())
        self.refuse_changed(ctx, live, seen)
        try:
            return self.as_now(self.seen(ctx, self.send(ctx, live)))
        except (Failure, TwilioError) as problem:
            if _is_unsettled(problem):
                raise Incomplete(self, problem) from problem
            raise

    def _replace(self, ctx: Context[Client], planned_on: Sequence[AccountSettings | None], live: Self) -> Self:
        """The create half of a replacement. Once the destroy half is done, state would be empty after a failure."""
        try:
            self.refuse_changed(ctx, live, *planned_on)
            return self.as_now(self.seen(ctx, self.send(ctx, live)))
        except (Failure, TwilioError) as problem:
            if self._notes(ctx.memory, live.account_sid).left or _is_unsettled(problem):
                raise Incomplete(self.as_now(live), problem) from problem
            raise

    def read(self, ctx: Context[Client]) -> Self | None:
        self.check_account(ctx)
        live = self.fetch_own(ctx)
        kept, stayed = self._kept_baseline(ctx), self.stayed(ctx, live)
        for name in (_BASELINE, _REPLACES, _SAW, _LEFT, _LOOKED, STAYED):
            ctx.private.pop(name, None)
        ctx.private.update({STAYED: stayed} if stayed else {})
        mark = ctx.private.setdefault(_INSTANCE, self._mark_of_content())
        refreshed = self.with_(baseline=kept).as_now(self.seen(ctx, live), url=live.url)
        notes = self._notes(ctx.memory, self.account_sid)
        with notes.lock:
            notes.instances.add(mark)
            notes.stayed = stayed
            replanned = mark in notes.to_destroy and notes.instances == {mark}
        notes.read(refreshed)
        if replanned and self.differing(refreshed):
            refreshed._tell_what_is_left(ctx)  # some engines plan the destroy before the refresh
        return refreshed

    def recall(self, memory: Memory) -> None:
        notes = self._notes(memory, self.account_sid)
        with notes.lock:
            if notes.in_state is None or self.baseline:
                notes.in_state = self

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        self.check_account(ctx)
        live = self.fetch_own(ctx)
        self.refuse_changed(ctx, live, prior)
        result = self.send(ctx, live) if self.differing(self.seen(ctx, live)) else live
        return self.as_now(self.seen(ctx, result))

    def delete(self, ctx: Context[Client]) -> None:
        left, replaced, looked = (ctx.private.pop(name, None) for name in (_LEFT, _REPLACES, _LOOKED))
        ctx.private.pop(_SAW, None)
        self.check_account(ctx)
        notes = self._notes(ctx.memory, self.account_sid)
        kept = self._kept_baseline(ctx)
        with notes.turn:
            if notes.created:
                lost = kept if kept != notes.baseline else None
                ctx.diagnostics.extend([words.left_to_created(self, self._decoded(lost))])
            elif left or ctx.private.get(_INSTANCE) in notes.to_destroy:
                return  # another instance goes on with these settings
            elif replaced:
                live = self.fetch_own(ctx)
                self.refuse_changed(ctx, live, self, notes.in_state)
                ctx.diagnostics.extend([words.left_to_create(self, self._decoded(kept))])
                notes.left, notes.kept = [live], kept
            else:
                notes.left, notes.kept = [self._leave_behind(ctx, notes, looked or 0.0)], kept

    def _leave_behind(self, ctx: Context[Client], notes: AccountNotes, looked: float) -> Self:
        """What the account holds afterwards."""
        target = self.after_destroy(ctx)
        if self.on_destroy == RETAIN:
            return self.with_(**ctx.private.get(STAYED, {}))
        live = self.fetch_own(ctx)
        target.tell_stayed(ctx, live)
        if not target.differing(target.seen(ctx, live)):
            return live
        target.refuse_changed(ctx, live, self, notes.in_state)
        if time.time() - looked > _LOOKED_SECONDS:
            target.check_references(ctx)
        try:
            result = target.send(ctx, live)
        except Incomplete as failed:
            raise failed.cause from None
        target.check_result(target.seen(ctx, result))
        return result

    @classmethod
    def find(cls, ctx: Context[Client], key: str) -> Self:
        if key not in ("", "Default", ctx.client.account_sid):
            raise Failure(words.wrong_import(key, ctx.client.account_sid))
        return cls.fetch_own(ctx)

    def imported(self, ctx: Context[Client]) -> Self:
        ctx.private[_INSTANCE] = _new_mark()
        notes = self._notes(ctx.memory, self.account_sid)
        if notes.known is None and not is_idle(self.settings()):
            ctx.diagnostics.extend([words.imported(self)])
        return self.with_(baseline=notes.known or baselines.encode(self.settings()))

    # The plan

    @classmethod
    def plan(cls, ctx: PlanContext[Client], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        if prior is None and ctx.plan_notes.destroys:
            return planned  # a look at what a plan would be, which engines take before they destroy: nothing comes of it
        settings = planned.values(cls.setting_names())
        cls._check_only_one(ctx, shown(settings["friendly_name"]), prior)
        if prior is not None:
            cls._plan_update(ctx, settings, prior)
            return planned
        if ctx.configured is None:
            cls._plan_unseen(ctx, planned)
            return planned
        account = ctx.configured.client.account_sid
        return planned.with_(id=account, account_sid=account, baseline=cls._plan_create(ctx.configured, planned))

    @classmethod
    def _plan_update(cls, ctx: PlanContext[Client], settings: Mapping[str, object], prior: Self) -> None:
        ctx.diagnostics.extend(changes.warnings(cls, prior.settings(), settings))
        if ctx.configured is None:
            return
        prior.check_account(ctx.configured)
        notes = cls._notes(ctx.memory, prior.account_sid)
        if notes.to_destroy and not notes.to_create:
            ctx.diagnostics.extend([words.second_instance(cls.title)])
        used = cls.used_in(settings)
        cls._check_used(ctx, prior.account_sid, used)
        changed = {name: sid for name, sid in cls.named_in(settings).items() if sid != getattr(prior, name)}
        cls._check_there(ctx.configured, changed | {name: sid for name, sid in used.items() if prior.is_off(name)})

    @classmethod
    def _plan_unseen(cls, ctx: PlanContext[Client], planned: Planned[Self]) -> None:
        """The plan of a create by a provider that is not configured yet."""
        notes = ctx.memory.of(SettingsNotes).replaced(cls.type_name)
        if notes is not None and notes.in_state is not None:
            cls._note_create(notes, notes.in_state.account_sid)
            cls._plan_replacement(ctx, notes, planned, notes.known)
            return
        settings = planned.values(cls.setting_names())
        adopts = planned.get(lambda wanted: wanted.adopt_existing, unknown=UNKNOWN)
        if adopts is not False:
            ctx.diagnostics.extend([words.existing_unseen(settings, adopts)])
        ctx.diagnostics.extend(changes.unseen(cls, settings, may_be_on=adopts is not False))

    @classmethod
    def _plan_create(cls, ctx: Context[Client], planned: Planned[Self]) -> object:
        """The baseline, as far as it is known now. Engines hold the apply to it: nothing but what the plan saw is taken over."""
        account = ctx.client.account_sid
        notes = cls._notes(ctx.memory, account)
        if notes.left:
            # The destroy half is done: an error here would leave nothing in state, and the create itself can keep the baseline.
            cls._plan_replacement(ctx, notes, planned, notes.known or notes.kept)
            return UNKNOWN
        cls._note_create(notes, account)
        settings = planned.values(cls.setting_names())
        cls._check_used(ctx, account, cls.used_in(settings))
        baseline: object = UNKNOWN
        if notes.in_state is not None or ctx.private.get(_REPLACES):
            kept = baselines.text(ctx.private.pop(_BASELINE, None))
            cls._plan_replacement(ctx, notes, planned, notes.known or kept)
        else:
            baseline = cls._preview_create(ctx, notes, planned)
        cls._check_there(ctx, cls.named_in(settings))
        return baseline

    @classmethod
    def _note_create(cls, notes: AccountNotes, account: str) -> None:
        with notes.lock:
            notes.to_create = True
            if notes.to_destroy and not notes.created and len(notes.instances) < 2:
                raise Failure(words.created_and_destroyed(cls.title, account))

    @classmethod
    def _plan_replacement(cls, ctx: BaseContext, notes: AccountNotes, planned: Planned[Self], kept: str | None) -> None:
        again = ctx.private.get(_REPLACES) or notes.left or notes.created
        ctx.private[_REPLACES] = True
        ctx.private.update({STAYED: notes.stayed} if notes.stayed else {})
        if kept is not None:
            ctx.private[_BASELINE] = kept
        if notes.in_state is None:
            return
        seen = notes.in_state
        ctx.private[_SAW] = baselines.encode(seen.settings())
        if again:
            return  # an apply walk plans again what was told before
        if kept is None and not notes.instances:
            raise Failure(words.must_be_refreshed())
        ctx.plan_notes.leave(cls._about(seen.account_sid), baselines.encode(seen.settings() | notes.stayed))
        ctx.diagnostics.extend([words.replaced(cls.title, seen.account_sid, cls._decoded(kept))])
        ctx.diagnostics.extend(changes.warnings(cls, seen.settings(), planned.values(cls.setting_names())))

    @classmethod
    def _preview_create(cls, ctx: Context[Client], notes: AccountNotes, planned: Planned[Self]) -> str:
        """Look at what the account holds, and say what becomes of it. Returns what the plan saw: this one, or the one that an
        engine made before it and applies now.
        """
        live = cls.fetch_own(ctx)
        notes.preview = (time.monotonic(), live)
        settings = planned.values(cls.setting_names())
        adopts = planned.get(lambda wanted: wanted.adopt_existing, unknown=UNKNOWN)
        saw = baselines.text(ctx.private.pop(_SAW, None)) or ctx.plan_notes.left(cls._about(live.account_sid))
        changed = live.with_(**settings).changed_since(ctx, live, live.with_(**cls._decoded(saw)) if saw else None)
        exactly = not live.unlike(settings) and not is_idle(settings)
        if adopts is False and not exactly:
            cls._refuse_losses(ctx, live, settings, changed)
        if changed:
            raise Failure(words.changed_since_plan(live, changed))
        ctx.private[_SAW] = seen = saw or baselines.encode(live.settings())
        if not saw:
            ctx.plan_notes.leave(cls._about(live.account_sid), seen)
        if exactly:
            ctx.diagnostics.extend([words.taken_over(live, cls._decoded(seen))])
        elif adopts is True and (lost := live.losses(settings)):
            ctx.diagnostics.extend([words.existing_overwritten(live, lost)])
        ctx.diagnostics.extend(changes.warnings(cls, live.settings(), settings))
        return seen

    def plan_destroy(self, ctx: PlanContext[Client]) -> None:
        for name in (_REPLACES, _SAW, _LEFT):
            ctx.private.pop(name, None)
        notes = self._notes(ctx.memory, self.account_sid)
        with notes.lock:
            if notes.created:
                return  # the second half of a replacement that was created first
            mark = ctx.private.get(_INSTANCE, "")
            notes.to_destroy.add(mark)
            others = notes.instances - {mark}
            if notes.to_create and not others:
                raise Failure(words.created_and_destroyed(self.title, self.account_sid))
        if others:
            ctx.private[_LEFT] = True
            ctx.diagnostics.extend([words.second_instance(self.title)])
            return
        target = self._tell_what_is_left(ctx.configured or ctx)
        self._check_used(ctx, self.account_sid, target.used())
        if ctx.configured is not None and self.on_destroy != RETAIN:
            self.check_account(ctx.configured)
            target.check_references(ctx.configured)
            ctx.private[_LOOKED] = time.time()

    def _tell_what_is_left(self, ctx: BaseContext) -> Self:
        target = self.after_destroy(ctx)
        known = self.on_destroy != RESTORE or self._kept_baseline(ctx) is not None
        ctx.diagnostics.extend([words.left_behind(self, target, known=known)])
        return target

    def after_destroy(self, ctx: BaseContext) -> Self:
        """The settings as a destroy leaves them. A friendly name that nobody recorded is the one the account has."""
        if self.on_destroy == RETAIN:
            return self
        settings = self._decoded((self._kept_baseline(ctx) if self.on_destroy == RESTORE else None) or "{}")
        if not settings["friendly_name"]:
            settings["friendly_name"] = self.friendly_name
        target = self.with_(**settings)
        return target.without_gone(ctx) if isinstance(ctx, Context) else target

    # What is refused

    @staticmethod
    def _refuse_losses(
        ctx: Context[Client], live: CheckedSettings, planned: Mapping[str, object], changed: Sequence[str] = ()
    ) -> None:
        if live.losses(planned) and (lost := live.without_gone(ctx).losses(planned)):
            raise Failure(words.existing(live, lost, changed))

    @classmethod
    def _check_used(cls, ctx: BaseContext, account: str, sids: Mapping[str, str]) -> None:
        """Raises `Failure` where the account will go on using a credential that the same plan destroys."""
        if found := ctx.memory.of(References).name(cls._key(account), cls.title, sids):
            raise Failure(words.credential_destroyed(found))

    @classmethod
    def _check_there(cls, ctx: Context[Client], sids: Mapping[str, str]) -> None:
        """An error for each of these references to a credential that is not there; what state has need not be asked for."""
        known = ctx.memory.of(References)
        for name in cls.missing_references(ctx, {name: sid for name, sid in sids.items() if not known.is_known(sid)}):
            ctx.diagnostics.extend([words.no_such_credential(name, sids[name], ctx.client.account_sid)])

    @classmethod
    def _check_only_one(cls, ctx: PlanContext[Client], label: str, prior: Self | None) -> None:
        if _INSTANCE not in ctx.private:
            ctx.private[_INSTANCE] = prior._mark_of_content() if prior is not None else _new_mark()
        mark = ctx.private[_INSTANCE]
        notes = cls._notes(ctx.memory, "" if ctx.configured is None else ctx.configured.client.account_sid)
        if other := notes.claim(mark, label):
            raise Failure(words.managed_twice(cls.type_name, other, label))

    # Memory

    def _just_seen(self, notes: AccountNotes) -> Self | None:
        with notes.lock:
            preview, notes.preview = notes.preview, None
        if preview is None or time.monotonic() - preview[0] > _PREVIEW_SECONDS:
            return None
        return cast(Self, preview[1])

    def _kept_baseline(self, ctx: BaseContext) -> str | None:
        return self.baseline or baselines.text(ctx.private.get(_BASELINE))

    @overload
    @classmethod
    def _decoded(cls, kept: str) -> Values: ...

    @overload
    @classmethod
    def _decoded(cls, kept: str | None) -> Values | None: ...

    @classmethod
    def _decoded(cls, kept: str | None) -> Values | None:
        return None if kept is None else baselines.decode(kept, schema_of(cls), cls.setting_names())

    @classmethod
    def _about(cls, account: str) -> str:
        """What a plan's note is about."""
        return " ".join(cls._key(account))

    @classmethod
    def _key(cls, account: str) -> SettingsKey:
        return cls.type_name, account

    @classmethod
    def _notes(cls, memory: Memory, account: str) -> AccountNotes:
        return memory.of(SettingsNotes).on(cls._key(account))

    def _mark_of_content(self) -> str:
        """The mark of an instance that has none yet (state that came from another provider): the same each time."""
        import hashlib  # noqa: PLC0415  # loads a library that no other part of a start needs

        content = {name: value for name, value in to_values(self).items() if name != "baseline"}
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _is_unsettled(problem: Exception) -> bool:
    return isinstance(problem, Unsettled) or (isinstance(problem, TwilioError) and problem.ambiguous)


def _new_mark() -> str:
    return os.urandom(16).hex()
