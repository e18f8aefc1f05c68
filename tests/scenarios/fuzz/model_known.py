"""What the model knows of an account and an engine, what somebody else does, and what may stand in the way of a command."""

from __future__ import annotations

import dataclasses
import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from provider.fake import FakeTwilio, LoggedRequest, SettingsKind
from provider.fake.faults import Fault
from provider.framework.diagnostics import Diagnostic
from provider.resources.provider import TwilioProvider
from tests.engine.objects import Change, Defect, Plan, State, Wanted
from tests.engine.profile import Profile
from tests.engine.walk import Action, Schemas
from tests.harness.client import PluginClient
from tests.harness.inside import called, served
from tests.harness.loop import LoopThread
from tests.scenarios.fuzz.account import (
    NOTHING,
    REFERENCES,
    Drifted,
    Event,
    Settings,
    Written,
    after_destroy,
)
from tests.scenarios.fuzz.model_stack import (
    ADDRESS,
    AWS,
    HOOK,
    KEY,
    KIND,
    SECRETS,
    CredentialConfig,
    HookConfig,
    SettingsConfig,
    StackConfig,
    settings_by_hand,
)

FOUND = SettingsConfig("Found", "on", 0, 1, "on", 0)
"""What an account can have before anybody manages it: stored in S3 and encrypted, so that a reset cannot pass for a restore."""


@dataclass
class Counts:
    """What a run did, for its report."""

    sequences: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
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
        return called(TwilioProvider())


@dataclass(frozen=True)
class Within:
    """A change by somebody else in the middle of an apply: just before the `number`th time that these settings are read."""

    kind: SettingsKind
    number: int
    settings: SettingsConfig


@dataclass(frozen=True)
class Planned:
    """A plan, and what the account had when it was made."""

    plan: Plan
    live: Mapping[SettingsKind, Settings]


@dataclass
class Command:
    """What one command told, and which baselines it gave up."""

    plan: Plan
    text: str
    lost: list[tuple[SettingsKind, Settings, str]] = field(default_factory=list)

    def ends(self, address: str) -> bool:
        """Whether nothing is to be left there, not even what was deposed."""
        return any(each.address == address and each.action is Action.DELETE and not each.of_deposed for each in self.plan.changes)

    def seen(self, change: Change) -> list[Settings]:
        """The settings as the plan of a destroy saw them: as state had them, and as they were refreshed."""
        refreshed = self.plan.state.get(change.address)
        instances = (change.before, refreshed.current if refreshed else None)
        return [Settings.of(each.state) for each in instances if each is not None]


class Known:
    """`state`, `config` and `saved` are the user's; `baselines` is what the model knows."""

    def __init__(
        self,
        stage: Stage,
        found: Mapping[SettingsKind, SettingsConfig] | None = None,
        profile: Profile = Profile.TERRAFORM,
        *,
        subaccount: bool = False,
    ) -> None:
        """`found`: what the account has to begin with; a kind that is left out was never set. `profile`: whose engine it is.
        `subaccount`: it is one of the account whose credentials the provider has, and only its own token reaches what it has.
        """
        self.stage, self.counts, self.profile = stage, stage.counts, profile
        self.twilio = FakeTwilio()
        self.parent = self.twilio.account()
        self.account = self.twilio.add_subaccount() if subaccount else self.parent
        self.twilio.behaviour.parents_see_subaccount_credentials = not subaccount
        self.born_aws = [self.account.add_aws_credential(name).sid for name in ("Theirs", "Theirs too")]
        self.born_keys = [self.account.add_public_key(name).sid for name in ("Theirs", "Theirs too")]
        self.known_sids = {*self.born_aws, *self.born_keys}
        for kind, part in (found or {}).items():
            settings_by_hand(part, self.born_aws, self.born_keys).put_into(self.account.settings(kind))
        self.config = StackConfig()
        self.state: State = {}
        self.saved: Planned | None = None
        self.baselines: dict[SettingsKind, Settings] = {}
        self.told = ""
        self.faults: list[Fault] = []
        self.history = [f"engine: {profile.value}"] + ["in a subaccount"] * subaccount
        self.history += [f"found: {kind.name.lower()}={brief(part)}" for kind, part in (found or {}).items()]
        self._events: list[Event] = []
        self._drifted = False
        self._last = ""
        self._before: dict[int, Settings] = {}
        self._command: Command | None = None
        self._within: Within | None = None
        self._began = time.monotonic()

    # --- somebody else, and what arrives --------------------------------------------------------------------------------------

    def _arrives(self, request: LoggedRequest) -> None:
        kind = kind_of(request)
        if kind is None:
            return
        if self._within and self._within.kind is kind and request.method == "GET":
            self._within = dataclasses.replace(self._within, number=self._within.number - 1)
            if self._within.number < 0:
                self._edit(kind, self._within.settings)
                self._within = None
        self._before[request.number] = self._live(kind)

    def _answered(self, request: LoggedRequest) -> None:
        kind = kind_of(request)
        if kind is not None:
            before = self._before.pop(request.number)
            if request.is_write and request.processed:
                self._events.append(Written(kind, before, self._live(kind)))

    def _edit(self, kind: SettingsKind, part: SettingsConfig) -> None:
        with self.twilio.editing():
            settings = settings_by_hand(part, [*self.account.aws_credentials], [*self.account.public_keys])
            settings.put_into(self.account.settings(kind))
        self._events.append(Drifted(kind, settings))
        self._drifted = True

    def _live(self, kind: SettingsKind) -> Settings:
        return Settings.live(self.account.settings(kind))

    def _hits(self) -> int:
        return sum(each.hits for each in self.faults)

    def _own_credentials(self) -> set[str]:
        """SIDs of the credentials in state."""
        return {each.state["sid"] for name in (KEY, AWS) if name in self.state for each in self.state[name].objects}

    def _wanted(self) -> dict[str, Wanted]:
        wanted = self.config.wanted(self.born_aws, self.born_keys)
        if not self._in_subaccount:
            return wanted
        there = {"account_sid": self.account.sid}
        return {name: dataclasses.replace(each, given={**each.given, **there}) for name, each in wanted.items()}

    @property
    def _in_subaccount(self) -> bool:
        return self.account is not self.parent

    @property
    def _tokens(self) -> set[str]:
        return {self.parent.auth_token, self.account.auth_token}

    # --- what is told ---------------------------------------------------------------------------------------------------------

    def _hear(self, diagnostics: Iterable[Diagnostic]) -> None:
        """What the user is told; held against what must never be said."""
        text = text_of(diagnostics)
        for secret in (*self._tokens, *SECRETS):
            assert secret not in text, "a secret was told"
        assert "internal error" not in text.lower(), text
        self._last = text
        self.told += text + "\n"

    def _explained(self, errors: list[Diagnostic], hits: int, obstacles: list[str]) -> None:
        """An error needs a reason: a fault that hit something during the command, or something that stands in the way."""
        assert self._hits() > hits or obstacles, f"refused without a reason:\n{text_of(errors)}"
        self._refused(errors)

    def _refused(self, errors: list[Diagnostic]) -> None:
        self.counts.refusals.update({each.summary for each in errors})

    # --- reasons for errors ---------------------------------------------------------------------------------------------------

    def _obstacles(self, plan: Plan | None, replace: str | None = None) -> list[str]:
        """What may stand in the way of an apply of the configuration (or of a plan that was made of one), seen generously."""
        found = []
        wanted = self._wanted() if plan is None else {each.address: each.wanted for each in plan.changes if each.wanted}
        going = self._going(wanted, replace) if plan is None else going_in(plan)
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

    def _deposed_settings(self) -> list[str]:
        """Only a refresh tells them from the instance that replaced them."""
        return [f"{address} is there twice" for address in KIND if (held := self.state.get(address)) and held.deposed]

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

    def _step(self, name: str, **choices: object) -> None:
        self.counts.steps[name] += 1
        shown = ", ".join(f"{each}={brief(value)}" for each, value in choices.items() if value not in (None, False))
        self.history.append(f"{name}: {shown}" if shown else name)

    def _lost(self, kind: SettingsKind, baseline: Settings, why: str) -> None:
        assert self._command is not None
        self._command.lost.append((kind, baseline, why))


def going_in(plan: Plan) -> set[str]:
    return {each.address for each in plan.changes if each.action in (Action.DELETE, Action.REPLACE)}


def brief(value: object) -> str:
    """A choice without what is as by default."""
    if isinstance(value, SettingsKind):
        return value.name.lower()
    if isinstance(value, tuple):
        return f"({', '.join(brief(each) for each in value)})"
    if not isinstance(value, SettingsConfig | CredentialConfig | HookConfig):
        return repr(value)
    plain = type(value)()
    chosen = [f"{name}={each!r}" for name, each in vars(value).items() if each != getattr(plain, name)]
    return f"{type(value).__name__}({', '.join(chosen)})"


def kind_of(request: LoggedRequest) -> SettingsKind | None:
    return next((kind for kind in SettingsKind if request.path == kind.path), None)


def text_of(diagnostics: Iterable[Diagnostic]) -> str:
    return "\n".join(str(each) for each in diagnostics)
