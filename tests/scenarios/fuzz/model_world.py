"""An account, an engine, and somebody else: every step that a sequence can take, each held against the model.

A step returns normally, or raises AssertionError: something was lost.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from provider.fake import FakeTwilio, SettingsKind
from provider.fake.faults import Action as FaultAction
from tests.engine.objects import Held, Options, Plan
from tests.engine.stack import StackEngine
from tests.engine.walk import Action, Instance
from tests.scenarios.accounts import contents
from tests.scenarios.fuzz.account import Settings
from tests.scenarios.fuzz.model_checks import Checked
from tests.scenarios.fuzz.model_known import Command, Planned, Within, text_of
from tests.scenarios.fuzz.model_stack import (
    ADDRESS,
    HOOK,
    KEY,
    KIND,
    TYPES,
    AnyConfig,
    SettingsConfig,
    unobstructed,
)


class World(Checked):
    """A context manager."""

    def __enter__(self) -> Self:
        self.twilio.start()
        self.twilio.before_request, self.twilio.after_request = self._arrives, self._answered
        login = {"account_sid": self.parent.sid, "auth_token": self.parent.auth_token}
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

    # --- what can happen ------------------------------------------------------------------------------------------------------

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
            self.counts.hits[type(each.action).__name__] += each.hits
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
        hits = self._hits()
        answer = self.engine.import_(TYPES[address], key)
        self._hear(answer.diagnostics)
        if answer.errors:
            assert self._hits() > hits, f"an import was refused without a reason: {answer.text}"
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
        wanted = self._wanted()
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
        hits = self._hits()
        obstacles = self._obstacles(None) + self._obstacles_to_destroy()
        plan = self.engine.plan_destroy(self._wanted(), self.state, refresh=refresh)
        self._hear(plan.told)
        if plan.errors:
            self._explained(plan.errors, hits, obstacles)
            return
        planned = self._as_planned(plan)
        if between is not None:
            self._edit(*between)
        self._apply(planned, within)

    # --- the end --------------------------------------------------------------------------------------------------------------

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
        assert not again.errors, text_of(again.told)
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
            self._explained(plan.errors, self._hits(), obstacles)
            for address in ADDRESS.values():
                part = self.config.parts.get(address)
                if isinstance(part, SettingsConfig):
                    self.config = self.config.having(address, dataclasses.replace(part, on_destroy="reset"))
            self.settle()
            plan = self.engine.plan_destroy(self._wanted(), self.state)
            self._hear(plan.told)
            assert not plan.errors, f"the way out of a refused destroy is none:\n{text_of(plan.told)}"
        failed = self._apply(self._as_planned(plan), None)
        assert not failed, f"a destroy that was planned did not finish:\n{self._last}"
        assert not self.state
        if self._in_subaccount:
            assert contents(self.parent) == contents(FakeTwilio().account()), "the parent's account was touched"

    # --- plan and apply -------------------------------------------------------------------------------------------------------

    def _planned(self, replace: str | None, refresh: bool, orphans_first: bool) -> Planned | None:
        """A plan without errors; None if it has some, which must have a reason."""
        hits = self._hits()
        obstacles = self._obstacles(None, replace) + ([] if refresh else self._deposed_settings())
        replaced = () if replace is None or replace not in self.config.parts else (replace,)
        options = Options(replace=replaced, refresh=refresh, orphans_first=orphans_first)
        plan = self.engine.plan(self._wanted(), self.state, options)
        self._hear(plan.told)
        if plan.errors:
            self._explained(plan.errors, hits, obstacles)
            return None
        return self._as_planned(plan)

    def _as_planned(self, plan: Plan) -> Planned:
        return Planned(plan, {kind: self._live(kind) for kind in ADDRESS})

    def _apply(self, planned: Planned, within: Within | None) -> bool:
        """Apply, and hold everything against the model. Whether it failed."""
        plan = planned.plan
        hits, drifted = self._hits(), self._changed_since(planned)
        self._drifted = False
        destroyed = {each.address for each in plan.changes if each.action is Action.DELETE}
        obstacles = self._obstacles(plan) + (self._obstacles_to_destroy() if destroyed else [])
        self._events.clear()
        self._within = within
        self._command = command = Command(plan, text_of(plan.told))
        try:
            self.state, said = self.engine.apply(plan)
        finally:
            self._within, self._command = None, None
        self.saved = None
        self._hear(said)
        command.text += text_of(said)
        errors = [each for each in said if each.severity.name == "ERROR"]
        drifted = drifted or self._drifted
        if errors:
            self._explained(errors, hits, obstacles + (["drift"] if drifted else []))
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

    def _changed_since(self, planned: Planned) -> bool:
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

    # --- shared ---------------------------------------------------------------------------------------------------------------

    def _importable(self, address: str, which: int) -> str | None:
        if address in KIND:
            return self.account.sid if self._in_subaccount else "Default"
        account = self.account
        hooks, keys, aws = account.composition_hooks, account.public_keys, account.aws_credentials
        there = [*hooks] if address == HOOK else [*keys] if address == KEY else [*aws]
        held = {each.state.get("sid") for one in self.state.values() for each in one.objects}
        free = [sid for sid in there if sid not in held]
        if not free:
            return None
        where = f"{self.account.sid}/" if self._in_subaccount else ""
        return where + free[which % len(free)]

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
