"""The plan of a create, of a replacement and of an update: what it refuses, warns of, and keeps for its apply."""

from __future__ import annotations

from ...framework.diagnostics import Diagnostic, Failure
from ...framework.resource import Context, PlanContext
from ...framework.values import UNKNOWN
from ...record import record
from ...twilio.errors import AccountNotActive
from .._client import Client, in_account
from . import baseline as baselines
from . import guards, words
from .api import SettingsApi
from .effects import Effects
from .ledger import Ledger
from .life import CreatedAndDestroyed, Life, Phase
from .record import Record
from .shape import Held, Settings, is_idle


@record(frozen=True)
class Planning:
    """One call of an engine to plan settings. Each method raises `Failure` where the plan is refused."""

    type_name: str
    api: SettingsApi
    effects: Effects
    ctx: PlanContext[Client]
    record: Record

    def update(self, account: str | None, before: Settings, settings: Settings) -> None:
        self._tell(*self.effects.warnings(before, settings))
        ctx = self._context_of(account)
        if ctx is None:
            return
        account, shape = ctx.client.account_sid, self.api.shape
        life = self._life(account)
        if shape.differing(settings, before):
            guards.refuse_unreachable(ctx, life)
        if life.phase is Phase.TO_DESTROY:
            self._tell(words.second_instance(self.api.title, ctx.client.label))
        used = shape.used(settings)
        guards.refuse_dangling(ctx, (self.type_name, account), self.api.title, used)
        changed = {name: sid for name, sid in shape.named(settings).items() if sid != before[name]}
        turned_on = {name: sid for name, sid in used.items() if shape.is_off(before, name)}
        guards.tell_missing(ctx, changed | turned_on)

    def create(self, account: str | None, settings: Settings, adopts: object) -> object:
        """Returns the baseline, as far as it is known now. Engines hold the apply to it: nothing but what the plan saw is taken
        over. `account` is "" or None where it is not known yet, as in `AccountSettings.plan`.
        """
        ctx = self._context_of(account)
        if ctx is None:
            self._create_unseen(account, settings, adopts)
            return UNKNOWN
        account = ctx.client.account_sid
        life = self._life(account)
        if life.phase is Phase.DESTROYED:
            # An error here would leave nothing in state, and the create itself can keep the baseline.
            self._replacement(account, life, settings, life.known_baseline)
            return UNKNOWN
        self._plan_create(life, account)
        guards.refuse_dangling(ctx, (self.type_name, account), self.api.title, self.api.shape.used(settings))
        baseline: object = UNKNOWN
        if life.in_state is not None or self.record.is_replacement_in(account):
            kept, self.record.baseline = life.known_baseline or self.record.baseline, None
            self._replacement(account, life, settings, kept)
        else:
            try:
                baseline = self._take_over(ctx, life, settings, adopts)
            except AccountNotActive:
                if ctx.plan_notes.left(self._about(account)) is not None:
                    raise  # the plan that is applied did look, and an engine holds this one to that
                self._tell(words.suspended_unseen(self.api.title, ctx.client.label))
                self._tell(*self.effects.unseen(settings, may_be_on=adopts is not False))
                return UNKNOWN
        guards.tell_missing(ctx, self.api.shape.named(settings))
        return baseline

    def _create_unseen(self, account: str | None, settings: Settings, adopts: object) -> None:
        """Plan a create without a look at the account: the provider is not configured yet, or account_sid is unknown."""
        replaced = account or (self.ctx.memory.of(Ledger).only_account_in_state(self.type_name) if account == "" else None)
        if replaced and self._life(replaced).in_state is not None:
            life = self._life(replaced)
            self._plan_create(life, replaced)
            self._replacement(replaced, life, settings, life.known_baseline)
            return
        unknown = "The account_sid" if self.ctx.configured else "An argument of the provider"
        if adopts is not False:
            self._tell(words.existing_unseen(settings, adopts, unknown))
        self._tell(*self.effects.unseen(settings, may_be_on=adopts is not False))

    def _context_of(self, account: str | None) -> Context[Client] | None:
        """Return the operation in the account, None if it cannot be asked."""
        return None if self.ctx.configured is None or not account else in_account(self.ctx.configured, account)

    def _plan_create(self, life: Life[Held], account: str) -> None:
        try:
            life.plan_create()
        except CreatedAndDestroyed:
            raise Failure(words.created_and_destroyed(self.api.title, account)) from None

    def _replacement(self, account: str, life: Life[Held], settings: Settings, kept: str | None) -> None:
        warned_before = self.record.is_replacement_in(account) or life.phase in (Phase.DESTROYED, Phase.CREATED)
        self.record.replaces, self.record.account = True, account
        if kept is not None:
            self.record.baseline = kept
        replaced = life.in_state
        if replaced is None:
            return
        self.record.stayed = replaced.stayed or self.record.stayed
        self.record.saw = baselines.encode(replaced.values)
        if warned_before:
            return  # an apply walk plans again what its plan has warned of
        if kept is None and not life.is_refreshed:
            raise Failure(words.must_be_refreshed())
        self.ctx.plan_notes.leave(self._about(account), baselines.encode(replaced.values | replaced.stayed))
        self._tell(words.replaced(self.api.title, account, self.api.shape.decode(kept)))
        self._tell(*self.effects.warnings(replaced.values, settings))

    def _take_over(self, ctx: Context[Client], life: Life[Held], settings: Settings, adopts: object) -> str:
        """Look at what the account holds, and say what becomes of it. Returns what the plan saw: this one, or the one that an
        engine made before it and applies now.
        """
        live, shape = self.api.fetch_own(ctx), self.api.shape
        life.note_look(live)
        saw = self.record.saw or ctx.plan_notes.left(self._about(live.account_sid))
        self.record.saw = None
        seen = shape.decode(saw)
        changed = shape.changed_since([seen] if seen else [], settings, live.values, self.record.stayed)
        exactly = not shape.differing(settings, live.values) and not is_idle(settings)
        if adopts is False and not exactly:
            guards.refuse_losses(ctx, shape, live, settings, changed)
        if changed:
            raise Failure(words.changed_since_plan(self.api.title, live.account_sid, changed))
        self.record.saw = baseline = saw or baselines.encode(live.values)
        if not saw:
            ctx.plan_notes.leave(self._about(live.account_sid), baseline)
        if exactly:
            self._tell(words.taken_over(live, seen or live.values))
        elif adopts is True and (lost := shape.losses(live.values, settings)):
            self._tell(words.existing_overwritten(live, lost))
        self._tell(*self.effects.warnings(live.values, settings))
        return baseline

    def _tell(self, *found: Diagnostic) -> None:
        self.ctx.diagnostics.extend(found)

    def _life(self, account: str) -> Life[Held]:
        return self.ctx.memory.of(Ledger).life(self.type_name, account)

    def _about(self, account: str) -> str:
        """Return the subject of a plan's note."""
        return f"{self.type_name} {account}"
