"""The destroy of settings: its plan, which says what the account will hold, and what it does then."""

from __future__ import annotations

import time

from ...framework.diagnostics import Failure
from ...framework.resource import BaseContext, Context, PlanContext
from ...framework.values import Values
from ...record import record
from .._client import Client, in_account
from . import guards, words
from .api import SettingsApi, Unfinished
from .effects import Effects
from .ledger import Ledger
from .life import CreatedAndDestroyed, Life, Phase
from .record import Record
from .shape import Held, Settings

RESTORE, RESET, RETAIN = "restore", "reset", "retain"

_LOOKED_SECONDS = 60.0
"""So long a destroy relies on what its plan saw of credentials."""


@record(frozen=True)
class Destroying:
    """One call of an engine about the destroy of settings, which are as state has them. Each method raises `Failure` where it
    refuses.
    """

    type_name: str
    api: SettingsApi
    effects: Effects
    record: Record
    account_sid: str
    settings: Values
    on_destroy: str
    baseline: str | None

    def plan(self, ctx: PlanContext[Client]) -> None:
        configured = ctx.configured and in_account(ctx.configured, self.account_sid)
        account = self.account_sid or (configured.client.account_sid if configured else "")
        life = self._life(ctx, account)
        if life.phase is Phase.CREATED:
            return  # the second half of a replacement that was created first
        try:
            self.record.left = life.plan_destroy(self.record.instance)
        except CreatedAndDestroyed:
            raise Failure(words.created_and_destroyed(self.api.title, account)) from None
        if self.record.left:
            ctx.diagnostics.extend([words.second_instance(self.api.title, account)])
            return
        used = self.api.shape.used(self.tell(configured or ctx))
        guards.refuse_dangling(ctx, (self.type_name, account), self.api.title, used)
        if configured is not None and self.on_destroy != RETAIN:
            guards.refuse_unreachable(configured, life)
            guards.refuse_gone(configured, used)
            self.record.looked = time.time()

    def plan_move(self, ctx: PlanContext[Client]) -> None:
        """Plan the destroy half of a move to another account. Engines do not ask for that plan."""
        self.plan(ctx)
        self.record.end_plan()
        self.record.baseline, self.record.stayed = None, {}
        ctx.plan_notes.leave(self._about_move(self.account_sid), "")

    def plan_replacement(self, ctx: PlanContext[Client]) -> None:
        """Plan the destroy half of what may be a move, for the account is not known yet. It leaves the settings as they are: were
        they put back, an account that turns out to be the same would not encrypt until the create half.
        """
        self.record.end_plan()
        self.record.replaces = True
        ctx.diagnostics.extend([words.perhaps_moves(self.api.title, self.account_sid)])

    def tell(self, ctx: BaseContext) -> Values:
        """Warn what the account will hold. Returns that."""
        target = self._target(ctx, self.settings)
        known = self.on_destroy != RESTORE or self.baseline is not None
        changes, used = self.effects.warnings(self.settings, target), self.api.shape.used(target)
        account = ctx.client.label if isinstance(ctx, Context) else self.account_sid
        ctx.diagnostics.extend([words.left_behind(account, self.on_destroy, target, used, changes, known=known)])
        return target

    def _target(self, ctx: BaseContext, held: Values) -> Values:
        """Return the settings that the destroy leaves in an account that holds these. A name that nobody recorded stays.

        `held` may be newer than `settings`: some engines plan the destroy before the refresh, and hold the apply to that.
        """
        if self.on_destroy == RETAIN:
            return self.settings
        kept = self.baseline if self.on_destroy == RESTORE else None
        target = self.api.shape.decode(kept or "{}")
        target["friendly_name"] = target["friendly_name"] or held["friendly_name"]
        return guards.without_gone(ctx, self.api.shape, target) if isinstance(ctx, Context) else target

    def apply(self, ctx: Context[Client]) -> None:
        """`ctx` is in the account of the settings."""
        record, account, label, decode = self.record, ctx.client.account_sid, ctx.client.label, self.api.shape.decode
        left, replaced, looked = record.left, record.is_replacement_in(account), record.looked
        perhaps = replaced and not record.account
        record.end_plan()
        life = self._life(ctx, account)
        with life.turn():
            if life.phase is Phase.CREATED:
                lost = self.baseline if self.baseline != life.baseline else None
                ctx.diagnostics.extend([words.replaced_already(label, decode(lost))])
            elif left or (life.is_left_over(record.instance) and not self._moved_away(ctx)):
                return  # another instance goes on with these settings
            elif replaced:
                live = self.api.fetch_own(ctx)
                guards.refuse_changed(self.api, live, self._plans(life), self.settings, record.stayed)
                report = words.perhaps_replaced if perhaps else words.not_yet_replaced
                ctx.diagnostics.extend([report(label, decode(self.baseline))])
                life.destroyed(live.values, self.baseline)
            else:
                life.destroyed(self._leave_behind(ctx, life, looked), self.baseline)

    def _leave_behind(self, ctx: Context[Client], life: Life[Held], looked: float) -> Values:
        """Do what `on_destroy` says. Returns what the account holds afterwards."""
        record, api, shape = self.record, self.api, self.api.shape
        if self.on_destroy == RETAIN:
            return self.settings | record.stayed
        live = api.fetch_own(ctx)
        target = self._target(ctx, live.values)
        if stayed := shape.stayed(target, live.values, record.stayed):
            ctx.diagnostics.extend([words.stayed_before(api.title, shape, live, stayed)])
        if not shape.differing(target, shape.without_stayed(target, live.values, record.stayed)):
            return live.values
        guards.refuse_changed(api, live, self._plans(life), target, record.stayed)
        if time.time() - looked > _LOOKED_SECONDS:
            guards.refuse_gone(ctx, shape.used(target))
        try:
            written = api.send(ctx, target, live, record.stayed)
        except Unfinished as failed:
            raise failed.cause from None
        record.stayed = written.stayed
        guards.refuse_other_result(shape, target, shape.without_stayed(target, written.held.values, record.stayed))
        return written.held.values

    def _plans(self, life: Life[Held]) -> list[Settings]:
        return [self.settings, *([life.in_state.values] if life.in_state else [])]

    def _moved_away(self, ctx: Context[Client]) -> bool:
        """Whether settings of another account replace these, of which the plan left a note. Where there is none, another instance
        may go on with them: so they stay, and a warning shows their baseline.
        """
        if self.on_destroy == RETAIN or ctx.plan_notes.left(self._about_move(ctx.client.account_sid)) is not None:
            return True
        ctx.diagnostics.extend([words.not_put_back(ctx.client.label, self.api.shape.decode(self.baseline))])
        return False

    def _about_move(self, account: str) -> str:
        """Return the subject of a plan's note about a move to another account."""
        return f"{self.type_name} {account} moves"

    def _life(self, ctx: BaseContext, account: str) -> Life[Held]:
        return ctx.memory.of(Ledger).life(self.type_name, account)
