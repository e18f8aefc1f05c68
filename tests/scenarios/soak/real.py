"""The stack in the hands of a real engine."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from provider import __version__
from provider.fake import FakeTwilio
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e import hcl, stack
from tests.e2e.workspace import Result, Workspace, clean_environ, write_cli_config
from tools.engines import Engine

from .wanted import Act, Again, Fault, Outcome, Target, Wanted

SETTINGS = f"{hcl.RECORDING}.this"
_SECONDS = 120.0

Armed = Callable[[Fault, Act], None]
"""Sees to it that a fault falls at its request."""


class RealEngine:
    """One working directory, which outlives the chapters of a story."""

    targets = tuple(Target)

    def __init__(self, workspace: Workspace, arm: Armed) -> None:
        self._workspace, self._arm = workspace, arm

    @classmethod
    def initialised(cls, directory: Path, engine: Engine, twilio: FakeTwilio, arm: Armed) -> RealEngine:
        """A directory in which `init` has been run, with the plugin installed for it alone."""
        (directory / "home").mkdir()
        (directory / "workspace").mkdir()
        cli_config = write_cli_config(directory, install(directory / "mirror", ADDRESS, __version__).root)
        variables = {
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_BASE_URL": twilio.base_url,
            "TWILIO_BACKOFF_INTERVAL_IN_MS": "10",
        }
        environ = clean_environ(directory / "home", cli_config, variables)
        workspace = Workspace(directory / "workspace", engine, environ, secrets=[twilio.auth_token])
        workspace.write()
        workspace.init().expect_success()
        return cls(workspace, arm)

    def apply(
        self,
        wanted: Wanted,
        *,
        again: Again | None = None,
        fault: Fault | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Outcome:
        """Apply; `meanwhile` is done between the plan and its being carried out."""
        self._workspace.write(*configuration(wanted))
        options = []
        if again is Again.TAINT:
            self._workspace.run("taint", SETTINGS).expect_success()
        elif again is Again.REPLACE:
            options = [f"-replace={SETTINGS}"]
        if fault:
            return self._hit(fault, "apply", "-json", "-input=false", "-auto-approve", *options)
        if meanwhile is None:
            return _outcome(self._workspace.apply(*options))
        planned = self._workspace.plan(*options)
        if planned.code == 1:
            return _outcome(planned)
        meanwhile()
        return _outcome(self._workspace.apply_plan())

    def destroy(self, *, settings_only: bool = False, fault: Fault | None = None) -> Outcome:
        options = [f"-target={SETTINGS}"] if settings_only else []
        if fault:
            return self._hit(fault, "destroy", "-json", "-input=false", "-auto-approve", *options)
        return _outcome(self._workspace.destroy(*options))

    @property
    def is_empty(self) -> bool:
        return not self._workspace.instances

    def _hit(self, fault: Fault, command: str, *options: str) -> Outcome:
        """Run a command that is cut short in the middle; what it says then is not held against it."""
        running = self._workspace._start(command, *options)
        engine = running.process.pid
        self._arm(fault, lambda: _make(fault.target, engine))
        try:
            running.process.wait(_SECONDS)
        finally:
            running.end()
        said = running.read()
        running.output.close()
        return Outcome(running.process.returncode == 0, said)


def configuration(wanted: Wanted) -> list[str]:
    aws = {"aws_access_key_id": wanted.key.id, "aws_secret_access_key": wanted.key.secret}
    settings: dict[str, hcl.Value] = {
        "friendly_name": "Managed",
        "aws_credentials_sid": hcl.Expression(f"{stack.AWS}.this.sid"),
        "aws_s3_url": wanted.url,
        "aws_storage_enabled": True,
        "encryption_key_sid": hcl.Expression(f"{stack.ENCRYPTION}.this.sid"),
        "encryption_enabled": True,
        "on_destroy": str(wanted.on_destroy),
        "adopt_existing": wanted.adopt_existing,
    }
    return [
        hcl.block(f'resource "{stack.AWS}" "this"', aws, stack.CREATE_BEFORE_DESTROY),
        stack.public_key(wanted.pem),
        hcl.settings(settings),
    ]


def _outcome(result: Result) -> Outcome:
    return Outcome(result.code == 0, "\n".join(each.text for each in result.errors) or result.output)


def _make(target: Target, engine: int) -> None:
    match target:
        case Target.PROVIDER:
            for child in _children(engine):
                os.kill(child, signal.SIGKILL)
        case Target.ENGINE:
            os.kill(engine, signal.SIGKILL)
        case Target.EVERYBODY:
            os.killpg(engine, signal.SIGINT)
        case Target.ANSWER:
            """Nobody is hit."""


def _children(parent: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        if int(fields[1]) == parent:
            yield int(status.parent.name)
