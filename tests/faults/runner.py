"""Carries out one cell: the account and state as they were before, the operation with the fault, and what came of it."""

from __future__ import annotations

import dataclasses
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from provider.fake import ErrorShape, FakeTwilio
from provider.framework.checks import parse_duration
from provider.framework.resource import DEFAULT_SECONDS
from provider.framework.values import Values
from tests.engine import contract
from tests.engine.walk import Action, Change, Engine, Instance, Walk
from tests.faults.cells import Account, Cell, Kept, Operation
from tests.faults.faults import Network, Struck
from tests.faults.network import Front
from tests.faults.subjects import ELSEWHERE, SECRET, TOKEN, Held, Snapshot, Subject, after_reset
from tests.harness.client import Answered

_NEVER = ("Traceback", "Internal error", "defect of the provider", TOKEN, SECRET)


@dataclass(frozen=True)
class Stage:
    """Where an operation begins: what is configured, what state has, what was planned, and what the account holds."""

    wanted: Values
    account: Snapshot
    instance: Instance | None
    change: Change | None
    held_before: Held
    held_after: Held
    undisturbed: Answered | None
    """What a data source or an import answers when nothing is wrong."""


@dataclass(frozen=True)
class Observed:
    """What came of an operation, and what goes on from there."""

    requests: int
    error: str
    """The first error, "" if there was none."""
    told: str
    """Everything the user was told."""
    kept: Kept
    account: Account
    instance: Instance | None
    tainted: bool


@dataclass
class Bench:
    """One stand-in for all cells, and the stages that were set."""

    engine: Engine
    twilio: FakeTwilio
    empty: Snapshot
    trusted: ssl.SSLContext
    untrusted: ssl.SSLContext
    stages: dict[tuple[str, Operation, str], Stage] = field(default_factory=dict)

    # --- the stage ----------------------------------------------------------------------------------------------------------

    def stage(self, cell: Cell) -> Stage:
        """The stage of a cell, set once for all cells that begin alike."""
        key = cell.subject.name, cell.operation, cell.patience
        if key not in self.stages:
            self.stages[key] = self._set(cell.subject, cell.operation, cell.patience)
        return self.stages[key]

    def _set(self, subject: Subject, operation: Operation, patience: str) -> Stage:
        self.empty.put_back(self.twilio)
        given = subject.given | {"timeouts": dict.fromkeys(("create", "read", "update", "delete"), patience)}
        if operation in (Operation.RESTORE, Operation.RESET, Operation.RETAIN):
            given |= {"on_destroy": operation.value.removeprefix("destroy_")}
        instance = None if operation is Operation.CREATE else self.engine.deploy(subject.type_name, given)
        before = self._held(subject)
        changes = {Operation.UPDATE: subject.change, Operation.ACTIVATE: ELSEWHERE}
        wanted = given | changes.get(operation, {})
        change = undisturbed = None
        if operation.writes:
            change = self.engine.plan(subject.type_name, wanted, instance)
        elif operation.destroys:
            assert instance is not None
            with self.engine.walk() as walk:
                change = walk.plan_destroy(instance)
        elif operation in (Operation.DATA, Operation.IMPORT):
            with self.engine.walk() as walk:
                undisturbed = self._found(walk, subject, operation, instance, patience)
        after = self._held_after(subject, operation, wanted, before)
        return Stage(wanted, Snapshot.of(self.twilio.account()), instance, change, before, after, undisturbed)

    def _found(self, walk: Walk, subject: Subject, operation: Operation, instance: Instance | None, patience: str) -> Answered:
        """What a data source or an import finds."""
        assert instance is not None
        if operation is Operation.IMPORT:
            return walk.client.import_(subject.type_name, instance.state["id"])
        selected = {} if subject.is_settings else {"sid": instance.state["sid"]}
        nothing = self.engine.schemas.data_sources[subject.type_name].null()
        return walk.client.read_data(subject.type_name, nothing | selected | {"timeouts": {"read": patience}})

    def _held_after(self, subject: Subject, operation: Operation, wanted: Values, before: Held) -> Held:
        match operation:
            case Operation.CREATE | Operation.UPDATE | Operation.ACTIVATE:
                return subject.made(wanted)
            case Operation.DESTROY:
                return []
            case Operation.RESET:
                return after_reset(wanted)
            case Operation.RESTORE:
                return next(each for kind, each in self.empty.settings.items() if kind.path == subject.path)
            case _:
                return before

    def _held(self, subject: Subject) -> Held:
        return subject.held(self.twilio.account())

    # --- the operation ------------------------------------------------------------------------------------------------------

    def observe(self, cell: Cell) -> Observed:
        """Carry out the operation while the fault is in force; afterwards it is no more."""
        stage = self.stage(cell)
        stage.account.put_back(self.twilio)
        with self._reached(cell) as (engine, strike):
            if cell.operation is Operation.CONFIGURE:
                strike()
                with engine.walk():
                    answer = Answered([])
            else:
                with engine.walk() as walk, _limited(cell):
                    answer = self._operate(walk, cell, stage, strike)
        received = [each for each in self.twilio.requests if _is_struck(cell, each.method, each.path)]
        return self._observed(cell, stage, answer, len(received))

    def _operate(self, walk: Walk, cell: Cell, stage: Stage, strike: Callable[[], None]) -> Answered:
        """As engines do it in the process that carries it out: state is upgraded, a change is planned again, and applied."""
        if cell.operation not in (Operation.DATA, Operation.IMPORT):
            _upgrade(walk, stage.instance)
        match cell.operation:
            case Operation.READ:
                assert stage.instance is not None
                strike()
                there = stage.instance
                return walk.client.read(there.type_name, there.state, there.private, there.identity)
            case Operation.DATA | Operation.IMPORT:
                strike()
                return self._found(walk, cell.subject, cell.operation, stage.instance, cell.patience)
            case Operation.CREATE | Operation.UPDATE | Operation.ACTIVATE:
                return _write(walk, stage, strike)
            case _:
                assert stage.change is not None
                strike()
                return walk.try_delete(stage.change)

    @contextmanager
    def _reached(self, cell: Cell) -> Iterator[tuple[Engine, Callable[[], None]]]:
        """An engine whose provider reaches the stand-in, and what makes the fault strike from then on."""
        if not isinstance(cell.fault.action, Network):
            try:
                yield self.engine, lambda: self._strike(cell)
            finally:
                self.twilio.faults.clear()
                self.twilio.behaviour.error_shape = ErrorShape.CODE_AND_MESSAGE
            return
        network = cell.fault.action
        tls = None if network is Network.REFUSED else self.trusted
        with Front(urlsplit(self.twilio.base_url).port or 0, tls) as front:

            def strike() -> None:
                self.twilio.forget_requests()
                match network:
                    case Network.REFUSED:
                        front.refuse()
                    case Network.TLS_UNTRUSTED:
                        front.show(self.untrusted)
                    case Network.TLS_BROKEN:
                        front.garble()

            config = self.engine.provider_config | {"base_url": front.base_url}
            yield dataclasses.replace(self.engine, provider_config=config), strike

    def _strike(self, cell: Cell) -> None:
        ordered = cell.fault.action
        assert not isinstance(ordered, Network)
        method = _method(cell)
        action = ordered(Struck(cell.subject, method or "POST", self._live(cell)))
        self.twilio.behaviour.error_shape = cell.fault.shape
        path = "" if cell.operation is Operation.CONFIGURE else cell.subject.path
        self.twilio.forget_requests()
        self.twilio.faults.add(action, method=method, path=path, times=1 if cell.fault.once else None)

    def _live(self, cell: Cell) -> Values | None:
        """What the API answers a read of the object; None where there is none yet."""
        path = cell.subject.path
        if not cell.subject.is_settings:
            there = self.stage(cell).instance
            if there is None:
                return None
            path = f"{path}/{there.state['sid']}"
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(self.twilio.base_url + path, auth=(self.twilio.account_sid, TOKEN), timeout=10)
        live: Values = answer.json()
        return live

    # --- what came of it ----------------------------------------------------------------------------------------------------

    def _observed(self, cell: Cell, stage: Stage, answer: Answered, received: int) -> Observed:
        for forbidden in _NEVER:
            assert forbidden not in answer.text, f"the user was told {forbidden!r}: {answer.text}"
        kept = _kept(cell, stage, answer)
        instance = None
        if answer.state is not None and cell.operation is not Operation.DATA:
            identity = answer.identity or (stage.instance.identity if stage.instance else None)
            instance = Instance(cell.subject.type_name, answer.state, answer.private, identity)
        held = self._held(cell.subject)
        accounts = {Account.BEFORE: stage.held_before, Account.AFTER: stage.held_after}
        account = next((name for name, expected in accounts.items() if expected == held), None)
        assert account is not None, f"the account holds {held}, which is neither of {accounts}"
        error = "" if not answer.errors else f"{answer.errors[0].summary}: {answer.errors[0].detail}"
        return Observed(received, error, answer.text, kept, account, instance, kept is Kept.TAINTED)

    # --- afterwards ---------------------------------------------------------------------------------------------------------

    def converge(self, cell: Cell, observed: Observed) -> None:
        """Plan and apply again with nothing in the way: everything must be as wanted, and a further plan empty."""
        stage, subject = self.stage(cell), cell.subject
        match cell.operation:
            case Operation.CONFIGURE | Operation.READ:
                instance = observed.instance if cell.operation is Operation.READ and observed.instance else stage.instance
                self._assert_settled(stage, subject, instance)
            case Operation.DATA | Operation.IMPORT:
                assert stage.undisturbed is not None
                with self.engine.walk() as walk:
                    again = self._found(walk, subject, cell.operation, stage.instance, cell.patience)
                assert again.state == stage.undisturbed.state
            case Operation.CREATE | Operation.UPDATE | Operation.ACTIVATE:
                made = self._deployed(stage, subject, observed)
                assert self._held(subject) == stage.held_after
                self._assert_settled(stage, subject, made)
            case _:
                self._destroy(stage, observed)
                assert observed.instance is None or self._held(subject) == stage.held_after

    def _assert_settled(self, stage: Stage, subject: Subject, instance: Instance | None) -> None:
        change = self.engine.plan(subject.type_name, stage.wanted, instance)
        assert change.action is Action.NOTHING, change
        assert not change.told.errors

    def _deployed(self, stage: Stage, subject: Subject, observed: Observed) -> Instance:
        if not observed.tainted:
            return self.engine.deploy(subject.type_name, stage.wanted, observed.instance)
        assert observed.instance is not None
        with self.engine.walk() as walk:
            before = walk.refresh(observed.instance)
            planned = walk.try_plan(subject.type_name, stage.wanted, None)
            planned.without_errors()
        action = Action.REPLACE if before else Action.CREATE
        change = Change(subject.type_name, action, before, planned, planned)
        with self.engine.walk() as walk:
            _upgrade(walk, before)
            return walk.apply(change, stage.wanted)

    def _destroy(self, stage: Stage, observed: Observed) -> None:
        if observed.instance is None:
            return
        with self.engine.walk() as walk:
            left = walk.refresh(observed.instance)
        if left is not None:
            self.engine.destroy(left)


_one_import = threading.Lock()


@contextmanager
def _limited(cell: Cell) -> Iterator[None]:
    """The cell's time limit for an import too, which has no `timeouts`: the default is changed, for one import at a time."""
    if cell.operation is not Operation.IMPORT or not cell.waits:
        yield
        return
    with _one_import:
        before = DEFAULT_SECONDS["read"]
        DEFAULT_SECONDS["read"] = parse_duration(cell.patience)
        try:
            yield
        finally:
            DEFAULT_SECONDS["read"] = before


def _method(cell: Cell) -> str | None:
    """The method of the requests that the fault strikes; None for any."""
    match cell.operation:
        case Operation.CONFIGURE | Operation.RETAIN:
            return None
        case Operation.DESTROY:
            return "DELETE"
        case operation:
            return "GET" if operation.reads else "POST"


def _is_struck(cell: Cell, method: str, path: str) -> bool:
    everything = isinstance(cell.fault.action, Network) or cell.operation is Operation.CONFIGURE
    return everything or (path.startswith(cell.subject.path) and _method(cell) in (None, method))


def _write(walk: Walk, stage: Stage, strike: Callable[[], None]) -> Answered:
    change = stage.change
    assert change is not None
    schema, before = walk.schemas[change.type_name], change.before
    again = walk.try_plan(change.type_name, stage.wanted, before)
    again.without_errors()
    strike()
    config = schema.config(stage.wanted)
    answer = walk.client.apply(
        change.type_name,
        prior=before.state if before else None,
        planned=again.object,
        config=config,
        private=again.private,
        identity=again.identity,
    )
    contract.assert_discreet(schema, config, answer)
    if not answer.errors:
        contract.assert_fulfilled(schema, again.object, answer.object, wholly=True)
    if answer.state is not None:
        contract.assert_stored(schema, answer.state)
    return answer


def _upgrade(walk: Walk, instance: Instance | None) -> None:
    if instance is not None:
        stored = json.dumps(instance.state).encode()
        version = walk.schemas[instance.type_name].version
        walk.client.upgrade(instance.type_name, stored, version=version).without_errors()


def _kept(cell: Cell, stage: Stage, answer: Answered) -> Kept:
    before = stage.instance
    if cell.operation is Operation.CONFIGURE:
        return Kept.UNCHANGED
    if answer.state is None:
        return Kept.NONE
    if cell.operation in (Operation.DATA, Operation.IMPORT):
        assert stage.undisturbed is not None
        return Kept.OBJECT if answer.state == stage.undisturbed.state else Kept.ANSWERED
    if cell.operation is Operation.CREATE:
        return Kept.TAINTED if answer.errors else Kept.OBJECT
    assert before is not None
    if (answer.state, answer.private) == (before.state, before.private):
        return Kept.UNCHANGED
    return Kept.ANSWERED if answer.errors or cell.operation is Operation.READ else Kept.OBJECT
