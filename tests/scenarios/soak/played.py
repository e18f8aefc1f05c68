"""The stack in the hands of the engine that tests play: the calls of a real one, without its processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from grpclib.exceptions import GRPCError

from provider.fake import FakeTwilio
from provider.framework.diagnostics import Diagnostic, Severity
from provider.resources.provider import TwilioProvider
from tests.engine.objects import Configuration, Options, Plan, Ref, State
from tests.engine.objects import Wanted as Configured
from tests.engine.profile import Profile
from tests.engine.stack import GONE, Interrupted, StackEngine
from tests.engine.walk import Schemas
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.process import started

from .real import Armed
from .wanted import Again, Fault, Outcome, Target, Wanted

AWS, KEY, SETTINGS = "twilio_credentials_aws", "twilio_credentials_public_key", "twilio_video_recording_settings"


class PlayedEngine:
    """Keeps state in memory. A fault kills the plugin, which is a process of its own then."""

    targets = (Target.PROVIDER, Target.ANSWER)

    def __init__(self, loop: LoopThread, twilio: FakeTwilio, arm: Armed) -> None:
        self._loop, self._arm = loop, arm
        self._certificate = ClientCertificate.make()
        with self._inside() as client:
            schemas = Schemas.of(client)
        login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
        config = login | {"base_url": twilio.base_url, "backoff_interval_in_ms": 1}
        self._engine = StackEngine(self._inside, schemas, config, twilio, Profile.TERRAFORM)
        self._config: Configuration = {}
        self._state: State = {}

    @property
    def is_empty(self) -> bool:
        return not self._state

    def apply(
        self,
        wanted: Wanted,
        *,
        again: Again | None = None,
        fault: Fault | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Outcome:
        self._config = _configuration(wanted)
        held = self._state.get(SETTINGS)
        if again is Again.TAINT and held is not None:
            self._state = {**self._state, SETTINGS: replace(held, tainted=True)}
        plan = self._engine.plan(self._config, self._state, Options(replace=(SETTINGS,) if again is Again.REPLACE else ()))
        if meanwhile:
            meanwhile()
        return self._carry_out(plan, fault)

    def destroy(self, *, settings_only: bool = False, fault: Fault | None = None) -> Outcome:
        doomed = {name: each for name, each in self._state.items() if name == SETTINGS or not settings_only}
        spared = {name: each for name, each in self._state.items() if name not in doomed}
        outcome = self._carry_out(self._engine.plan_destroy(self._config, doomed), fault)
        self._state = {**spared, **self._state}
        return outcome

    def _carry_out(self, plan: Plan, fault: Fault | None) -> Outcome:
        if plan.errors:
            return _outcome(plan.told)
        try:
            launch = self._inside if fault is None else lambda: self._killable(fault)
            self._state, told = self._engine.apply(plan, launch=launch)
        except (Interrupted, GRPCError, *GONE) as gone:
            if fault is None:
                raise
            self._state = gone.state if isinstance(gone, Interrupted) else plan.state
            return Outcome(False, str(gone))
        return _outcome(told)

    @contextmanager
    def _inside(self) -> Iterator[PluginClient]:
        with served(self._loop, None, TwilioProvider()) as client:
            yield client

    @contextmanager
    def _killable(self, fault: Fault) -> Iterator[PluginClient]:
        with started(self._loop, self._certificate) as plugin, plugin.client() as client:
            self._arm(fault, plugin.process.kill if fault.target is Target.PROVIDER else _nobody)
            yield client


def _nobody() -> None:
    """Whom a lost answer hits."""


def _configuration(wanted: Wanted) -> Configuration:
    settings = {
        "friendly_name": "Managed",
        "aws_credentials_sid": Ref(AWS),
        "aws_s3_url": wanted.url,
        "aws_storage_enabled": True,
        "encryption_key_sid": Ref(KEY),
        "encryption_enabled": True,
        "on_destroy": str(wanted.on_destroy),
        "adopt_existing": wanted.adopt_existing,
    }
    aws = {"aws_access_key_id": wanted.key.id, "aws_secret_access_key": wanted.key.secret}
    return {
        AWS: Configured(AWS, aws, create_before_destroy=True),
        KEY: Configured(KEY, {"public_key": wanted.pem}, create_before_destroy=True),
        SETTINGS: Configured(SETTINGS, settings),
    }


def _outcome(told: tuple[Diagnostic, ...]) -> Outcome:
    errors = [str(each) for each in told if each.severity is Severity.ERROR]
    return Outcome(not errors, "\n".join(errors))
