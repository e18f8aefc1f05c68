"""An account, an engine, and somebody else: every step that a sequence can take, each held against the model.

A step returns normally, or raises AssertionError: something was lost.
"""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from provider.fake import DanglingKind, FakeTwilio, LoggedRequest, SettingsKind
from provider.fake.faults import Action as FaultAction
from provider.fake.faults import Fault
from provider.framework.diagnostics import Diagnostic
from provider.framework.values import UNKNOWN
from provider.resources.provider import TwilioProvider
from tests.engine.objects import Defect, Held, Operation, Plan, State, Verb, Wanted
from tests.engine.profile import Profile
from tests.engine.stack import StackEngine
from tests.engine.walk import Action, Instance, Schemas
from tests.fuzz.account import NOTHING, REFERENCES, Drifted, Event, Settings, Written, after_destroy, told, undone, would_lose
from tests.fuzz.model_stack import (
    ADDRESS,
    AWS,
    HOOK,
    KEY,
    KIND,
    SECRETS,
    TYPES,
    AnyConfig,
    CredentialConfig,
    HookConfig,
    SettingsConfig,
    StackConfig,
    settings_by_hand,
    unobstructed,
)
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread

FOUND = SettingsConfig("Found", "on", 0, 1, "on", 0)
"""What an account can have before anybody manages it: stored in S3 and encrypted, so that a reset cannot pass for a restore."""


@dataclass
class Counts:
    """What a run did, for its report."""

    sequences: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    baselines_told: int = 0
    objects_told: int = 0
    seconds: float = 0.0


@dataclass
class Stage:
    """What all sequences share: the event loop of the clients, and what the provider declares."""

    loop: LoopThread
    schemas: Schemas
    counts: Counts = field(default_factory=Counts)
    defects: frozenset[Defect] = frozenset()

    @classmethod
    def on(cls, loop: LoopThread, *defects: Defect) -> Stage:
        for name in [name for name in os.environ if name.startswith("TWILIO_")]:
            del os.environ[name]
        with served(loop, None, TwilioProvider()) as client:
            return cls(loop, Schemas.of(client), defects=frozenset(defects))

    def launch(self) -> AbstractContextManager[PluginClient]:
        return served(self.loop, None, TwilioProvider())


@dataclass(frozen=True)
class Within:
    """A change by somebody else in the middle of an apply: just before the `number`th time that these settings are read."""

    kind: SettingsKind
    number: int
    settings: SettingsConfig


class World:
    """A context manager. `state`, `config` and `saved` are the user's; `baselines` is what the model knows."""

    def __init__(
        self,
        stage: Stage,
        found: Mapping[SettingsKind, SettingsConfig] | None = None,
        profile: Profile = Profile.TERRAFORM,
    ) -> None:
        """`found`: what the account has to begin with; a kind that is left out was never set. `profile`: whose engine it is."""
        self.stage, self.counts, self.profile = stage, stage.counts, profile
        self.twilio = FakeTwilio()
        self.account = self.twilio.account()
        self.born_aws = [self.account.add_aws_credential(name).sid for name in ("Theirs", "Theirs too")]
        self.born_keys = [self.account.add_public_key(name).sid for name in ("Theirs", "Theirs too")]
        self.known_sids = {*self.born_aws, *self.born_keys}
        for kind, part in (found or {}).items():
            settings_by_hand(part, self.born_aws, self.born_keys).put_into(self.account.settings(kind))
        self.config = StackConfig()
        self.state: State = {}
        self.saved: _Planned | None = None
        self.baselines: dict[SettingsKind, Settings] = {}
        self.told = ""
        self.faults: list[Fault] = []
        self.history = [f"engine: {profile.value}"]
        self.history += [f"found: {kind.name.lower()}={_brief(part)}" for kind, part in (found or {}).items()]
        self._events: list[Event] = []
        self._drifted = False
        self._last = ""
        self._before: dict[int, Settings] = {}
        self._command: _Command | None = None
        self._within: Within | None = None
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self.twilio.start()
        self.twilio.before_request, self.twilio.after_request = self._arrives, self._answered
        login = {"account_sid": self.account.sid, "auth_token": self.account.auth_token}
        config = login | {"base_url": self.twilio.base_url, "backoff_interval_in_ms": 1, "retry_attempts": 3}
        self.engine = StackEngine(
            self.stage.launch, self.stage.schemas, config, self.twilio, self.profile, self._observe, self.stage.defects
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close(error)

    def close(self, error: BaseException | None) -> None:
        """End of the sequence; `error`, if it failed, gets a note of what happened."""
        if error is not None:
            error.add_note("\n".join(["This is what happened:", *self.history]))
        self.clear_faults()
        self.twilio.stop()
        self.counts.sequences += 1
        self.counts.seconds += time.monotonic() - self._began
        assert error is not None or not self.twilio.failures, self.twilio.failures

    # --- what can happen -----------------------------------------------------------------------------------------------------

    def write(self, address: str, part: AnyConfig | None) -> None:
        """The user changes the configuration at one address; None removes it."""
        self._step("configuration", address=address, part=part)
        self.config = self.config.having(address, part)

    def drift(self, kind: SettingsKind, part: SettingsConfig) -> None:
        """Somebody else changes settings; any credential that is there can be named."""
        self._step("drift of settings", kind=kind, part=part)
        self._edit(kind, part)

    def drift_of_object(self, address: str, *, delete: bool) -> None:
        """Somebody else renames or deletes what the stack made at an address, even if it is in use."""
        self._step("drift of an object", address=address, delete=delete)
        held = self.state.get(address)
        if held is None or held.current is None:
            return
        sid = held.current.state["sid"]
        with self.twilio.editing():
            there: dict[str, Any] = self.account.composition_hooks if address == HOOK else self.account.credentials
            if sid in there and delete:
                del there[sid]
            elif sid in there:
                there[sid].friendly_name = "Somebody's"

    def fault(self, action: FaultAction, *, method: str | None, path: str, times: int, skip: int) -> None:
        """Requests are about to go wrong."""
        self._step("fault ordered", action=action, method=method, path=path, times=times, skip=skip)
        self.faults.append(self.twilio.faults.add(action, method=method, path=path, times=times, skip=skip))

    def clear_faults(self) -> None:
        for each in self.faults:
            self.counts.struck[type(each.action).__name__] += each.struck
        self.faults.clear()
        self.twilio.faults.clear()

    def taint(self, address: str) -> None:
        self._step("taint", address=address)
        held = self.state.get(address)
        if held is not None and held.current is not None:
            self.state = {**self.state, address: dataclasses.replace(held, tainted=True)}
            self.saved = None

    def remove_from_state(self, address: str) -> None:
        """`state rm`: the user takes over what was managed, and knows its SID."""
        self._step("state rm", address=address)
        held = self.state.get(address)
        if held is None:
            return
        self.known_sids |= {each.state["sid"] for each in held.objects if "sid" in each.state}
        self.state = {name: each for name, each in self.state.items() if name != address}
        self.saved = None
        if address in KIND:
            self.baselines.pop(KIND[address], None)

    def import_(self, address: str, which: int = 0) -> None:
        """Import settings, or a credential or a hook that is in no state; `which` chooses among those."""
        self._step("import", address=address, which=which)
        if address in self.state:
            return
        key = self._importable(address, which)
        if key is None:
            return
        struck = self._struck()
        answer = self.engine.import_(TYPES[address], key)
        self._hear(answer.diagnostics)
        if answer.errors:
            assert self._struck() > struck, f"an import was refused without a reason: {answer.text}"
            return
        assert answer.state is not None, "what was just imported is gone"
        instance = Instance(TYPES[address], answer.state, answer.private, answer.identity)
        self.state = {**self.state, address: Held(TYPES[address], instance)}
        self.saved = None
        if address in KIND:
            kind = KIND[address]
            self.baselines[kind] = self._live(kind)
            self._check_record(kind, instance)

    def rename_without_moved(self, kind: SettingsKind) -> None:
        """The settings at another address, and nothing that says so: refused, and nothing is changed."""
        self._step("rename without moved", kind=kind)
        address = ADDRESS[kind]
        part = self.config.parts.get(address)
        if address not in self.state or part is None or self.state[address].current is None:
            return
        wanted = self.config.wanted(self.born_aws, self.born_keys)
        wanted["another_" + address] = wanted.pop(address)
        plan = self.engine.plan(wanted, self.state)
        self._hear(plan.told)
        assert plan.errors, "settings were renamed without `moved`, and the plan went through"
        self._refused(plan.errors)

    def plan_and_save(self, *, replace: str | None = None, refresh: bool = True, orphans_first: bool = False) -> None:
        """`plan -out`: what `apply_saved` carries out later."""
        self._step("plan saved", replace=replace, no_refresh=not refresh, orphans_first=orphans_first)
        self.saved = self._planned(replace, refresh, orphans_first)

    def apply_saved(self) -> None:
        self._step("saved plan applied" if self.saved else "no saved plan")
        if self.saved is not None:
            plan, self.saved = self.saved, None
            self._apply(plan, within=None)

    def apply(
        self,
        *,
        replace: str | None = None,
        refresh: bool = True,
        orphans_first: bool = False,
        between: tuple[SettingsKind, SettingsConfig] | None = None,
        within: Within | None = None,
    ) -> None:
        """Plan and apply; `between` and `within` say what somebody else does meanwhile."""
        name = "apply" if replace is None else "apply -replace"
        self._step(name, replace=replace, no_refresh=not refresh, orphans_first=orphans_first, between=between, within=within)
        plan = self._planned(replace, refresh, orphans_first)
        if between is not None:
            self._edit(*between)
        if plan is not None:
            self._apply(plan, within)

    def destroy(
        self,
        *,
        refresh: bool = True,
        between: tuple[SettingsKind, SettingsConfig] | None = None,
        within: Within | None = None,
    ) -> None:
        """Plan the destruction of everything, and carry it out."""
        self._step("destroy", no_refresh=not refresh, between=between, within=within)
        struck = self._struck()
        obstacles = self._obstacles(None) + self._obstacles_to_destroy()
        plan = self.engine.plan_destroy(self._wanted(), self.state, refresh=refresh)
        self._hear(plan.told)
        if plan.errors:
            self._explained(plan.errors, struck, obstacles)
            return
        planned = self._as_planned(plan)
        if between is not None:
            self._edit(*between)
        self._apply(planned, within)

    # --- the end -------------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Faults and drift are over. With what errors advise taken to heart, one apply converges, and the next plan is empty."""
        self._step("settled")
        self.clear_faults()
        self.saved = None
        self._delete_what_was_told()
        self._make_credentials_that_are_gone()
        own = self._own_credentials()
        naming = [address for kind, address in ADDRESS.items() if self._live(kind).references & own]
        self.config = unobstructed(self.config, [*self.state, *naming])
        plan = self._planned(None, True, False)
        assert plan is not None, f"nothing is in the way, and the plan failed:\n{self._last}"
        failed = self._apply(plan, None)
        assert not failed, f"nothing is in the way, and the apply failed:\n{self._last}"
        again = self.engine.plan(self._wanted(), self.state)
        self._hear(again.told)
        assert not again.errors, _text(again.told)
        changes = [(each.address, each.action.name) for each in again.changes if each.action is not Action.NOTHING]
        assert not changes, f"the plan after an apply is not empty: {changes}"

    def finish(self) -> None:
        """Destroy all: it fails in its plan, with a way out that works, or finishes."""
        self._step("finished")
        self.clear_faults()
        obstacles = self._obstacles_to_destroy()
        plan = self.engine.plan_destroy(self._wanted(), self.state)
        self._hear(plan.told)
        if plan.errors:
            self._explained(plan.errors, self._struck(), obstacles)
            for address in ADDRESS.values():
                part = self.config.parts.get(address)
                if isinstance(part, SettingsConfig):
                    self.config = self.config.having(address, dataclasses.replace(part, on_destroy="reset"))
            self.settle()
            plan = self.engine.plan_destroy(self._wanted(), self.state)
            self._hear(plan.told)
            assert not plan.errors, f"the way out of a refused destroy is none:\n{_text(plan.told)}"
        failed = self._apply(self._as_planned(plan), None)
        assert not failed, f"a destroy that was planned did not finish:\n{self._last}"
        assert not self.state

    # --- plan and apply ------------------------------------------------------------------------------------------------------

    def _wanted(self) -> dict[str, Wanted]:
        return self.config.wanted(self.born_aws, self.born_keys)

    def _planned(self, replace: str | None, refresh: bool, orphans_first: bool) -> _Planned | None:
        """A plan without errors; None if it has some, which must have a reason."""
        struck = self._struck()
        obstacles = self._obstacles(None, replace)
        replaced = () if replace is None or replace not in self.config.parts else (replace,)
        plan = self.engine.plan(self._wanted(), self.state, replace=replaced, refresh=refresh, orphans_first=orphans_first)
        self._hear(plan.told)
        if plan.errors:
            self._explained(plan.errors, struck, obstacles)
            return None
        return self._as_planned(plan)

    def _as_planned(self, plan: Plan) -> _Planned:
        return _Planned(plan, {kind: self._live(kind) for kind in ADDRESS})

    def _apply(self, planned: _Planned, within: Within | None) -> bool:
        """Apply, and hold everything against the model. Whether it failed."""
        plan = planned.plan
        struck, drifted = self._struck(), self._changed_since(planned)
        self._drifted = False
        destroyed = {each.address for each in plan.changes if each.action is Action.DELETE}
        obstacles = self._obstacles(plan) + (self._obstacles_to_destroy() if destroyed else [])
        self._events.clear()
        self._within = within
        self._command = command = _Command(_text(plan.told))
        try:
            self.state, said = self.engine.apply(plan)
        finally:
            self._within, self._command = None, None
        self.saved = None
        self._hear(said)
        errors = [each for each in said if each.severity.name == "ERROR"]
        drifted = drifted or self._drifted
        if errors:
            self._explained(errors, struck, obstacles + (["drift"] if drifted else []))
        for kind in [kind for kind in self.baselines if ADDRESS[kind] not in self.state]:
            command.lost.append((kind, self.baselines.pop(kind), "the second half of a replacement was not made"))
        self._check_told_baselines(command)
        self._check_secrets()
        self._check_objects()
        self._check_violations()
        for kind in ADDRESS:
            self._check_managed(kind)
        if not errors and not drifted:
            self._check_state_is_live(plan)
        return bool(errors)

    def _changed_since(self, planned: _Planned) -> bool:
        """Whether something is no longer as the plan saw it."""
        for change in planned.plan.changes:
            before = change.before
            if before is None:
                continue
            if change.address in KIND:
                if Settings.of(before.state) != self._live(KIND[change.address]):
                    return True
            else:
                there: Mapping[str, Any] = self.account.composition_hooks if change.address == HOOK else self.account.credentials
                live = there.get(before.state["sid"])
                if live is None or live.friendly_name != before.state["friendly_name"]:
                    return True
        return any(live != self._live(kind) for kind, live in planned.live.items())

    # --- what is checked after each operation --------------------------------------------------------------------------------

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
        record = _record(answer.state)
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
        if change.action is Action.REPLACE or change.of_deposed:
            assert not [each for each in written if each.before != each.after], "the old half of a replacement changed settings"
            return
        assert not (lost := list(undone(list(events), Settings.of(before.state)))), "\n".join(lost)
        if answer.errors:
            return
        last_was_ours = not events or isinstance(events[-1], Written)
        was = written[0].before if written else self._live(kind)
        target = after_destroy(before.state["on_destroy"], self.baselines.get(kind), was)
        if last_was_ours:
            assert self._live(kind) == target, f"a destroy left {self._live(kind)}, and {target} was to be left"
        self.baselines.pop(kind, None)

    # --- what is checked after each command ----------------------------------------------------------------------------------

    def _check_managed(self, kind: SettingsKind) -> None:
        held = self.state.get(ADDRESS[kind])
        if held is None or held.current is None:
            return
        self._check_record(kind, held.current)

    def _check_record(self, kind: SettingsKind, instance: Instance) -> None:
        record = _record(instance.state)
        assert kind in self.baselines, "settings are in state that the model knows nothing of"
        assert record == self.baselines[kind], f"the baseline was {self.baselines[kind]}, and state has {record}"

    def _check_told_baselines(self, command: _Command) -> None:
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
                assert self.account.auth_token.encode() not in kept, "the auth token is in state"
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

    def _hear(self, diagnostics: Iterable[Diagnostic]) -> None:
        """What the user is told; held against what must never be said."""
        text = _text(diagnostics)
        for secret in (self.account.auth_token, *SECRETS):
            assert secret not in text, "a secret was told"
        assert "internal error" not in text.lower(), text
        self._last = text
        self.told += text + "\n"

    def _explained(self, errors: list[Diagnostic], struck: int, obstacles: list[str]) -> None:
        """An error needs a reason: a fault that struck during the command, or something that stands in the way."""
        assert self._struck() > struck or obstacles, f"refused without a reason:\n{_text(errors)}"
        self._refused(errors)

    def _refused(self, errors: list[Diagnostic]) -> None:
        self.counts.refusals.update({each.summary for each in errors})

    # --- reasons for errors --------------------------------------------------------------------------------------------------

    def _obstacles(self, plan: Plan | None, replace: str | None = None) -> list[str]:
        """What may stand in the way of an apply of the configuration (or of a plan that was made of one), seen generously."""
        found = []
        wanted = self._wanted() if plan is None else {each.address: each.wanted for each in plan.changes if each.wanted}
        going = self._going(wanted, replace) if plan is None else _going(plan)
        for address, each in wanted.items():
            missing = [each.given.get(name) for name in REFERENCES if isinstance(each.given.get(name), str)]
            if set(missing) - set(self.account.credentials):
                found.append(f"{address} names a credential that is not there")
            if address in KIND and not each.given["adopt_existing"]:
                held = self.state.get(address)
                again = address in going and each.create_before_destroy
                live = self._live(KIND[address])
                if (held is None or held.current is None or again) and live != dataclasses.replace(
                    NOTHING, friendly_name=live.friendly_name
                ):
                    found.append(f"{address} is there already")
            if address == HOOK:
                names = [hook.friendly_name for hook in self.account.composition_hooks.values()]
                own = self.state.get(HOOK)
                if each.given["friendly_name"] in names and (own is None or own.tainted or len(names) > 1):
                    found.append("a hook of that name is there already")
        named = frozenset().union(*(self._live(kind).references for kind in ADDRESS))
        named |= {str(each.given.get(name)) for each in wanted.values() for name in REFERENCES}
        for address in (KEY, AWS):
            held = self.state.get(address)
            if held is not None and address in going and named & {each.state["sid"] for each in held.objects}:
                found.append(f"{address} is in use")
        for kind, address in ADDRESS.items():
            if address in self.state and address not in wanted:
                found += self._obstacles_to_destroy_one(kind)
        return found

    def _going(self, wanted: Mapping[str, Wanted], replace: str | None) -> set[str]:
        """The addresses where an object is to be destroyed, be it because it is replaced."""
        going = set()
        for address, held in self.state.items():
            current = held.current
            each = wanted.get(address)
            if each is None or current is None or held.tainted or held.deposed or replace == address:
                going.add(address)
                continue
            if any(each.given.get(name) != current.state.get(name) for name in ("public_key", "aws_access_key_id")):
                going.add(address)
        return going

    def _obstacles_to_destroy(self) -> list[str]:
        return [each for kind in ADDRESS for each in self._obstacles_to_destroy_one(kind)]

    def _obstacles_to_destroy_one(self, kind: SettingsKind) -> list[str]:
        """A destroy leaves settings that name what is not there, or what is destroyed as well."""
        held = self.state.get(ADDRESS[kind])
        live = self._live(kind)
        if held is None or held.current is None:
            left = live
        else:
            left = after_destroy(held.current.state["on_destroy"], self.baselines.get(kind), live)
        own = self._own_credentials()
        found = [f"{kind.value} will name {sid}, which goes too" for sid in left.references & own]
        return found + [
            f"{kind.value} would name {sid}, which is gone" for sid in left.references - set(self.account.credentials)
        ]

    # --- somebody else -------------------------------------------------------------------------------------------------------

    def _edit(self, kind: SettingsKind, part: SettingsConfig) -> None:
        with self.twilio.editing():
            settings = settings_by_hand(part, [*self.account.aws_credentials], [*self.account.public_keys])
            settings.put_into(self.account.settings(kind))
        self._events.append(Drifted(kind, settings))
        self._drifted = True

    def _arrives(self, request: LoggedRequest) -> None:
        kind = _kind(request)
        if kind is None:
            return
        if self._within and self._within.kind is kind and request.method == "GET":
            self._within = dataclasses.replace(self._within, number=self._within.number - 1)
            if self._within.number < 0:
                self._edit(kind, self._within.settings)
                self._within = None
        self._before[request.number] = self._live(kind)

    def _answered(self, request: LoggedRequest) -> None:
        kind = _kind(request)
        if kind is not None:
            before = self._before.pop(request.number)
            if request.is_write and request.processed:
                self._events.append(Written(kind, before, self._live(kind)))

    def _live(self, kind: SettingsKind) -> Settings:
        return Settings.live(self.account.settings(kind))

    # --- shared --------------------------------------------------------------------------------------------------------------

    def _importable(self, address: str, which: int) -> str | None:
        if address in KIND:
            return "Default"
        account = self.account
        hooks, keys, aws = account.composition_hooks, account.public_keys, account.aws_credentials
        there = [*hooks] if address == HOOK else [*keys] if address == KEY else [*aws]
        held = {each.state.get("sid") for one in self.state.values() for each in one.objects}
        free = [sid for sid in there if sid not in held]
        return free[which % len(free)] if free else None

    def _delete_what_was_told(self) -> None:
        """The user looks after what errors named: it is deleted by hand, unless settings or state have it."""
        held = {each.state["sid"] for one in self.state.values() for each in one.objects if "sid" in each.state}
        named = frozenset().union(*(self._live(kind).references for kind in ADDRESS))
        with self.twilio.editing():
            for sid in {*self.account.composition_hooks} - held:
                del self.account.composition_hooks[sid]
            for sid in {*self.account.credentials} - held - named - {*self.born_aws, *self.born_keys}:
                del self.account.credentials[sid]

    def _make_credentials_that_are_gone(self) -> None:
        """Others for those that the account had and that are gone, or that the stack imported and so should refer to."""
        own = self._own_credentials()
        with self.twilio.editing():
            for index, sid in enumerate(self.born_aws):
                if sid not in self.account.credentials or sid in own:
                    self.born_aws[index] = self.account.add_aws_credential("Made anew").sid
            for index, sid in enumerate(self.born_keys):
                if sid not in self.account.credentials or sid in own:
                    self.born_keys[index] = self.account.add_public_key("Made anew").sid
        self.known_sids |= {*self.born_aws, *self.born_keys}

    def _own_credentials(self) -> set[str]:
        """SIDs of the credentials in state."""
        return {each.state["sid"] for name in (KEY, AWS) if name in self.state for each in self.state[name].objects}

    def _struck(self) -> int:
        return sum(each.struck for each in self.faults)

    def _step(self, name: str, **choices: object) -> None:
        self.counts.steps[name] += 1
        shown = ", ".join(f"{each}={_brief(value)}" for each, value in choices.items() if value not in (None, False))
        self.history.append(f"{name}: {shown}" if shown else name)

    def _lost(self, kind: SettingsKind, baseline: Settings, why: str) -> None:
        assert self._command is not None
        self._command.lost.append((kind, baseline, why))


@dataclass(frozen=True)
class _Planned:
    """A plan, and what the account had when it was made."""

    plan: Plan
    live: Mapping[SettingsKind, Settings]


@dataclass
class _Command:
    """What one command told, and which baselines it gave up."""

    text: str
    lost: list[tuple[SettingsKind, Settings, str]] = field(default_factory=list)


def _record(state: Mapping[str, Any]) -> Settings:
    """The baseline that state has."""
    assert state["baseline"], "settings are in state without a baseline"
    return Settings.of(json.loads(state["baseline"]))


def _going(plan: Plan) -> set[str]:
    return {each.address for each in plan.changes if each.action in (Action.DELETE, Action.REPLACE)}


def _brief(value: object) -> str:
    """A choice without what is as by default."""
    if isinstance(value, SettingsKind):
        return value.name.lower()
    if isinstance(value, tuple):
        return f"({', '.join(_brief(each) for each in value)})"
    if not isinstance(value, SettingsConfig | CredentialConfig | HookConfig):
        return repr(value)
    plain = type(value)()
    chosen = [f"{name}={each!r}" for name, each in vars(value).items() if each != getattr(plain, name)]
    return f"{type(value).__name__}({', '.join(chosen)})"


def _kind(request: LoggedRequest) -> SettingsKind | None:
    return next((kind for kind in SettingsKind if request.path == kind.path), None)


def _text(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n".join(str(each) for each in diagnostics)
