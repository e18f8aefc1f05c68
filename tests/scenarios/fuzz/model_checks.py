"""What must hold after each operation and after each command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from provider.fake import DanglingKind, SettingsKind
from provider.framework.values import UNKNOWN
from tests.engine.objects import Operation, Plan, Verb
from tests.engine.walk import Action, Instance
from tests.scenarios.fuzz.account import (
    Event,
    Settings,
    Written,
    after_destroy,
    told,
    undone,
    would_lose,
)
from tests.scenarios.fuzz.model_known import Command, Known
from tests.scenarios.fuzz.model_stack import ADDRESS, HOOK, KIND, SECRETS


class Checked(Known):
    """Holds everything against the model. AssertionError: something was lost."""

    # --- after each operation -------------------------------------------------------------------------------------------------

    def _observe(self, operation: Operation) -> None:
        events, self._events = self._events, []
        address = operation.change.address
        if address not in KIND:
            assert not [each for each in events if isinstance(each, Written)], f"settings were written for {address}"
            return
        kind = KIND[address]
        ours = [each for each in events if each.kind is kind]
        assert not [each for each in events if isinstance(each, Written) and each.kind is not kind]
        match operation.verb:
            case Verb.CREATE:
                self._created(kind, operation, ours)
            case Verb.UPDATE:
                self._updated(kind, operation, ours)
            case Verb.DELETE:
                self._deleted(kind, operation, ours)

    def _created(self, kind: SettingsKind, operation: Operation, events: list[Event]) -> None:
        change, answer = operation.change, operation.answer
        written = [each for each in events if isinstance(each, Written)]
        found = written[0].before if written else self._live(kind)
        old = self.baselines.get(kind)
        replacing = change.action is Action.REPLACE and change.before is not None
        remembered = replacing and (not change.create_before_destroy or self.profile.hands_on_planned_private)
        promised = change.planned.object["baseline"]
        if promised is not UNKNOWN:
            found = Settings.of(json.loads(promised))  # what the plan saw
        seen = Settings.of(change.before.state) if remembered and change.before else found
        assert not (lost := list(undone(list(events), seen))), "\n".join(lost)
        if written and not remembered and change.wanted and not change.wanted.given["adopt_existing"]:
            first = written[0]
            assert not would_lose(first.before, first.after), f"overwritten without leave: {first.before}"
        if answer.state is None:
            assert not [each for each in written if each.before != each.after], "settings were changed, and are in no state"
            return
        record = recorded(answer.state)
        if old is not None and record != old:
            assert not remembered, f"the baseline was {old} and became {record}"
            self._lost(kind, old, "create_before_destroy")
        if record != old:
            assert record == found, f"the account had, or the plan saw, {found}, and the baseline is {record}"
        self.baselines[kind] = record

    def _updated(self, kind: SettingsKind, operation: Operation, events: list[Event]) -> None:
        before = operation.change.before
        assert before is not None
        assert not (lost := list(undone(list(events), Settings.of(before.state)))), "\n".join(lost)

    def _deleted(self, kind: SettingsKind, operation: Operation, events: list[Event]) -> None:
        change, answer = operation.change, operation.answer
        before = change.before
        assert before is not None
        written = [each for each in events if isinstance(each, Written)]
        assert self._command is not None
        if change.action is Action.REPLACE or (change.of_deposed and not self._command.ends(change.address)):
            assert not [each for each in written if each.before != each.after], "the old half of a replacement changed settings"
            return
        assert not (lost := list(undone(list(events), *self._command.seen(change)))), "\n".join(lost)
        if answer.errors or change.of_deposed:
            return
        last_was_ours = not events or isinstance(events[-1], Written)
        was = written[0].before if written else self._live(kind)
        targets = [self._left(before, baseline, was) for baseline in self._baselines_in_state(kind)]
        if last_was_ours:
            assert self._live(kind) in targets, f"a destroy left {self._live(kind)}, and {targets} was to be left"
        self.baselines.pop(kind, None)

    def _baselines_in_state(self, kind: SettingsKind) -> list[Settings | None]:
        """The one of the instance, and of those that it replaced: where all are destroyed at once, any may be put back."""
        return [self.baselines.get(kind), *(recorded(each.state) for each in self.state[ADDRESS[kind]].deposed)]

    def _left(self, before: Instance, baseline: Settings | None, was: Settings) -> Settings:
        target = after_destroy(before.state["on_destroy"], baseline, was)
        return target.without_gone(self.account.credentials) if before.state["on_destroy"] == "restore" else target

    # --- after each command ---------------------------------------------------------------------------------------------------

    def _check_managed(self, kind: SettingsKind) -> None:
        held = self.state.get(ADDRESS[kind])
        if held is None or held.current is None:
            return
        self._check_record(kind, held.current)

    def _check_record(self, kind: SettingsKind, instance: Instance) -> None:
        record = recorded(instance.state)
        assert kind in self.baselines, "settings are in state that the model knows nothing of"
        assert record == self.baselines[kind], f"the baseline was {self.baselines[kind]}, and state has {record}"

    def _check_told_baselines(self, command: Command) -> None:
        for kind, lost, why in command.lost:
            self.counts.baselines_told += 1
            text = command.text
            assert told(lost, text), f"{kind.value}: {why}: the baseline {lost} is lost, and nobody was told"

    def _check_objects(self) -> None:
        held = {each.state["sid"] for one in self.state.values() for each in one.objects if "sid" in each.state}
        there = {**self.account.credentials, **self.account.composition_hooks}
        unaccounted = set(there) - held - self.known_sids
        unknown = {sid for sid in unaccounted if sid not in self.told and not self._told_where_to_look(there[sid].collection)}
        assert not unknown, f"made, and nobody knows: {unknown}"
        self.counts.objects_told += len(unaccounted)
        self.known_sids |= unaccounted

    def _told_where_to_look(self, collection: str) -> bool:
        """Whether the user was told to look for it: where no list was answered either, the SID is nobody's to know."""
        return f"list {self.twilio.base_url}{collection}" in self.told

    def _check_secrets(self) -> None:
        for held in self.state.values():
            for each in held.objects:
                kept = json.dumps(each.state).encode() + each.private
                assert not [token for token in self._tokens if token.encode() in kept], "an auth token is in state"
                if each.state.get("aws_secret_access_key") is None:
                    assert not [secret for secret in SECRETS if secret.encode() in kept], "a write-only secret is in state"

    def _check_violations(self) -> None:
        for each in self.twilio.violations:
            assert each.kind is DanglingKind.DORMANT, f"settings that are on name what was deleted: {each}"
            assert each.dangling.credential_sid in self.told, (
                f"settings that are off name what was deleted, and nobody was told: {each}"
            )

    def _check_state_is_live(self, plan: Plan) -> None:
        for address, held in self.state.items():
            assert held.current is not None
            state = held.current.state
            if address in KIND:
                live = self._live(KIND[address])
                assert Settings.of(state) == live, f"{address}: state has {Settings.of(state)}, and the account {live}"
            elif address == HOOK:
                hook = self.account.composition_hooks[state["sid"]]
                kept = (state["friendly_name"], state["trim"], state["enabled"])
                assert kept == (hook.friendly_name, hook.trim, hook.enabled)
            else:
                assert state["friendly_name"] == self.account.credentials[state["sid"]].friendly_name
        if plan.destroying:
            assert not self.state, "a destroy without errors left something"


def recorded(state: Mapping[str, Any]) -> Settings:
    """The baseline that state has."""
    assert state["baseline"], "settings are in state without a baseline"
    return Settings.of(json.loads(state["baseline"]))
