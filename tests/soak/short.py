"""The stack in the hands of an engine in short: the calls that Terraform 1.11 and OpenTofu 1.12 make, without their processes.

One launch of the plugin plans the whole stack, another applies it. Everything that comes from state passes
`UpgradeResourceState` in both, credentials are created before they are destroyed, and settings are destroyed first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from grpclib.exceptions import GRPCError, StreamTerminatedError

from provider.fake import FakeTwilio
from provider.framework.values import UNKNOWN
from provider.resources.provider import TwilioProvider
from tests.engine import contract
from tests.engine.walk import Action, Change, Engine, Instance, Schemas, Walk
from tests.harness.certificates import ClientCertificate
from tests.harness.client import Answered, PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.process import started

from .real import Armed
from .wanted import Again, Blow, Outcome, Victim, Wanted

AWS, KEY, SETTINGS = "twilio_credentials_aws", "twilio_credentials_public_key", "twilio_video_recording_settings"

Plan = dict[str, Change]


class Failed(Exception):
    """The provider answered with errors."""


@dataclass
class State:
    """A state file."""

    instances: dict[str, Instance] = field(default_factory=dict)
    tainted: set[str] = field(default_factory=set)
    deposed: list[Instance] = field(default_factory=list)

    def put(self, type_name: str, answer: Answered) -> None:
        """What an apply answered; with errors, an object that was created is tainted."""
        if answer.state is None:
            return
        fresh = type_name not in self.instances
        self.instances[type_name] = Instance(type_name, answer.state, answer.private, answer.identity)
        if answer.errors and fresh:
            self.tainted.add(type_name)

    def drop(self, instance: Instance) -> None:
        if self.instances.get(instance.type_name) is instance:
            del self.instances[instance.type_name]
            self.tainted.discard(instance.type_name)
        elif instance in self.deposed:
            self.deposed.remove(instance)


class ShortEngine:
    """Keeps state in memory. A blow kills the plugin, which is a process of its own then."""

    victims = (Victim.PROVIDER, Victim.ANSWER)

    def __init__(self, loop: LoopThread, twilio: FakeTwilio, arm: Armed) -> None:
        self._loop, self._arm = loop, arm
        self._certificate = ClientCertificate.make()
        with served(loop, None, TwilioProvider()) as client:
            schemas = Schemas.of(client)
        login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
        config = login | {"base_url": twilio.base_url, "backoff_interval_in_ms": 1}
        self._engine = Engine(lambda: served(loop, None, TwilioProvider()), schemas, config, twilio)
        self._state = State()

    @property
    def is_empty(self) -> bool:
        return not self._state.instances and not self._state.deposed

    def apply(
        self,
        wanted: Wanted,
        *,
        again: Again | None = None,
        blow: Blow | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Outcome:
        with _ending(blow) as outcome:
            if again is Again.TAINT:
                self._state.tainted.add(SETTINGS)
            with self._engine.walk() as walk:
                plan = self._plan(walk, wanted, again)
            if meanwhile:
                meanwhile()
            with self._applying(blow).walk() as walk:
                self._carry_out(walk, plan, wanted)
            outcome.append(Outcome(True))
        return outcome[0]

    def destroy(self, *, settings_only: bool = False, blow: Blow | None = None) -> Outcome:
        with _ending(blow) as outcome:
            held = self._state.instances
            doomed = [held[name] for name in (SETTINGS, *(() if settings_only else (AWS, KEY))) if name in held]
            doomed += () if settings_only else self._state.deposed
            with self._engine.walk() as walk:
                changes = [(each, self._plan_destroy(walk, each)) for each in doomed]
            with self._applying(blow).walk() as walk:
                for instance, change in changes:
                    self._delete(walk, instance, change)
            outcome.append(Outcome(True))
        return outcome[0]

    def _applying(self, blow: Blow | None) -> Engine:
        if blow is None:
            return self._engine
        return replace(self._engine, launch=lambda: self._killable(blow))

    @contextmanager
    def _killable(self, blow: Blow) -> Iterator[PluginClient]:
        with started(self._loop, self._certificate) as plugin, plugin.client() as client:
            self._arm(blow, plugin.process.kill if blow.victim is Victim.PROVIDER else _nobody)
            yield client

    # --- the plan walk ----------------------------------------------------------------------------------------------------------

    def _plan(self, walk: Walk, wanted: Wanted, again: Again | None) -> Plan:
        plan: Plan = {}
        for name in (AWS, KEY, SETTINGS):
            given = _given(name, wanted, {each: _sid(plan[each]) for each in plan})
            change = self._planned(walk, name, given, again if name == SETTINGS else None)
            if change is not None:
                plan[name] = change
        return plan

    def _planned(self, walk: Walk, name: str, given: Mapping[str, Any], again: Again | None) -> Change:
        instance = self._state.instances.get(name)
        before = walk.refresh(instance) if instance else None
        if before is None:
            self._state.instances.pop(name, None)
            return _change(name, Action.CREATE, None, walk.try_plan(name, given, None))
        self._state.instances[name] = before
        if name in self._state.tainted:
            return _change(name, Action.REPLACE, before, walk.try_plan(name, given, None))
        first = walk.try_plan(name, given, before)
        _succeeded(first)
        if first.replace or again:
            return _change(name, Action.REPLACE, before, walk.try_plan(name, given, None, private=first.private))
        unchanged = contract.same(first.object, before.state)
        return _change(name, Action.NOTHING if unchanged else Action.UPDATE, before, first)

    def _plan_destroy(self, walk: Walk, instance: Instance) -> Change | None:
        """None: it is gone already."""
        before = walk.refresh(instance)
        return None if before is None else self._deleting(walk, before)

    def _deleting(self, walk: Walk, before: Instance) -> Change:
        planned = walk.client.plan(
            before.type_name, prior=before.state, proposed=None, config=None, private=before.private, identity=before.identity
        )
        return _change(before.type_name, Action.DELETE, before, planned)

    # --- the apply walk ---------------------------------------------------------------------------------------------------------

    def _carry_out(self, walk: Walk, plan: Plan, wanted: Wanted) -> None:
        for name in (AWS, KEY):
            self._carry_out_credential(walk, plan[name], _given(name, wanted, {}))
        sids = {name: self._state.instances[name].state["sid"] for name in (AWS, KEY)}
        self._carry_out_settings(walk, plan[SETTINGS], _given(SETTINGS, wanted, sids))
        for instance in list(self._state.deposed):
            _upgrade(walk, instance)
            self._delete(walk, instance, self._deleting(walk, instance))

    def _carry_out_credential(self, walk: Walk, change: Change, given: Mapping[str, Any]) -> None:
        if change.action is Action.NOTHING:
            return
        if change.action is Action.REPLACE:
            answer = walk.try_apply(change, given, None)
            if answer.state is not None:
                self._state.deposed.append(self._state.instances.pop(change.type_name))
                self._state.tainted.discard(change.type_name)
        else:
            answer = walk.try_apply(change, given, change.before)
        self._state.put(change.type_name, answer)
        _succeeded(answer)

    def _carry_out_settings(self, walk: Walk, change: Change, given: Mapping[str, Any]) -> None:
        if change.action is Action.NOTHING:
            return
        if change.before:
            _upgrade(walk, change.before)
        if change.action is Action.REPLACE:
            assert change.before
            self._delete(walk, change.before, change)
        before = change.before if change.action is Action.UPDATE else None
        answer = walk.try_apply(change, given, before)
        self._state.put(SETTINGS, answer)
        _succeeded(answer)

    def _delete(self, walk: Walk, instance: Instance, change: Change | None) -> None:
        if change is not None:
            _upgrade(walk, instance)
            _succeeded(walk.try_delete(change))
        self._state.drop(instance)


@contextmanager
def _ending(blow: Blow | None) -> Iterator[list[Outcome]]:
    """What is appended to the list, or how it ended before that."""
    outcome: list[Outcome] = []
    try:
        yield outcome
    except Failed as failed:
        outcome.append(Outcome(False, str(failed)))
    except (GRPCError, StreamTerminatedError, OSError) as lost:
        if blow is None:
            raise
        outcome.append(Outcome(False, f"the plugin is gone: {lost}"))


def _nobody() -> None:
    """Whom a lost answer hits."""


def _given(name: str, wanted: Wanted, sids: Mapping[str, Any]) -> dict[str, Any]:
    if name == AWS:
        return {"aws_access_key_id": wanted.key.id, "aws_secret_access_key": wanted.key.secret}
    if name == KEY:
        return {"public_key": wanted.pem}
    return {
        "friendly_name": "Managed",
        "aws_credentials_sid": sids[AWS],
        "aws_s3_url": wanted.url,
        "aws_storage_enabled": True,
        "encryption_key_sid": sids[KEY],
        "encryption_enabled": True,
        "on_destroy": str(wanted.on_destroy),
        "adopt_existing": wanted.adopt_existing,
    }


def _sid(change: Change) -> Any:
    """What a plan knows of a credential's SID."""
    return UNKNOWN if change.action in (Action.CREATE, Action.REPLACE) else change.after["sid"]


def _change(name: str, action: Action, before: Instance | None, planned: Answered) -> Change:
    _succeeded(planned)
    return Change(name, action, before, planned, planned)


def _succeeded(answer: Answered) -> None:
    if answer.errors:
        raise Failed("\n".join(str(each) for each in answer.errors))


def _upgrade(walk: Walk, instance: Instance) -> None:
    """As engines hand everything that they read from state to the plugin, the settings of a replacement among it."""
    version = walk.schemas[instance.type_name].version
    _succeeded(walk.client.upgrade(instance.type_name, json.dumps(instance.state).encode(), version=version))
