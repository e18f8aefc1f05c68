"""A settings object as a value: its attributes, and how two of them compare."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from ...framework.blocks import attr, computed, memory, schema_of
from ...framework.checks import length, one_of
from ...framework.resource import BaseContext, Context, Resource, Timeouts
from ...framework.rules import Needs
from ...framework.states import empty_is_null
from ...framework.values import Values, is_known, shown
from .._client import Client

RESTORE, RESET, RETAIN = "restore", "reset", "retain"

STAYED = "stayed"
"""Private state: by name, what Twilio went on holding though it was to be taken away."""


def is_idle(settings: Mapping[str, object]) -> bool:
    """Whether nothing but a label is set: taking that over loses nothing, and is nothing to tell of."""
    return not any(_is_set(value) for name, value in settings.items() if name != "friendly_name")


def _is_set(value: object) -> bool:
    """Whether a setting says something: on, a text, or a number, which zero is too."""
    return is_known(value) and value is not None and value is not False and value != ""


class AccountSettings(Resource[Client]):
    """Base of an account's settings objects.

    A subclass declares its settings (every configurable attribute that is not `local`; booleans are switches) beside
    `friendly_name`, and implements `fetch`, `send` and `missing_references`.
    """

    identity = ("account_sid",)
    schema_version = 1
    upgraders = {0: empty_is_null}  # noqa: RUF012  # version 0 is what other providers write
    title: ClassVar[str] = "settings"
    """What a sentence calls the object, such as `recording settings`."""
    import_id = "AC" + "0123456789abcdef" * 2
    import_note = "`Default` stands for the account that the provider is configured for."

    id: str = computed("The account SID.", stable=True)
    account_sid: str = computed("SID of the account that the settings belong to.", stable=True)
    friendly_name: str | None = attr("Label shown in the Twilio Console.", check=length(1))
    adopt_existing: bool = attr(
        "Take over settings that the account already has. Without it, a first apply refuses to overwrite live settings "
        "that store to S3, encrypt, or refer to a bucket or a credential which the configuration would change. A `friendly_name` "
        "alone is not protected.",
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
    baseline: str | None = memory(
        'The settings that create or import found, as JSON: what `on_destroy = "restore"` puts back. Null where nobody knows, '
        "as in state that came from another provider; then `restore` does what `reset` does."
    )
    url: str = computed("Absolute URL of the settings.", stable=True)
    timeouts: Timeouts | None = attr("How long each operation may take.", default=None)

    # What a subclass provides

    @classmethod
    @abstractmethod
    def fetch(cls, ctx: Context[Client]) -> Self:
        """The live settings, with defaults in the attributes that are not the API's."""

    @abstractmethod
    def send(self, ctx: Context[Client], before: Self) -> Self:
        """Write `self`'s settings over those of `before`; returns what the API then holds.

        What stays beside a switch that is off, though it is to go, is told in a warning and noted as `STAYED`. Raises
        `Unsettled` where it cannot be found out what the API holds, and `Incomplete` where all is in place but what is to go.
        """

    @classmethod
    @abstractmethod
    def missing_references(cls, ctx: Context[Client], sids: Mapping[str, str]) -> list[str]:
        """Names of those of `sids`, by attribute, which the API says do not exist. What it will not say is not missing."""

    @classmethod
    @abstractmethod
    def turned_on(cls, switch: str) -> str:
        """What it means that a switch is turned on."""

    @classmethod
    @abstractmethod
    def turned_off(cls, switch: str) -> str:
        """What it means that a switch is turned off."""

    @classmethod
    @abstractmethod
    def exchanged(cls, name: str, verb: str) -> tuple[str, str]:
        """Headline and meaning of a change of a setting that a switch relies on; `verb` is `are` or `may be`."""

    @classmethod
    def references(cls) -> Sequence[str]:
        """Names of settings that refer to credentials."""
        return ()

    # Values

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

    @classmethod
    def named_in(cls, settings: Mapping[str, object]) -> dict[str, str]:
        """The credentials that settings name, by attribute; one that is not known yet is left out."""
        return {name: sid for name in cls.references() if isinstance(sid := settings[name], str) and sid}

    def named(self) -> dict[str, str]:
        """The credentials that these settings name, by attribute."""
        return self.named_in(self.settings())

    @classmethod
    def switch_of(cls, name: str) -> str | None:
        """The switch that needs the setting, and without which it has no effect; None for one that has an effect of its own."""
        return next((rule.switch for rule in cls.rules if isinstance(rule, Needs) and name in rule.needed), None)

    @classmethod
    def off_in(cls, settings: Mapping[str, object], name: str) -> bool:
        """Whether the setting has no effect among these, for the switch that needs it is off."""
        switch = cls.switch_of(name)
        return switch is not None and settings[switch] is False

    def is_off(self, name: str) -> bool:
        return self.off_in(self.settings(), name)

    @classmethod
    def used_in(cls, settings: Mapping[str, object]) -> dict[str, str]:
        """The credentials that settings name, by attribute, without those whose switch is off."""
        return {name: sid for name, sid in cls.named_in(settings).items() if not cls.off_in(settings, name)}

    def used(self) -> dict[str, str]:
        """The credentials that these settings use, by attribute."""
        return self.used_in(self.settings())

    def emptied(self, before: AccountSettings) -> dict[str, Any]:
        """What `before` has and these settings do not, by name."""
        return {name: held for name, held in before.settings().items() if _is_set(held) and getattr(self, name) is None}

    def stayed(self, ctx: BaseContext, live: AccountSettings) -> dict[str, Any]:
        """What `live` has beside a switch that is off, these settings do not have, and is noted as what could not be taken away.

        It has no effect, and counts as gone.
        """
        noted = ctx.private.get(STAYED, {})
        return {name: held for name, held in self.emptied(live).items() if noted.get(name) == held and live.is_off(name)}

    def seen(self, ctx: BaseContext, live: Self) -> Self:
        """`live` without what is known to stay."""
        return live.with_(**dict.fromkeys(self.stayed(ctx, live)))

    def with_(self, **changes: Any) -> Self:
        return dataclasses.replace(self, **changes)

    def as_now(self, live: Self, *, url: str | None = None) -> Self:
        """This object with the settings of `live`. The URL stays: another edge has another host, which a refresh shows."""
        kept = url or (self.url if is_known(self.url) and self.url else live.url)
        return self.with_(id=live.id, account_sid=live.account_sid, url=kept, **live.settings())

    # Comparisons

    def differing(self, live: Self) -> list[str]:
        """Names of the settings in which `live` does not mean the same."""
        return live.unlike(self.settings())

    def unlike(self, planned: Mapping[str, object]) -> list[str]:
        """Names of the settings in which what is planned does not mean the same as these; one that is not known yet differs."""
        attributes = schema_of(type(self)).attributes
        return [name for name, value in self.settings().items() if not attributes[name].means_same(planned[name], value)]

    def losses(self, planned: Mapping[str, object]) -> list[str]:
        """What overwriting these would lose. A friendly name alone does not count, nor does a value not yet known."""
        attributes = schema_of(type(self)).attributes
        lost = []
        for name, value in self.settings().items():
            becomes = planned[name]
            changes = is_known(becomes) and not attributes[name].means_same(becomes, value)
            if name != "friendly_name" and _is_set(value) and (changes or value is True):
                lost.append(f"{name} = {shown(value)}" + (f" (would become {shown(becomes)})" if changes else ""))
        return lost
