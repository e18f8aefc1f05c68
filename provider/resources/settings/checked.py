"""What a settings object refuses: another account's settings, and what is not as it was seen or asked for."""

from __future__ import annotations

from typing import Self

from ...framework.blocks import schema_of
from ...framework.diagnostics import Failure
from ...framework.resource import BaseContext, Context
from ...framework.values import is_known, shown
from .._client import Client
from . import words
from .object import AccountSettings


class CheckedSettings(AccountSettings):
    """A settings object with its checks: each raises `Failure` with all that is wrong."""

    @classmethod
    def fetch_own(cls, ctx: Context[Client]) -> Self:
        """The live settings, which must be those of the account that the provider is configured for."""
        live = cls.fetch(ctx)
        live.check_account(ctx)
        return live

    def check_account(self, ctx: Context[Client]) -> None:
        """Raises `Failure` if these settings are not those of the account that the provider is configured for."""
        configured = ctx.client.account_sid
        if is_known(self.account_sid) and self.account_sid != configured:
            raise Failure(words.wrong_account(self, configured))

    def tell_stayed(self, ctx: BaseContext, live: Self) -> None:
        """Warn of what these settings do not have and `live` is known to keep."""
        if stayed := self.stayed(ctx, live):
            ctx.diagnostics.extend([words.stayed_before(live, stayed)])

    def without_gone(self, ctx: Context[Client]) -> Self:
        """These settings without what names a credential that is gone, beside a switch that is off: nobody can use it."""
        unused = {name: sid for name, sid in self.named().items() if self.is_off(name)}
        switches = {self.switch_of(name) for name in self.missing_references(ctx, unused)}
        return self.with_(**{name: None for name in self.setting_names() if self.switch_of(name) in switches})

    def check_references(self, ctx: Context[Client]) -> None:
        """Raises `Failure` if these settings use something that is gone."""
        gone = [f"{name} = {getattr(self, name)}" for name in self.missing_references(ctx, self.used())]
        if gone:
            raise Failure(words.cannot_restore(gone))

    def check_result(self, result: Self) -> None:
        """Raises `Failure` naming every setting of `result` that is not as asked."""
        if wrong := self.differing(result):
            raise Failure(*(words.no_effect(name, getattr(self, name), getattr(result, name)) for name in wrong))

    def changed_since(self, ctx: BaseContext, live: Self, *planned_on: AccountSettings | None) -> list[str]:
        """What of `live` is neither as the plan saw it nor, already, as `self` wants it: name, then, and now.

        Nothing is where nothing is known of the plan. A plan can have been made on two states: some engines plan the destroy of
        an object before they refresh it. What is known to stay in the account was told, and is no change.
        """
        saw = [each for each in planned_on if each is not None]
        attributes = schema_of(type(self)).attributes
        fine: list[AccountSettings] = [*saw, self]
        return [
            f"{name}: the plan saw {shown(getattr(saw[0], name))}, and now it is {shown(value)}"
            for name, value in (live.settings().items() if saw else ())
            if not any(attributes[name].means_same(getattr(each, name), value) or name in each.stayed(ctx, live) for each in fine)
        ]

    def refuse_changed(self, ctx: BaseContext, live: Self, *planned_on: AccountSettings | None) -> None:
        """Raises `Failure` where there is such a change: it would be undone, and nobody has seen it."""
        if changed := self.changed_since(ctx, live, *planned_on):
            raise Failure(words.changed_since_plan(live, changed))
