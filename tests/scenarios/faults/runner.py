"""Carries out one cell: the account and state as they were before, the operation with the fault, and what came of it."""

from __future__ import annotations

import dataclasses
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from provider.fake import ErrorShape, FakeTwilio
from provider.framework.resource import DEFAULT_SECONDS
from provider.framework.schema.checks import parse_duration
from provider.framework.values import Values
from tests.engine.walk import Action, Change, Engine, Instance, Walk
from tests.harness.client import Answered
from tests.scenarios.accounts import Snapshot
from tests.scenarios.faults.cells import Account, Cell, Kept, Operation
from tests.scenarios.faults.faults import Network, Target
from tests.scenarios.faults.network import Front
from tests.scenarios.faults.subjects import SUBACCOUNT_TOKEN, TOKEN, Setup, Subject, set_up

_NEVER = ("Traceback", "Internal error", "defect of the provider", TOKEN, SUBACCOUNT_TOKEN)


@dataclass(frozen=True)
class Stage:
    """Where an operation begins: what is configured, what state has, what was planned, and what the account holds."""

    setup: Setup
    wanted: Values
    account: Snapshot
    instance: Instance | None
    change: Change | None
    held_before: Any
    held_after: Any
    """What the operation makes of it where nothing is wrong."""
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
    trusted: ssl.SSLContext
    untrusted: ssl.SSLContext
    stages: dict[tuple[str, Operation, str], Stage] = field(default_factory=dict)
    converged: set[str] = field(default_factory=set)
    """What was left by cells, and ended well."""

    def __post_init__(self) -> None:
        self.setups, self.empty = set_up(self.twilio)

    # --- the stage ----------------------------------------------------------------------------------------------------------

    def stage(self, cell: Cell) -> Stage:
        """The stage of a cell, set once for all cells that begin alike."""
        key = _key(cell)
        if key not in self.stages:
            self.stages[key] = self._set(self.setups[cell.subject], cell.operation, cell.patience)
        return self.stages[key]

    def _set(self, setup: Setup, operation: Operation, patience: str) -> Stage:
        for account in self.empty:
            account.put_back(self.twilio)
        given = setup.given | {"timeouts": dict.fromkeys(("create", "read", "update", "delete"), patience)}
        if operation in (Operation.RESTORE, Operation.RESET, Operation.RETAIN):
            given |= {"on_destroy": operation.value.removeprefix("destroy_")}
        instance = None if operation is Operation.CREATE else self.engine.deploy(setup.subject.type_name, given)
        wanted = given
        if operation is Operation.UPDATE:
            wanted = given | setup.change
        elif operation is Operation.ACTIVATE:
            wanted = given | setup.elsewhere
        change, undisturbed = self._undisturbed(setup, operation, wanted, instance, patience)
        before, account = setup.held, Snapshot.of(setup.account)
        if change is not None:
            with self.engine.walk() as walk:
                if operation.destroys:
                    walk.delete(change)
                else:
                    walk.apply(change, wanted)
        return Stage(setup, wanted, account, instance, change, before, setup.held, undisturbed)

    def _undisturbed(
        self, setup: Setup, operation: Operation, wanted: Values, instance: Instance | None, patience: str
    ) -> tuple[Change | None, Answered | None]:
        """What is planned, or found."""
        if operation.writes:
            return self.engine.plan(setup.subject.type_name, wanted, instance), None
        with self.engine.walk() as walk:
            if operation.destroys:
                assert instance is not None
                return walk.plan_destroy(instance), None
            if operation in (Operation.DATA, Operation.IMPORT):
                return None, self._found(walk, setup.subject, operation, instance, patience)
        return None, None

    def _found(self, walk: Walk, subject: Subject, operation: Operation, instance: Instance | None, patience: str) -> Answered:
        """What a data source or an import finds."""
        assert instance is not None
        if operation is Operation.IMPORT:
            return walk.client.import_(subject.type_name, identity=instance.identity)
        selected = {} if subject.is_settings else {"sid": instance.state["sid"]}
        if subject.subaccount:
            selected["account_sid"] = instance.state["account_sid"]
        nothing = self.engine.schemas.data_sources[subject.type_name].null()
        return walk.client.read_data(subject.type_name, nothing | selected | {"timeouts": {"read": patience}})

    # --- the operation ------------------------------------------------------------------------------------------------------

    def observe(self, cell: Cell) -> Observed:
        """Carry out the operation while the fault is in force; afterwards it is no more."""
        stage = self.stage(cell)
        stage.account.put_back(self.twilio)
        with self._reached(cell) as (engine, fault):
            if cell.operation is Operation.CONFIGURE:
                fault()
                with engine.walk():
                    answer = Answered([])
            else:
                with engine.walk() as walk, _limited(cell):
                    answer = self._operate(walk, cell, stage, fault)
        received = [each for each in self.twilio.requests if _is_target(cell, stage.setup, each.method, each.path)]
        return self._observed(cell, stage, answer, len(received))

    def _operate(self, walk: Walk, cell: Cell, stage: Stage, fault: Callable[[], None]) -> Answered:
        """As engines do it in the process that carries it out: state is upgraded, a change is planned again, and applied."""
        if cell.operation not in (Operation.DATA, Operation.IMPORT) and stage.instance is not None:
            walk.upgrade(stage.instance)
        match cell.operation:
            case Operation.READ:
                assert stage.instance is not None
                fault()
                there = stage.instance
                return walk.client.read(there.type_name, there.state, there.private, there.identity)
            case Operation.DATA | Operation.IMPORT:
                fault()
                return self._found(walk, cell.subject, cell.operation, stage.instance, cell.patience)
            case Operation.CREATE | Operation.UPDATE | Operation.ACTIVATE:
                return _write(walk, stage, fault)
            case _:
                assert stage.change is not None
                fault()
                return walk.try_delete(stage.change)

    @contextmanager
    def _reached(self, cell: Cell) -> Iterator[tuple[Engine, Callable[[], None]]]:
        """An engine whose provider reaches the stand-in, and what puts the fault into force."""
        if not isinstance(cell.fault.action, Network):
            try:
                yield self.engine, lambda: self._begin(cell)
            finally:
                self.twilio.faults.clear()
                self.twilio.behaviour.error_shape = ErrorShape.CODE_AND_MESSAGE
            return
        network = cell.fault.action
        tls = None if network is Network.REFUSED else self.trusted
        with Front(urlsplit(self.twilio.base_url).port or 0, tls) as front:

            def fail() -> None:
                self.twilio.forget_requests()
                match network:
                    case Network.REFUSED:
                        front.refuse()
                    case Network.TLS_UNTRUSTED:
                        front.show(self.untrusted)
                    case Network.TLS_BROKEN:
                        front.garble()

            config = self.engine.provider_config | {"base_url": front.base_url}
            yield dataclasses.replace(self.engine, provider_config=config), fail

    def _begin(self, cell: Cell) -> None:
        ordered = cell.fault.action
        assert not isinstance(ordered, Network)
        method = _method(cell)
        setup = self.setups[cell.subject]
        action = ordered(Target(setup, method or "POST", self._live(cell)))
        self.twilio.behaviour.error_shape = cell.fault.shape
        path = "" if cell.operation is Operation.CONFIGURE else setup.sample.path
        self.twilio.forget_requests()
        self.twilio.faults.add(action, method=method, path=path, times=1 if cell.fault.once else None)

    def _live(self, cell: Cell) -> Values | None:
        """What the API answers a read of the object; None where there is none yet."""
        stage = self.stage(cell)
        path = stage.setup.sample.path
        if not cell.subject.is_settings:
            there = stage.instance
            if there is None:
                return None
            path = f"{path}/{there.state['sid']}"
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(
                self.twilio.base_url + path, auth=(stage.setup.account.sid, stage.setup.account.auth_token), timeout=10
            )
        live: Values = answer.json()
        return live

    # --- what came of it ----------------------------------------------------------------------------------------------------

    def _observed(self, cell: Cell, stage: Stage, answer: Answered, received: int) -> Observed:
        for forbidden in (*_NEVER, *stage.setup.secrets):
            assert forbidden not in answer.text, f"the user was told {forbidden!r}: {answer.text}"
        kept = _kept(cell, stage, answer)
        instance = None
        if answer.state is not None and cell.operation is not Operation.DATA:
            identity = answer.identity or (stage.instance.identity if stage.instance else None)
            if cell.fault_name == "other_account":  # Terraform 1.16 and OpenTofu 1.12 let the next refresh put a lie right
                identity = None
            instance = Instance(cell.subject.type_name, answer.state, answer.private, identity)
        held = stage.setup.held
        accounts = {Account.BEFORE: stage.held_before, Account.AFTER: stage.held_after}
        account = next((name for name, expected in accounts.items() if expected == held), None)
        assert account is not None, f"the account holds {held}, which is neither of {accounts}"
        error = "" if not answer.errors else f"{answer.errors[0].summary}: {answer.errors[0].detail}"
        return Observed(received, error, answer.text, kept, account, instance, kept is Kept.TAINTED)

    # --- afterwards ---------------------------------------------------------------------------------------------------------

    def converge(self, cell: Cell, observed: Observed) -> None:
        """Plan and apply again with nothing in the way: everything must be as wanted, and a further plan empty.

        Once for all faults that leave the same: no process knows of them any more.
        """
        stage, subject = self.stage(cell), cell.subject
        left = f"{_key(cell)} {observed.instance} {observed.tainted} {stage.setup.held}"
        if left in self.converged:
            return
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
                assert stage.setup.held == stage.held_after
                self._assert_settled(stage, subject, made)
            case _:
                self._destroy(stage, observed)
                assert observed.instance is None or stage.setup.held == stage.held_after
        self.converged.add(left)

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
            return walk.apply(change, stage.wanted)

    def _destroy(self, stage: Stage, observed: Observed) -> None:
        if observed.instance is None:
            return
        with self.engine.walk() as walk:
            left = walk.refresh(observed.instance)
        if left is not None:
            self.engine.destroy(left)


def _key(cell: Cell) -> tuple[str, Operation, str]:
    """Alike for cells that begin alike."""
    return cell.subject.name, cell.operation, cell.patience


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
    """The method of the requests that the fault is for; None for any."""
    match cell.operation:
        case Operation.CONFIGURE | Operation.RETAIN:
            return None
        case Operation.DESTROY:
            return "DELETE"
        case operation:
            return "GET" if operation.reads else "POST"


def _is_target(cell: Cell, setup: Setup, method: str, path: str) -> bool:
    everything = isinstance(cell.fault.action, Network) or cell.operation is Operation.CONFIGURE
    return everything or (path.startswith(setup.sample.path) and _method(cell) in (None, method))


def _write(walk: Walk, stage: Stage, fault: Callable[[], None]) -> Answered:
    change = stage.change
    assert change is not None
    again = walk.try_plan(change.type_name, stage.wanted, change.before).without_errors()
    fault()
    return walk.try_write(change.type_name, stage.wanted, change.before, again)


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
