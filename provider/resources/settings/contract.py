"""What every settings object does, written once. The first rule is that an account never loses what it had.

- *create* takes over settings that exist. It refuses where that would lose something, and keeps what it found: the baseline;
- *create*, *update* and *destroy* compare first, and refuse to undo a change that the plan never saw;
- *destroy* does what `on_destroy` says, and its plan says beforehand what the account will hold;
- a *replacement* is a create beside settings that state has. It keeps the baseline, and its destroy half writes nothing, so that
  there is no moment with other settings in between;
- an account's settings can be managed only once.

The baseline is an attribute, since engines hand on attributes where they withhold private state. A create's plan is told to
nobody but the engine, by most of them: so the baseline that it shows is what it saw, to which the engine holds the apply, and a
note is left for the provider's own words (`framework/plan_notes.py`).
"""

from __future__ import annotations

import dataclasses
import json
from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Self

from ...framework.diagnostics import Failure
from ...framework.planned import Planned
from ...framework.resource import BaseContext, Context, Incomplete, Memory, PlanContext, Resource, Timeouts
from ...framework.schema.attributes import attr, computed, provider_computed
from ...framework.schema.blocks import Block, to_values
from ...framework.schema.checks import length, one_of
from ...framework.states import empty_is_null
from ...framework.values import UNKNOWN, Values, is_known, shown
from ...twilio.errors import AccountNotActive, NotASubaccount, NotFound, TokensNotPermitted, TwilioError
from .._client import Client, in_account
from .._listing import ListArguments, display_name, implied_account, of_accounts
from .._ownership import planned_account
from ..checks import account_sid
from . import baseline as baselines
from . import guards, words
from .api import OutcomeUnknown, SettingsApi, Unfinished
from .destroying import RESET, RESTORE, RETAIN, Destroying
from .effects import Effects
from .ledger import Ledger
from .life import InState, Life, Phase
from .planning import Planning
from .record import Record, kept_in
from .shape import Held, Settings, is_idle


class AccountSettings(Resource[Client]):
    """Base of an account's settings objects.

    A subclass declares its settings (every argument that is not `provider_only`; booleans are switches) beside `friendly_name`,
    and has an API. What it knows of the account is in the process's ledger, and what it keeps beside the state is a `Record`.
    """

    list_arguments = ListArguments
    identity = ("account_sid",)
    schema_version = 1
    upgraders = {0: empty_is_null}  # noqa: RUF012  # version 0 is what other providers write
    effects: ClassVar[Effects]
    import_id = "AC" + "0123456789abcdef" * 2
    import_note = "`Default` stands for the account that the provider is configured for; the SID can be that of a subaccount."

    id: str = computed("The account SID.", use_state_for_unknown=True)
    account_sid: str = attr(
        "SID of the account that the settings belong to: a subaccount, or the provider's account, which is the default.",
        computed=True,
        use_state_for_unknown=True,
        requires_replace=True,
        check=account_sid,
    )
    friendly_name: str | None = attr("Label shown in the Twilio Console.", check=length(1))
    adopt_existing: bool = attr(
        "Take over settings that the account already has. Without it, a first apply refuses to overwrite live settings "
        "that store to S3, encrypt, or refer to a bucket or a credential which the configuration would change. A `friendly_name` "
        "alone is not protected.",
        default=False,
        provider_only=True,
    )
    on_destroy: str = attr(
        "What destroying leaves in the account: `restore` puts back what create or import found, `reset` turns both switches "
        "off and clears every reference, `retain` changes nothing. It steers a destroy only once it has been applied.",
        default=RESTORE,
        check=one_of(RESTORE, RESET, RETAIN),
        provider_only=True,
    )
    baseline: str | None = provider_computed(
        'The settings that create or import found, as JSON: what `on_destroy = "restore"` puts back. Null where nobody knows, '
        "as in state that came from another provider; then `restore` does what `reset` does."
    )
    url: str = computed("Absolute URL of the settings.", use_state_for_unknown=True)
    timeouts: Timeouts | None = attr("How long each operation may take.", default=None)

    @classmethod
    @abstractmethod
    def api(cls) -> SettingsApi:
        """Return the API that reads and writes the settings."""

    # Create

    def create(self, ctx: Context[Client]) -> Self:
        ctx = in_account(ctx, self.account_sid if is_known(self.account_sid) else None)
        life = self._life(ctx, ctx.client.account_sid)
        with kept_in(ctx.private) as record, life.turn():
            live = life.recent_look() or self.api().fetch_own(ctx)
            saw, handed_on = record.saw, record.baseline
            replaces = record.is_replacement_in(ctx.client.account_sid) or life.in_state is not None
            record.end_plan()
            record.baseline = None
            record.mark_new()  # the plan of a replacement may have handed on the mark of what is replaced
            plans = [self.api().shape.decode(saw)] if saw else []
            if replaces:
                kept = self.with_(baseline=life.known_baseline or handed_on)
                result = kept._replace(ctx, record, live, life, plans)
            else:
                found = self.baseline if is_known(self.baseline) and self.baseline else baselines.encode(live.values)
                result = self.with_(baseline=found)._take_over(ctx, record, live, plans)
            life.created(result.baseline)
        return result

    def _take_over(self, ctx: Context[Client], record: Record, live: Held, plans: Sequence[Settings]) -> Self:
        shape, settings = self.api().shape, self.settings()
        if not shape.differing(settings, live.values) and not is_idle(settings):
            ctx.diagnostics.extend([words.taken_over(live, shape.decode(self.baseline) or {})])
            return self._as_held(live)
        if not self.adopt_existing:
            guards.refuse_losses(ctx, shape, live, settings)
        guards.refuse_changed(self.api(), live, plans, settings, record.stayed)
        try:
            return self._write(ctx, record, live)
        except (Failure, TwilioError) as problem:
            if _leaves_open_what_is_there(problem):
                raise Incomplete(self, problem) from problem
            raise

    def _replace(self, ctx: Context[Client], record: Record, live: Held, life: Life[Held], plans: Sequence[Settings]) -> Self:
        """Carry out the create half of a replacement. After the destroy half, a failure must not leave state empty."""
        is_second = life.phase is Phase.DESTROYED
        if is_second and life.left is not None:
            plans = [life.left]
        elif life.in_state is not None:
            plans = [life.in_state.values]
        try:
            guards.refuse_changed(self.api(), live, plans, self.settings(), record.stayed)
            return self._write(ctx, record, live)
        except (Failure, TwilioError) as problem:
            if is_second or _leaves_open_what_is_there(problem):
                raise Incomplete(self._as_held(live), problem) from problem
            raise

    # Read, import

    def read(self, ctx: Context[Client]) -> Self | None:
        ctx = in_account(ctx, self.account_sid)
        try:
            live = self.api().fetch_own(ctx)
        except TokensNotPermitted as refused:
            raise Failure(words.perhaps_a_subaccount(self.account_sid, ctx.client.parent or "", refused)) from None
        except AccountNotActive:
            ctx.diagnostics.extend([words.suspended(self.api().title, ctx.client.label, self.account_sid)])
            live = Held(self.account_sid, self.url, self.settings(), ctx.client.label)
        with kept_in(ctx.private) as record:
            known = self.with_(baseline=self.baseline or record.baseline)
            record.stayed = self.api().shape.stayed(self.settings(), live.values, record.stayed)
            record.end_plan()
            record.baseline = None
            record.instance = record.instance or self._mark_of_content()
            refreshed = known._as_held(self._without_stayed(live, record), url=live.url)
            found = InState(refreshed.settings(), refreshed.baseline, record.stayed)
            destroy_was_planned = self._life(ctx, ctx.client.account_sid).refreshed(record.instance, found)
            if destroy_was_planned and self.api().shape.differing(self.settings(), refreshed.settings()):
                refreshed._destroying(record).tell(ctx)  # some engines plan the destroy before the refresh
        return refreshed

    def recall(self, memory: Memory) -> None:
        memory.of(Ledger).life(self.type_name, self.account_sid).found_in_state(InState(self.settings(), self.baseline))

    @classmethod
    def find(cls, ctx: Context[Client], key: str) -> Self:
        if key in ("", "Default"):
            return cls.of(cls.api().own(ctx, cls.api().fetch(ctx)))
        if account_sid(key):
            raise Failure(words.wrong_import(key, ctx.client.account_sid))
        try:
            return cls.find(in_account(ctx, key), "")
        except NotASubaccount:
            raise Failure(words.wrong_import(key, ctx.client.account_sid)) from None

    @classmethod
    def within(cls, ctx: Context[Client], given: Values) -> Context[Client]:
        return in_account(ctx, given["account_sid"])

    @classmethod
    def find_all(cls, ctx: Context[Client], arguments: Block) -> Iterator[Self | Exception]:
        return of_accounts(ctx, arguments, cls._all)

    @classmethod
    def _all(cls, ctx: Context[Client]) -> Iterator[Self]:
        """Yield the settings of the client's account, unless it has no Video or nobody ever set them."""
        with suppress(NotFound):
            found = cls.of(cls.api().fetch_own(ctx))
            if found.friendly_name or not is_idle(found.settings()):
                yield found

    @property
    def display_name(self) -> str:
        return display_name(self.friendly_name, self.account_sid)

    def implied(self, client: Client) -> Collection[str]:
        return implied_account(self.account_sid, client)

    @classmethod
    def of(cls, live: Held) -> Self:
        """Return what an account holds, with defaults in the attributes that the API does not have."""
        return cls(id=live.account_sid, account_sid=live.account_sid, url=live.url, baseline=None, **live.values)

    def imported(self, ctx: Context[Client]) -> Self:
        known, settings = self._life(ctx, self.account_sid).known_baseline, self.settings()
        with kept_in(ctx.private) as record:
            record.mark_new()
        if known is None and not is_idle(settings):
            ctx.diagnostics.extend([words.imported(self.account_sid, settings)])
        return self.with_(baseline=known or baselines.encode(settings))

    # Update

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        ctx = in_account(ctx, self.account_sid)
        with kept_in(ctx.private) as record:
            live, settings = self.api().fetch_own(ctx), self.settings()
            guards.refuse_changed(self.api(), live, [prior.settings()], settings, record.stayed)
            seen = self._without_stayed(live, record)
            return self._write(ctx, record, live) if self.api().shape.differing(settings, seen.values) else self._as_held(seen)

    def _write(self, ctx: Context[Client], record: Record, live: Held) -> Self:
        try:
            written = self.api().send(ctx, self.settings(), live, record.stayed)
        except Unfinished as failed:
            raise Incomplete(self._as_held(failed.held), failed.cause) from failed.cause
        record.stayed = written.stayed
        return self._as_held(self._without_stayed(written.held, record))

    # Destroy

    def delete(self, ctx: Context[Client]) -> None:
        with kept_in(ctx.private) as record:
            self._destroying(record).apply(in_account(ctx, self.account_sid))

    def plan_destroy(self, ctx: PlanContext[Client]) -> None:
        with kept_in(ctx.private) as record:
            record.end_plan()
            self._destroying(record).plan(ctx)

    def _destroying(self, record: Record) -> Destroying:
        return Destroying(
            self.type_name,
            self.api(),
            self.effects,
            record,
            self.account_sid,
            self.settings(),
            self.on_destroy,
            self.baseline or record.baseline,
        )

    # The plan

    @classmethod
    def plan(cls, ctx: PlanContext[Client], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        if prior is None and ctx.plan_notes.destroys:
            return planned  # a look at what a plan would be, which engines take before they destroy: nothing comes of it
        settings = planned.values(cls.api().shape.names)
        account = planned_account(ctx, planned)
        with kept_in(ctx.private) as record:
            moves = prior is not None and account != (prior.account_sid or account)
            cls._check_only_one(ctx, record, account, shown(settings["friendly_name"]), prior)
            planning = Planning(cls.type_name, cls.api(), cls.effects, ctx, record)
            if prior is not None and not moves:
                planning.update(account, prior.settings(), settings)
                return planned
            if prior is not None:
                destroying = prior._destroying(record)
                plan_destroy = destroying.plan_replacement if account is None else destroying.plan_move
                plan_destroy(ctx)
            baseline = planning.create(account, settings, planned.get(lambda wanted: wanted.adopt_existing, unknown=UNKNOWN))
            if prior is not None or ctx.configured is None or not account:
                return planned
            return planned.with_(id=account, account_sid=account, baseline=baseline)

    @classmethod
    def _check_only_one(
        cls, ctx: PlanContext[Client], record: Record, account: str | None, label: str, prior: Self | None
    ) -> None:
        if not record.instance and prior is not None:
            record.instance = prior._mark_of_content()
        elif not record.instance:
            record.mark_new()
        other = None if account is None else cls._life(ctx, account).claim(record.instance, label)
        if other:
            raise Failure(words.managed_twice(cls.type_name, other, label))

    # Values

    def settings(self) -> Values:
        """Return the attributes that the API has, by name."""
        return {name: getattr(self, name) for name in self.api().shape.names}

    def with_(self, **changes: Any) -> Self:
        return dataclasses.replace(self, **changes)

    def _without_stayed(self, live: Held, record: Record) -> Held:
        shown = self.api().shape.without_stayed(self.settings(), live.values, record.stayed)
        return dataclasses.replace(live, values=shown)

    def _as_held(self, live: Held, *, url: str | None = None) -> Self:
        """Return this object with the settings of `live`. The URL stays, as another edge has another host; a refresh sets it."""
        kept = url or (self.url if is_known(self.url) and self.url else live.url)
        return self.with_(id=live.account_sid, account_sid=live.account_sid, url=kept, **live.values)

    @classmethod
    def _life(cls, ctx: BaseContext, account: str) -> Life[Held]:
        return ctx.memory.of(Ledger).life(cls.type_name, account)

    def _mark_of_content(self) -> str:
        """Return a mark, the same each time, for an instance without one: its state came from another provider."""
        import hashlib  # noqa: PLC0415  # loads a library that no other part of a start needs

        content = {name: value for name, value in to_values(self).items() if name != "baseline"}
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _leaves_open_what_is_there(problem: Exception) -> bool:
    return isinstance(problem, OutcomeUnknown) or (isinstance(problem, TwilioError) and problem.ambiguous)
