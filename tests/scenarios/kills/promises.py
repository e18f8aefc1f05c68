"""What is promised of a command that was killed and then run again, and how a case is held to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provider.fake import Account, FakeTwilio, SettingsKind
from tests.conformance.resources import ITEMS
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT
from tests.e2e.stack import AWS, ENCRYPTION
from tests.scenarios.kills import account as by_hand
from tests.scenarios.kills.account import BASELINES, live, made, unmistakable
from tests.scenarios.kills.moments import Signal, Target
from tests.scenarios.kills.stack import HOOK_LABEL, LABELS, held

REPEATABLE = frozenset(LABELS.values()) - {HOOK_LABEL}
"""Labels of what can be made twice, since only a hook's must be unique."""

SETTINGS = {hcl.RECORDING: SettingsKind.RECORDING, hcl.COMPOSITION: SettingsKind.COMPOSITION}


@dataclass(frozen=True)
class Ending:
    """How it ended. In any case the next plan is empty (after an apply), or the account holds the baseline (after a destroy)."""

    imported: bool = False
    """The second command was refused and named the SID of a hook that is there; once imported, the same command finished."""
    told: frozenset[str] = frozenset()
    """Labels of what was made and is in no state, of which the user has read the SID or the label."""
    untold: frozenset[str] = frozenset()
    """Labels of what was made and is in no state, of which nobody has heard."""
    lost: frozenset[str] = frozenset()
    """Settings of which neither state nor the user knows what they were before the stack."""

    def __str__(self) -> str:
        notes = ["converged"]
        notes += ["the hook imported, as was said"] if self.imported else []
        notes += [f"{len(self.told)} left, told"] if self.told else []
        notes += [f"{len(self.untold)} left, NOT told"] if self.untold else []
        notes += [f"{len(self.lost)} lost their baseline, NOT told"] if self.lost else []
        return "; ".join(notes)


@dataclass(frozen=True)
class Case:
    """A command that was interrupted, and all that came of it and of what was run afterwards."""

    command: str
    signal: Signal
    target: Target
    said: str
    """All that was printed by every command."""
    state: Mapping[str, Mapping[str, Any]]
    """Attributes by resource type."""
    imported: bool = False
    """Whether the way on was an import, as the second command had said."""
    forgotten: bool = False
    """Whether the engine itself was killed before it wrote down anything: OpenTofu writes its state file at the end."""
    account_sid: str = ACCOUNT
    """The account that is managed."""


def assert_promised(ending: Ending, case: Case) -> None:
    """Hold the ending of an apply to what is promised where it was interrupted.

    A process that was killed while the answer to its POST was on its way has told nobody what that answer says, and state has
    nothing of it. A hook's label is unique, so that Twilio itself refuses the second. A credential's is not: the plan of the
    second names the first. A provider whose engine is gone carries on with the request that it had begun. What was made before
    that, the engine has printed.

    What settings were before, the plan's warnings say. An apply without a saved plan shows those at its very end, so that an
    engine that is killed shows none.
    """
    assert not ending.lost or (case.signal is Signal.ENGINE_KILLED and case.command == "apply"), f"lost: {sorted(ending.lost)}"
    unanswered = case.target.label if _is_lost(case.signal, case.target) else None
    assert ending.untold == frozenset(), f"not told of: {sorted(ending.untold)}"
    expected = {unanswered} & REPEATABLE
    assert ending.told == expected or case.forgotten or case.signal is Signal.CTRL_C, f"told of: {sorted(ending.told)}"
    if unanswered == HOOK_LABEL:
        assert ending.imported, "the second hook was not refused"
    elif not case.forgotten and not (case.target.label == HOOK_LABEL and case.signal is Signal.CTRL_C):
        assert not ending.imported, "the hook was answered, and had to be imported"


def _is_lost(signal: Signal, target: Target) -> bool:
    """Whether what a POST made was known to a process that was killed, and to no other."""
    return signal is Signal.ENGINE_KILLED or (signal is Signal.PROVIDER_KILLED and target.carried_out)


def ending_of_apply(twilio: FakeTwilio, case: Case) -> Ending:
    """AssertionError where the account or state is not as it must be, or somebody was told less than is promised."""
    account = twilio.account(case.account_sid)
    _assert_nothing_was_taken_away(twilio, account)
    in_state = {case.state[name]["sid"] for name in ITEMS}
    wanted = held(case.state[AWS]["sid"], case.state[ENCRYPTION]["sid"])
    for kind in SettingsKind:
        assert live(account, kind) == wanted
    there = made(account)
    assert in_state <= set(there), "state has what the account has not"
    left = {sid: label for sid, label in there.items() if sid not in in_state}
    told = {sid for sid, label in left.items() if sid in case.said or label in case.said}
    ending = Ending(
        case.imported,
        frozenset(label for sid, label in left.items() if sid in told),
        frozenset(label for sid, label in left.items() if sid not in told),
        frozenset(type_name for type_name, kind in SETTINGS.items() if not _is_baseline_kept_or_told(case, type_name, kind)),
    )
    assert len(left) == len(ending.told) + len(ending.untold), f"something was made more than twice: {left}"
    assert_promised(ending, case)
    return ending


def ending_of_destroy(twilio: FakeTwilio, case: Case) -> Ending:
    """AssertionError unless the account is as it was before the stack."""
    account = twilio.account(case.account_sid)
    _assert_nothing_was_taken_away(twilio, account)
    assert case.state == {}, "something is still in state"
    for kind in SettingsKind:
        assert live(account, kind) == BASELINES[kind]
    assert made(account) == {}, "something of the stack is still there"
    return Ending()


def _assert_nothing_was_taken_away(twilio: FakeTwilio, account: Account) -> None:
    by_hand.assert_the_other_is_untouched(twilio, account.sid)
    assert set(account.credentials) >= by_hand.CREDENTIALS, "a credential of the baseline is gone"
    assert not twilio.violations, "settings named a credential that was gone"


def _is_baseline_kept_or_told(case: Case, type_name: str, kind: SettingsKind) -> bool:
    """Whether a destroy puts back what was there before the stack, or the user has read what it was."""
    kept = case.state[type_name].get("baseline")
    if kept is not None and json.loads(kept) == BASELINES[kind]:
        return True
    return all(value in case.said for value in unmistakable(kind))
