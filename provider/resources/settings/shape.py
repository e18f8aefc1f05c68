"""What one kind of settings consists of, and how two sets of its values compare. Values are JSON, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from ...framework.schema.blocks import BlockSchema
from ...framework.schema.rules import Needs
from ...framework.values import Values, is_known, shown
from ...record import record
from . import baseline as baselines

Settings = Mapping[str, object]
"""Values of every setting by name; in a plan each can be `UNKNOWN`."""


@record(frozen=True)
class Held:
    """The settings that an account holds, as the API answers them."""

    account_sid: str
    url: str
    values: Values
    account: str
    """The account in words: its SID, and its name where that is known."""


class Shape:
    """The settings of one kind: every argument that the API takes. Booleans are switches."""

    def __init__(self, schema: BlockSchema, references: Sequence[str]) -> None:
        self.schema = schema
        self.references = references
        """Names of the settings that refer to credentials."""
        self.names = [
            name for name, each in schema.attributes.items() if each.configurable and not (each.computed or each.provider_only)
        ]
        self.switches = [name for name in self.names if schema.attributes[name].type.name == "bool"]
        self._switch_of = {
            name: rule.switch for rule in reversed(schema.rules) if isinstance(rule, Needs) for name in rule.needed
        }

    def switch_of(self, name: str) -> str | None:
        """Return the switch that the setting depends on, None if it has an effect of its own."""
        return self._switch_of.get(name)

    def is_off(self, settings: Settings, name: str) -> bool:
        """Say whether the setting has no effect because its switch is off."""
        switch = self.switch_of(name)
        return switch is not None and settings[switch] is False

    @overload
    def decode(self, baseline: str) -> Values: ...

    @overload
    def decode(self, baseline: str | None) -> Values | None: ...

    def decode(self, baseline: str | None) -> Values | None:
        """Return the settings in a baseline, None if there is none."""
        return None if baseline is None else baselines.decode(baseline, self.schema, self.names)

    # The credentials that settings refer to

    def named(self, settings: Settings) -> dict[str, str]:
        """Return the credentials that settings name, by attribute, without those that are not known yet."""
        return {name: sid for name in self.references if isinstance(sid := settings[name], str) and sid}

    def used(self, settings: Settings) -> dict[str, str]:
        """Like `named`, without those whose switch is off."""
        return {name: sid for name, sid in self.named(settings).items() if not self.is_off(settings, name)}

    def unused(self, settings: Settings) -> dict[str, str]:
        """Like `named`, but only those whose switch is off."""
        return {name: sid for name, sid in self.named(settings).items() if self.is_off(settings, name)}

    # Comparisons

    def equal(self, name: str, one: object, other: object) -> bool:
        return self.schema.attributes[name].semantically_equal(one, other)

    def differing(self, wanted: Settings, live: Settings) -> list[str]:
        """Return the names of the settings that are not semantically equal; one that is not known yet differs."""
        return [name for name in self.names if not self.equal(name, wanted[name], live[name])]

    def losses(self, live: Settings, planned: Settings) -> list[str]:
        """List what overwriting `live` would lose. A friendly name alone does not count, nor does a value not yet known."""
        lost = []
        for name in self.names:
            value, becomes = live[name], planned[name]
            changes = is_known(becomes) and not self.equal(name, becomes, value)
            if name != "friendly_name" and is_set(value) and (changes or value is True):
                lost.append(f"{name} = {shown(value)}" + (f" (would become {shown(becomes)})" if changes else ""))
        return lost

    def emptied(self, wanted: Settings, before: Settings) -> Values:
        """Return the values in `before` that are to be removed, by name."""
        return {name: before[name] for name in self.names if is_set(before[name]) and wanted[name] is None}

    def stayed(self, wanted: Settings, live: Settings, noted: Settings) -> Values:
        """What `live` still has though it was to go, as `noted` by an earlier write. It is beside a switch that is off, so it
        has no effect and counts as gone.
        """
        emptied = self.emptied(wanted, live)
        return {name: held for name, held in emptied.items() if noted.get(name) == held and self.is_off(live, name)}

    def without_stayed(self, wanted: Settings, live: Settings, noted: Settings) -> Values:
        return {**live, **dict.fromkeys(self.stayed(wanted, live, noted))}

    def changed_since(self, plans: Sequence[Settings], wanted: Settings, live: Settings, noted: Settings) -> list[str]:
        """What of `live` is neither as a plan saw it nor, already, as it is wanted: name, then, and now.

        Nothing is where nothing is known of the plan. A plan can have been made on two states: some engines plan the destroy of
        an object before they refresh it.
        """
        return list(self._changes(plans, wanted, live, noted)) if plans else []

    def _changes(self, plans: Sequence[Settings], wanted: Settings, live: Settings, noted: Settings) -> Iterator[str]:
        fine = [*plans, wanted]
        stayed = {name for each in fine for name in self.stayed(each, live, noted)}
        for name in self.names:
            if name not in stayed and not any(self.equal(name, each[name], live[name]) for each in fine):
                yield f"{name}: the plan saw {shown(plans[0][name])}, and now it is {shown(live[name])}"


def is_set(value: object) -> bool:
    """Say whether a setting has a value: on, a text, or a number, which zero is too."""
    return is_known(value) and value is not None and value is not False and value != ""


def is_idle(settings: Settings) -> bool:
    """Say whether nothing but a label is set: to take that over loses nothing and needs no warning."""
    return not any(is_set(value) for name, value in settings.items() if name != "friendly_name")
