"""What becomes of the account, in words: the same whether an operation creates, takes over, updates, replaces or destroys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...framework.blocks import schema_of
from ...framework.diagnostics import Diagnostic, warning
from ...framework.values import UNKNOWN, shown
from .object import AccountSettings


def warnings(kind: type[AccountSettings], before: Mapping[str, object], after: Mapping[str, object]) -> list[Diagnostic]:
    """A warning for each switch that changes, and for each setting that a switch relies on and that changes while it is on.

    Nobody should turn encryption off by overlooking a line of a diff, nor when that undoes what somebody did by hand. Settings
    that are not known yet are `UNKNOWN` in `after`.
    """
    return [found for switch in kind.switches() for found in _of_switch(kind, switch, before, after)]


def _of_switch(
    kind: type[AccountSettings], switch: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Diagnostic]:
    was, becomes = before[switch], after[switch]
    if becomes is UNKNOWN:
        text = kind.turned_off(switch) if was else kind.turned_on(switch)
        yield warning(f"{switch} may be turned {'off' if was else 'on'}", f"It will be known after apply. {text}", (switch,))
    elif becomes and not was:
        yield warning(f"{switch} is turned on", kind.turned_on(switch), (switch,))
    elif was and not becomes:
        yield warning(f"{switch} is turned off", kind.turned_off(switch), (switch,))
    elif was:
        for name in (each for each in kind.setting_names() if kind.switch_of(each) == switch):
            if not schema_of(kind).attributes[name].means_same(after[name], before[name]):
                summary, text = kind.exchanged(name, "may be" if after[name] is UNKNOWN else "are")
                yield warning(summary, f"{name} is {shown(before[name])} and becomes {shown(after[name])}. {text}", (name,))


def unseen(kind: type[AccountSettings], after: Mapping[str, object], *, may_be_on: bool) -> list[Diagnostic]:
    """As `warnings`, where nobody could look at what the account holds. `may_be_on`: whether anything may be turned off."""
    found = []
    for switch in kind.switches():
        becomes = after[switch]
        if becomes is True or (becomes is False and may_be_on):
            state, text = ("on", kind.turned_on(switch)) if becomes else ("off", kind.turned_off(switch))
            found.append(warning(f"{switch} will be {state}", f"Unless it is {state} already: {text}", (switch,)))
    return found
