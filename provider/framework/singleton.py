"""The settings object of which an account has exactly one: it is never made or removed, only overwritten.

That is written here once, and a resource names its settings and how to read and write them:

- *create* takes over an object that exists. It refuses where that would lose something (`_guard`), and keeps what it found,
  the baseline, in private state;
- *write* sends all settings, always, so that the outcome does not depend on what an API does with those left out;
- *destroy* does what `on_destroy` says, and the plan says beforehand what the account will hold;
- an account's object can be managed only once.

Engines plan one instance more than once in a process (when it is replaced), and tell a provider nothing of addresses. So each
instance has a random mark in private state, which engines hand on when they plan again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import uuid
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, cast

from .blocks import attr, computed, schema_of, to_values
from .checks import length, one_of
from .diagnostics import Diagnostics, Failure, error
from .resource import C, Context, Resource, SingletonKey, Timeouts
from .values import UNKNOWN, Values

RESTORE, RESET, RETAIN = "restore", "reset", "retain"
_BASELINE, _INSTANCE = "baseline", "instance"


class Singleton(Resource[C]):
    """Base of an account's settings objects.

    A subclass declares its settings (every configurable attribute that is not `local`; booleans are switches) beside
    `friendly_name`, and implements `account`, `fetch` and `send`.
    """

    identity = "account_sid"

    id: str = computed("The account SID.", stable=True)
    account_sid: str = computed("SID of the account that the settings belong to.", stable=True)
    friendly_name: str | None = attr("Label shown in the Twilio Console.", check=length(1))
    adopt_existing: bool = attr(
        "Take over settings that the account already has. Without it, a first apply refuses to overwrite live settings "
        "that store to S3, encrypt, or hold values that the configuration would change.",
        default=False,
        local=True,
    )
    on_destroy: str = attr(
        "What destroying leaves in the account: `restore` puts back what create or import found, `reset` turns both switches "
        "off and clears every reference, `retain` changes nothing. It steers a destroy only once it has been applied.",
        default=RESTORE,
        check=one_of(RESTORE, RESET, RETAIN),
        local=True,
    )
    timeouts: Timeouts | None = attr("How long each operation may take.", default=None)

    # What a subclass provides

    @classmethod
    @abstractmethod
    def account(cls, client: C) -> str:
        """SID of the account that `client` is configured for."""

    @classmethod
    @abstractmethod
    def fetch(cls, ctx: Context[C]) -> Self:
        """The live settings, with defaults in the attributes that are not the API's."""

    @abstractmethod
    def send(self, ctx: Context[C], before: Self) -> Self:
        """Write all of `self`'s settings, null as empty, over those of `before`; returns `self` with what the API then holds."""

    def gone_references(self, ctx: Context[C]) -> Iterable[str]:
        """Names of settings that refer to an object which no longer exists."""
        return ()

    @classmethod
    def turned_on(cls, switch: str) -> str | None:
        """A warning for turning a switch on, if there is one to give."""
        return None

    @classmethod
    def turned_off(cls, switch: str) -> str | None:
        """A warning for a destroy that turns a switch off, if there is one to give."""
        return None

    @classmethod
    def references(cls) -> Sequence[str]:
        """Names of settings that refer to credentials."""
        return ()

    # The operations

    def create(self, ctx: Context[C]) -> Self:
        key = self._key(self.account(ctx.client))
        with ctx.seen.turn(key):
            live = self.fetch(ctx)
            live.check_account(ctx)
            replaced = ctx.seen.destroyed.get(key)
            if replaced is not None:
                ctx.private.update(replaced)
            elif not self.adopt_existing:
                self._guard(live, ctx)
            ctx.private.setdefault(_BASELINE, live.settings())
            ctx.private.setdefault(_INSTANCE, _new_mark())
            result = self.send(ctx, live)
            ctx.seen.created.add(key)
        return result

    def read(self, ctx: Context[C]) -> Self | None:
        self.check_account(ctx)
        live = self.fetch(ctx)
        live.check_account(ctx)
        with ctx.seen.lock:
            ctx.seen.in_state.add(self._key(live.account_sid))
        ctx.private.setdefault(_INSTANCE, self._mark_of_content())
        return dataclasses.replace(self, **_without_local(live))

    def update(self, ctx: Context[C], prior: Self) -> Self:
        self.check_account(ctx)
        return self.send(ctx, prior)

    def delete(self, ctx: Context[C]) -> None:
        self.check_account(ctx)
        key = self._key(self.account_sid)
        with ctx.seen.turn(key):
            if key in ctx.seen.created:
                ctx.diagnostics.warning(
                    "Settings left to their replacement",
                    f"Account {self.account_sid} already holds the settings of the instance that replaces this one, so "
                    "destroying this one changes nothing.",
                )
                return
            self._leave_behind(ctx)
            ctx.seen.destroyed[key] = dict(ctx.private)

    def _leave_behind(self, ctx: Context[C]) -> None:
        target = self.after_destroy(ctx)
        if self.on_destroy == RETAIN:
            return
        if target.friendly_name is None:
            target = dataclasses.replace(target, friendly_name=self.fetch(ctx).friendly_name)
        target.check_references(ctx)
        target.check_result(target.send(ctx, self))

    @classmethod
    def find(cls, ctx: Context[C], key: str) -> Self:
        account = cls.account(ctx.client)
        if key not in ("", "Default", account):
            raise Failure(
                error(
                    "Wrong import ID",
                    f'"{key}" is not the account that the provider is configured for, which is {account}. Import with that '
                    "SID or with `Default`, or choose another provider configuration.",
                )
            )
        live = cls.fetch(ctx)
        live.check_account(ctx)
        ctx.private[_BASELINE] = live.settings()
        ctx.private[_INSTANCE] = _new_mark()
        return live

    # The plan

    def plan(self, ctx: Context[C | None], prior: Self | None) -> Self:
        self._check_only_one(ctx, prior)
        for switch in self.switches():
            text = self.turned_on(switch)
            if text and getattr(self, switch) is True and not (prior and getattr(prior, switch)):
                ctx.diagnostics.warning(f"{switch} is turned on", text, (switch,))
        if ctx.client is None:
            return self
        client = ctx.client
        if prior is not None:
            prior.check_account(cast(Context[C], ctx))
            return self
        account = self.account(client)
        if _BASELINE not in ctx.private and self._key(account) not in ctx.seen.destroyed:
            self._preview_create(cast(Context[C], ctx))
        return dataclasses.replace(self, id=account, account_sid=account)

    def _preview_create(self, ctx: Context[C]) -> None:
        live = self.fetch(ctx)
        live.check_account(ctx)
        if self.adopt_existing is False:
            self._guard(live, ctx)
        elif self.adopt_existing is True and (changes := self._losses(live)):
            ctx.diagnostics.warning(
                "Existing settings will be taken over",
                f"Account {live.account_sid} has settings that this overwrites: {'; '.join(changes)}. They are kept as the "
                'baseline that on_destroy = "restore" puts back.',
            )

    def plan_destroy(self, ctx: Context[C | None]) -> None:
        target = self.after_destroy(ctx)
        listed = ", ".join(f"{name} = {_shown(value)}" for name, value in target.settings().items())
        lines = [f"on_destroy is {_shown(self.on_destroy)}. Account {self.account_sid} will then hold: {listed}."]
        lines += [
            text
            for switch in self.switches()
            if getattr(self, switch) and not getattr(target, switch) and (text := self.turned_off(switch))
        ]
        if self.on_destroy == RESTORE and _BASELINE not in ctx.private:
            lines.append("There is no record of what the account held before, so this does what on_destroy = reset does.")
        if held := [f"{name} = {getattr(target, name)}" for name in self.references() if getattr(target, name)]:
            lines.append(
                f"The account goes on naming {', '.join(held)}. A credential that is destroyed as well is protected while it "
                'is named, and its destroy fails; if that is what you want, apply on_destroy = "reset" first.'
            )
        ctx.diagnostics.warning("What this destroy leaves behind", "\n".join(lines))
        if ctx.client is not None and self.on_destroy != RETAIN:
            self.check_account(cast(Context[C], ctx))
            target.check_references(cast(Context[C], ctx))

    def after_destroy(self, ctx: Context[Any]) -> Self:
        """The settings as a destroy leaves them. A friendly name that nobody recorded is the one the account has."""
        if self.on_destroy == RETAIN:
            return self
        baseline = ctx.private.get(_BASELINE) if self.on_destroy == RESTORE else None
        if not isinstance(baseline, dict):
            baseline = {}
        switches = self.switches()
        settings: dict[str, Any] = {
            name: baseline.get(name, False if name in switches else None) for name in self.setting_names()
        }
        if not settings["friendly_name"]:
            settings["friendly_name"] = self.friendly_name
        return dataclasses.replace(self, **settings)

    # Shared

    @classmethod
    def setting_names(cls) -> list[str]:
        """Names of everything that is sent: the settings proper, and the friendly name."""
        return [name for name, a in schema_of(cls).attributes.items() if a.configurable and not a.local]

    @classmethod
    def switches(cls) -> list[str]:
        """Names of the settings that are on or off."""
        return [name for name in cls.setting_names() if schema_of(cls).attributes[name].type.name == "bool"]

    def settings(self) -> Values:
        """What the API holds of this object, by name: JSON values."""
        return {name: getattr(self, name) for name in self.setting_names()}

    def _losses(self, live: Self) -> list[str]:
        """What overwriting `live` would lose. A friendly name alone does not count, nor does a value not yet known."""
        schema = schema_of(type(self))
        lost = []
        for name, value in live.settings().items():
            planned = getattr(self, name)
            changes = planned is not UNKNOWN and not schema.attributes[name].means_same(planned, value)
            if name != "friendly_name" and value not in (None, False, "") and (changes or value is True):
                lost.append(f"{name} = {_shown(value)}" + (f" (would become {_shown(planned)})" if changes else ""))
        return lost

    def _guard(self, live: Self, ctx: Context[C]) -> None:
        lost = self._losses(live)
        if not lost:
            return
        if self._key(live.account_sid) in ctx.seen.in_state:
            advice = (
                "They are in state already, so this create is a replacement: `untaint` keeps tainted settings as they are, and "
                "a `moved` block keeps those of a renamed resource. To overwrite them, set adopt_existing = true."
            )
        else:
            advice = (
                f"There are two ways on: import them first (`import` with the ID {live.account_sid}), which shows every "
                "difference in a plan; or set adopt_existing = true to overwrite them. If the resource that manages them was "
                "renamed, a `moved` block keeps them."
            )
        raise Failure(
            error(
                "The account already has settings",
                f"Account {live.account_sid} is configured already: {'; '.join(lost)}. Nothing was changed. {advice}",
                ("adopt_existing",),
            )
        )

    def check_account(self, ctx: Context[C]) -> None:
        """Raises `Failure` if these settings are not those of the account that the provider is configured for."""
        configured = self.account(ctx.client)
        if self.account_sid is not UNKNOWN and self.account_sid != configured:
            raise Failure(
                error(
                    "Wrong account",
                    f"These settings belong to account {self.account_sid}, and the provider is configured for {configured}. "
                    "Nothing was changed. Use the provider configuration (alias) of that account; or, if the settings of "
                    "the other account are to be managed instead, remove this resource from state first.",
                    ("account_sid",),
                )
            )

    def check_references(self, ctx: Context[C]) -> None:
        """Raises `Failure` if these settings name something that is gone."""
        gone = [f"{name} = {getattr(self, name)}" for name in self.gone_references(ctx)]
        if gone:
            raise Failure(
                error(
                    "Cannot restore the settings",
                    f"What the account held before names something that no longer exists: {', '.join(gone)}. Nothing was "
                    'changed. Apply on_destroy = "reset" (or "retain") first, then destroy.',
                    ("on_destroy",),
                )
            )

    def check_result(self, result: Self) -> None:
        """Raises `Failure` naming every setting of `result` that is not as asked."""
        schema, asked = schema_of(type(self)), self.settings()
        found = Diagnostics()
        for name, got in result.settings().items():
            if not schema.attributes[name].means_same(asked[name], got):
                text = f"{_shown(asked[name])} was sent and the API answered {_shown(got)}. State is kept as it was."
                found.error(f"{name} did not take effect", text, (name,))
        if found.errors:
            raise Failure(*found)

    def _check_only_one(self, ctx: Context[C | None], prior: Self | None) -> None:
        if _INSTANCE not in ctx.private:
            ctx.private[_INSTANCE] = prior._mark_of_content() if prior is not None else _new_mark()
        mark, label = ctx.private[_INSTANCE], _shown(self.friendly_name)
        key = self._key("" if ctx.client is None else self.account(ctx.client))
        with ctx.seen.lock:
            other, other_label = ctx.seen.planned.setdefault(key, (mark, label))
        if other != mark:
            raise Failure(
                error(
                    "The same settings are managed twice",
                    f"An account has one {self.type_name}, and this configuration has two for the same account: {other_label} "
                    f"and {label}. Keep one of them. For another account, give it a provider configuration (alias) of its own.",
                    ("friendly_name",),
                )
            )

    @classmethod
    def _key(cls, account: str) -> SingletonKey:
        return cls.type_name, account

    def _mark_of_content(self) -> str:
        """The mark of an instance that has none yet (state that came from another provider): the same each time."""
        return hashlib.sha256(json.dumps(to_values(self), sort_keys=True, default=str).encode()).hexdigest()[:32]


def _new_mark() -> str:
    return uuid.uuid4().hex


def _without_local(live: Singleton[Any]) -> Mapping[str, Any]:
    schema = schema_of(type(live))
    return {name: getattr(live, name) for name, attribute in schema.attributes.items() if not attribute.local}


def _shown(value: object) -> str:
    if value is UNKNOWN:
        return "(known after apply)"
    return json.dumps(value)
