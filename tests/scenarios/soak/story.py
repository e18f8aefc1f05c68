"""The life of an account, chapter by chapter, while it records all the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import requests

from provider.fake import Account, Drop, FakeTwilio, LoggedRequest

from .cloud import AccessKey, Cloud
from .naive import Naive
from .recorder import Audit, Keyring, Moment, Recorder, Recording, audit
from .wanted import Act, Again, Fault, OnDestroy, Outcome, Target, Wanted

OURS = "ours"
BUCKETS = (OURS, "archive", "classroom")
SOMEBODYS = "by-hand"
PAIRS = 6


class Engine(Protocol):
    """What carries out a user's wishes."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """Who can be hit."""

    @property
    def is_empty(self) -> bool:
        """Whether state holds nothing."""

    def apply(
        self,
        wanted: Wanted,
        *,
        again: Again | None = None,
        fault: Fault | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Outcome: ...

    def destroy(self, *, settings_only: bool = False, fault: Fault | None = None) -> Outcome: ...


@dataclass
class World:
    """The stand-ins for both APIs, the two accounts of the story, and what they record."""

    twilio: FakeTwilio
    cloud: Cloud
    keyring: Keyring
    recorder: Recorder
    control: Naive
    control_recorder: Recorder
    urls: list[str]
    pems: list[str]
    somebodys_pem: str
    somebodys_key: AccessKey
    armed: list[tuple[Fault, Act]] = field(default_factory=list)
    writes: int = 0
    """Of our account since a fault was armed."""

    @classmethod
    @contextmanager
    def made(cls, pause: float) -> Iterator[World]:
        with ExitStack() as life:
            cloud = life.enter_context(Cloud.served())
            twilio = life.enter_context(FakeTwilio())
            session = life.enter_context(requests.Session())
            session.trust_env = False
            keyring, naive = Keyring(), twilio.add_account("Control")
            urls = [cloud.make_bucket(each) for each in (*BUCKETS, SOMEBODYS)]
            world = cls(
                twilio=twilio,
                cloud=cloud,
                keyring=keyring,
                recorder=Recorder(twilio, twilio.account(), cloud),
                control=Naive(twilio, naive, session),
                control_recorder=Recorder(twilio, naive, cloud),
                urls=urls,
                pems=[keyring.make() for _ in range(PAIRS)],
                somebodys_pem=keyring.make(),
                somebodys_key=cloud.make_key(urls[-1]),
            )
            for account in (twilio.account(), naive):
                world.set_up_by_hand(account)
            twilio.before_request, twilio.after_request = world.before, world.after
            for recorder in (world.recorder, world.control_recorder):
                life.enter_context(recorder.running(pause))
            yield world

    def set_up_by_hand(self, account: Account) -> None:
        """What somebody did at the Console before: recordings are encrypted and stored, with a key and a bucket of theirs."""
        with self.twilio.editing():
            key, credential = account.add_public_key("by hand"), account.add_aws_credential("by hand")
            key.pem = self.somebodys_pem
            credential.access_key_id, credential.secret_access_key = self.somebodys_key.id, self.somebodys_key.secret
            live = account.recording_settings
            live.friendly_name, live.ever_posted = "By hand", True
            live.aws_credentials_sid, live.aws_s3_url, live.aws_storage_enabled = credential.sid, self.urls[-1], True
            live.encryption_key_sid, live.encryption_enabled = key.sid, True

    # --- around every request ---------------------------------------------------------------------------------------------------

    def before(self, request: LoggedRequest) -> None:
        if request.is_write:
            self._record(f"before {request!r}", request)
            self.writes += self._is_ours(request)
            self._fall(request, carried_out=False)

    def after(self, request: LoggedRequest) -> None:
        if request.is_write:
            self._record(f"after {request!r}", request)
            self._fall(request, carried_out=True)

    def _record(self, occasion: str, request: LoggedRequest) -> None:
        (self.recorder if self._is_ours(request) else self.control_recorder).record(occasion)

    def _is_ours(self, request: LoggedRequest) -> bool:
        return request.account_sid == self.twilio.account_sid

    # --- faults -----------------------------------------------------------------------------------------------------------------

    def arm(self, fault: Fault, act: Act) -> None:
        self.writes = 0
        self.armed = [(fault, act)]

    def disarm(self) -> bool:
        """Whether a fault was still to fall: the command had fewer writes."""
        missed, self.armed = bool(self.armed), []
        self.twilio.faults.clear()
        return missed

    def _fall(self, request: LoggedRequest, *, carried_out: bool) -> None:
        for fault, act in list(self.armed):
            early = not fault.carried_out or fault.target is Target.ANSWER
            if self._is_ours(request) and early is not carried_out and self.writes >= fault.number:
                self.armed.clear()
                if early:
                    self.twilio.faults.add(Drop(processed=fault.carried_out), method=request.method, path=request.path)
                act()


@dataclass(frozen=True)
class Stray:
    """A recording made as neither the settings before a command nor those after it say."""

    recording: Recording
    command: str


@dataclass
class Figures:
    """What a story comes to."""

    commands: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    strays: list[Stray] = field(default_factory=list)
    faults: int = 0
    """How many fell; the other commands that were to be hit had fewer writes."""
    unfinished: list[str] = field(default_factory=list)
    """Chapters at whose end there was something left in state."""
    restored: int = 0
    not_restored: list[str] = field(default_factory=list)
    """Destroys that were to put back what there was before the stack, and did not."""

    @property
    def applies(self) -> int:
        return self.commands.total()


@dataclass
class Chapter:
    """One stack from its first apply to its destroy, in the hands of one engine; the control plays along."""

    world: World
    engine: Engine
    figures: Figures
    wanted: Wanted = field(init=False)
    said: str = ""
    before: Moment = field(init=False)
    """What the account recorded before the stack was."""
    retired: list[AccessKey] = field(default_factory=list)
    """Access keys that nothing names once the next apply is done."""

    def __post_init__(self) -> None:
        url = self.world.urls[0]
        self.wanted = Wanted(self.world.pems[0], self.world.cloud.make_key(url), url)

    # --- steps: each is one command, or one and what is needed to finish it ----------------------------------------------------

    def found(self, by_hand: Callable[[World], None]) -> None:
        """How somebody left the account before the stack."""
        self._by_hand(by_hand)

    def first(self, fault: Fault | None = None) -> None:
        self.before = self.world.recorder.moment()
        self._change("first apply", self.wanted, fault)

    def nothing(self) -> None:
        self._apply("empty apply", self.wanted)

    def rotate_key(self, fault: Fault | None = None) -> None:
        self._change("key rotation", self._other_pem(), fault)

    def rotate_credential(self, fault: Fault | None = None) -> None:
        self._change("credential rotation", self._other_key(self.wanted), fault)

    def rotate_both(self, fault: Fault | None = None) -> None:
        self._change("rotation of both", self._other_key(self._other_pem()), fault)

    def move(self, fault: Fault | None = None) -> None:
        urls = self.world.urls
        following = urls[(urls.index(self.wanted.url) + 1) % len(BUCKETS)]
        self.world.cloud.allow(self.wanted.key, following)
        self._change("another bucket", replace(self.wanted, url=following), fault)

    def make_again(self, again: Again) -> None:
        self._apply(f"settings made again ({again.value})", self.wanted, again=again)

    def repair(self, by_hand: Callable[[World], None]) -> None:
        """Somebody changes the settings at the Console, and the next apply changes them back."""
        self._by_hand(by_hand)
        self._apply("repair of drift", self.wanted)

    def overtaken(self, by_hand: Callable[[World], None]) -> None:
        """Somebody changes the settings between a plan and its being carried out."""
        following = self._other_pem()
        seen: list[Moment] = []

        def meanwhile() -> None:
            self._by_hand(by_hand)
            seen.append(self.world.recorder.moment())

        self._apply("plan overtaken by somebody", following, meanwhile=meanwhile, allowed=seen)
        self._apply("key rotation", following)

    def destroy(self, on_destroy: OnDestroy, fault: Fault | None = None) -> None:
        """Take the stack down. With `retain` only the settings go, for the stack's credentials stay in use."""
        if self.wanted.on_destroy is not on_destroy:
            self._apply(f"on_destroy = {on_destroy}", replace(self.wanted, on_destroy=on_destroy))
        if on_destroy is OnDestroy.RETAIN:
            self._destroy("destroy (retain) of everything")
            self._destroy("destroy (retain)", settings_only=True)
            return
        if fault:
            self._destroy(f"destroy ({on_destroy}), {fault.target.value}", fault=fault)
        if not self._destroy(f"destroy ({on_destroy})").done:
            self._apply("on_destroy = reset", replace(self.wanted, on_destroy=OnDestroy.RESET))
            self._destroy("destroy (reset) after a refusal")
        elif on_destroy is OnDestroy.RESTORE:
            self._look_whether_restored()

    def end(self) -> None:
        """The stack is gone, and nothing names its access keys any more."""
        ours = [*self.retired, self.wanted.key]
        if not self.engine.is_empty:
            self.figures.unfinished.append(f"after {self.said[:300]}")
        elif self.world.recorder.moment().key_id not in [key.id for key in ours]:
            self._retire(ours)

    # --- inside -----------------------------------------------------------------------------------------------------------------

    def _look_whether_restored(self) -> None:
        now = self.world.recorder.moment()
        if now == self.before:
            self.figures.restored += 1
        else:
            self.figures.not_restored.append(f"{now} where there was {self.before}")

    def _other_pem(self) -> Wanted:
        pems = self.world.pems
        return replace(self.wanted, pem=pems[(pems.index(self.wanted.pem) + 1) % len(pems)])

    def _other_key(self, wanted: Wanted) -> Wanted:
        return replace(wanted, key=self.world.cloud.make_key(wanted.url))

    def _change(self, name: str, wanted: Wanted, fault: Fault | None) -> None:
        if fault:
            self._apply(f"{name}, {fault.target.value}", wanted, fault=fault)
        self._apply(name if fault is None else f"{name} once more", wanted)

    def _by_hand(self, by_hand: Callable[[World], None]) -> None:
        with self.world.twilio.editing():
            by_hand(self.world)
            self.world.recorder.record("changed by hand")

    def _apply(
        self,
        name: str,
        wanted: Wanted,
        *,
        again: Again | None = None,
        fault: Fault | None = None,
        meanwhile: Callable[[], None] | None = None,
        allowed: list[Moment] | None = None,
    ) -> Outcome:
        if wanted.key != self.wanted.key:
            self.retired.append(self.wanted.key)
        self.wanted = wanted
        with self._watched(name, allowed or [], fault):
            outcome = self.engine.apply(wanted, again=again, fault=fault, meanwhile=meanwhile)
        self._note(name, outcome, fault)
        self.world.control.apply(wanted, again)
        if outcome.done:
            self._retire(self.retired)
            self.retired = []
            self.world.cloud.forbid_all_but(wanted.key, wanted.url)
        return outcome

    def _destroy(self, name: str, *, settings_only: bool = False, fault: Fault | None = None) -> Outcome:
        with self._watched(name, [], fault):
            outcome = self.engine.destroy(settings_only=settings_only, fault=fault)
        self._note(name, outcome, fault)
        if outcome.done and not settings_only:
            self.world.control.destroy()
        return outcome

    @contextmanager
    def _watched(self, name: str, allowed: list[Moment], fault: Fault | None) -> Iterator[None]:
        """Every recording that is made now is as the settings were before, or as they are after."""
        recorder = self.world.recorder
        with self.world.twilio.editing():
            before, start = recorder.moment(), len(recorder.recordings)
        yield
        if fault:
            self.figures.faults += not self.world.disarm()
        with self.world.twilio.editing():
            promised = {before, recorder.moment(), *allowed}
            made = recorder.recordings[start:]
        self.figures.strays += [Stray(each, name) for each in made if each.moment not in promised]

    def _note(self, name: str, outcome: Outcome, fault: Fault | None) -> None:
        self.said = outcome.said
        self.figures.commands[name] += 1
        if not outcome.done and fault is None:
            self.figures.refused[f"{name}: {outcome.said.splitlines()[0][:150] if outcome.said else ''}"] += 1

    def _retire(self, keys: list[AccessKey]) -> None:
        for key in keys:
            self.world.cloud.delete_key(key)


def as_before(world: World) -> None:
    """At the Console: everything as somebody had it before the stack was."""
    account = world.twilio.account()
    live = account.recording_settings
    (key,) = (each for each in account.public_keys.values() if each.pem == world.somebodys_pem)
    (credential,) = (each for each in account.aws_credentials.values() if each.access_key_id == world.somebodys_key.id)
    live.aws_credentials_sid, live.aws_s3_url, live.aws_storage_enabled = credential.sid, world.urls[-1], True
    live.encryption_key_sid, live.encryption_enabled = key.sid, True


def untouched(world: World) -> None:
    """At the Console: nothing is encrypted, and nothing stored in S3."""
    live = world.twilio.account().recording_settings
    live.aws_credentials_sid, live.aws_s3_url, live.aws_storage_enabled = None, None, False
    live.encryption_key_sid, live.encryption_enabled = None, False


def only_encrypted(world: World) -> None:
    as_before(world)
    live = world.twilio.account().recording_settings
    live.aws_credentials_sid, live.aws_s3_url, live.aws_storage_enabled = None, None, False


def encryption_off(world: World) -> None:
    world.twilio.account().recording_settings.encryption_enabled = False


def storage_off(world: World) -> None:
    world.twilio.account().recording_settings.aws_storage_enabled = False


DRIFT = (as_before, encryption_off, storage_off)
STARTS = (as_before, only_encrypted, untouched)


@dataclass(frozen=True)
class Told:
    """A story that has come to its end."""

    figures: Figures
    audit: Audit
    control: Audit
    lost: list[Recording]


def told(world: World, figures: Figures) -> Told:
    ours, control = (audit(each, world.cloud, world.keyring, world.urls) for each in (world.recorder, world.control_recorder))
    return Told(figures, ours, control, world.recorder.lost)
