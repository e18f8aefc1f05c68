"""What a settings object refuses, by raising `Failure`: to lose something, and what is not as it was seen or asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...framework.diagnostics import Failure
from ...framework.resource import BaseContext, Context
from ...framework.values import Values
from ...twilio.errors import NotASubaccount
from .._client import Client, deadline_of
from . import credentials, words
from .api import SettingsApi
from .ledger import Ledger, SettingsKey
from .life import Life
from .shape import Held, Settings, Shape


def refuse_losses(ctx: Context[Client], shape: Shape, live: Held, planned: Settings, changed: Sequence[str] = ()) -> None:
    """Refuse to overwrite `live` if something would be lost. `changed` is what was changed since the plan, in words."""
    if shape.losses(live.values, planned) and (lost := shape.losses(without_gone(ctx, shape, live.values), planned)):
        raise Failure(words.existing(live, lost, changed))


def refuse_changed(api: SettingsApi, live: Held, plans: Sequence[Settings], wanted: Settings, noted: Settings) -> None:
    """Refuse to undo a change that was made after the plan, and that nobody has seen in it."""
    if changed := api.shape.changed_since(plans, wanted, live.values, noted):
        raise Failure(words.changed_since_plan(api.title, live.account_sid, changed))


def refuse_dangling(ctx: BaseContext, key: SettingsKey, title: str, sids: Mapping[str, str]) -> None:
    """Refuse if the account would go on using a credential that the same plan destroys."""
    if found := ctx.memory.of(Ledger).credentials.plan_references(key, title, sids):
        raise Failure(words.credential_destroyed(found))


def refuse_unreachable(ctx: Context[Client], life: Life[Held]) -> None:
    """Refuse an account that the provider cannot ask. A refresh of its settings has found that out already."""
    if life.is_refreshed:
        return
    try:
        ctx.client.confirm(deadline=deadline_of(ctx))
    except NotASubaccount as stranger:
        raise Failure(words.wrong_account(ctx.client.account_sid, ctx.client.parent or "", stranger)) from None


def refuse_gone(ctx: Context[Client], sids: Mapping[str, str]) -> None:
    """Refuse to restore settings that use a credential which does not exist any more."""
    if gone := credentials.missing(ctx, sids):
        raise Failure(words.cannot_restore([f"{name} = {sids[name]}" for name in gone]))


def refuse_other_result(shape: Shape, wanted: Settings, result: Settings) -> None:
    """Raise an error for each setting that the API did not set as asked."""
    if wrong := shape.differing(wanted, result):
        raise Failure(*(words.no_effect(name, wanted[name], result[name]) for name in wrong))


def tell_missing(ctx: Context[Client], sids: Mapping[str, str]) -> None:
    """Report each of these credentials that does not exist. The API is not asked for those in state."""
    known = ctx.memory.of(Ledger).credentials
    for name in credentials.missing(ctx, {name: sid for name, sid in sids.items() if not known.is_known(sid)}):
        ctx.diagnostics.extend([words.no_such_credential(name, sids[name], ctx.client.label)])


def without_gone(ctx: Context[Client], shape: Shape, values: Values) -> Values:
    """Return settings without the names of credentials that are gone, where the switch beside them is off."""
    switches = {shape.switch_of(name) for name in credentials.missing(ctx, shape.unused(values))}
    return {**values, **{name: None for name in shape.names if shape.switch_of(name) in switches}}
