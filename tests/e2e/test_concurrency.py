"""Many resources at once, in an account that may have only a few requests in flight.

`many_at_once` and `many_interrupted` take the number of credentials, so that a longer run can raise it.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from provider.fake import Delay, FakeTwilio, LoggedRequest
from tests.e2e import hcl
from tests.e2e.engine_choice import TERRAFORM, engines
from tests.e2e.stack import ACCESS_KEY_ID, SECRET, secret_variable
from tests.e2e.workspace import Result, Workspace

CREDENTIALS = "/v1/Credentials/AWS"
LIMIT = 10
"""Requests that the account may have in flight."""
PARALLELISM = 50
"""Operations that the engine runs at once."""
SECONDS_A_REQUEST = 0.1
SECONDS_OF_ONE_THAT_IS_INTERRUPTED = 0.3
"""So long that every place is taken by a request on its way when the command is interrupted."""
PROMPTLY = 10.0
"""Seconds that a command may take to end once it is interrupted: the engine writes its state meanwhile."""


@dataclass
class Traffic:
    """What the account saw."""

    in_flight: int = 0
    peak: int = 0
    made: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def arrives(self, request: LoggedRequest) -> None:
        with self.changed:
            self.in_flight += 1
            self.peak = max(self.peak, self.in_flight)

    def leaves(self, request: LoggedRequest) -> None:
        with self.changed:
            self.in_flight -= 1
            self.made += request.method == "POST" and request.status == 201
            self.changed.notify_all()

    def wait_until_quiet(self) -> None:
        """Wait for the end of requests that nobody waits for any more: they make their objects all the same."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.in_flight == 0, PROMPTLY)


@contextmanager
def crowded(twilio: FakeTwilio, seconds: float) -> Iterator[Traffic]:
    """An account with few places, and what passes through them; each request takes so many seconds."""
    traffic = Traffic()
    twilio.behaviour.concurrency_limit = LIMIT
    slow = twilio.faults.add(Delay(seconds), times=None)
    twilio.before_request, twilio.after_request = traffic.arrives, traffic.leaves
    yield traffic
    traffic.wait_until_quiet()
    twilio.before_request = twilio.after_request = None
    twilio.faults.remove(slow)
    twilio.behaviour.concurrency_limit = None


def write_many(workspace: Workspace, count: int) -> list[str]:
    """A configuration of so many AWS credentials; their friendly names."""
    arguments: dict[str, hcl.Value] = {
        "count": count,
        "friendly_name": hcl.Expression('"credential ${count.index}"'),
        "aws_access_key_id": ACCESS_KEY_ID,
        "aws_secret_access_key_wo": hcl.Expression("var.aws_secret"),
        "aws_secret_access_key_wo_version": 1,
    }
    workspace.environ |= {"TF_VAR_aws_secret": SECRET, "TWILIO_BACKOFF_INTERVAL_IN_MS": "200"}
    workspace.write(secret_variable("aws_secret"), hcl.block('resource "twilio_credentials_aws" "many"', arguments))
    return [f"credential {number}" for number in range(count)]


def in_account(twilio: FakeTwilio) -> dict[str, str | None]:
    """Friendly names by SID of the credentials that were made."""
    return {sid: each.friendly_name for sid, each in twilio.account().aws_credentials.items() if _is_ours(each.friendly_name)}


def in_state(workspace: Workspace) -> dict[str, str | None]:
    return {each["sid"]: each["friendly_name"] for each in workspace.state.values()}


def _is_ours(friendly_name: str | None) -> bool:
    return (friendly_name or "").startswith("credential ")


def tries(twilio: FakeTwilio) -> Counter[str | None]:
    """How often each credential was asked for."""
    return Counter(request.value("FriendlyName") for request in twilio.requests_to(CREDENTIALS, "POST"))


def refused(twilio: FakeTwilio) -> int:
    return sum(request.status == 429 for request in twilio.requests)


def many_at_once(workspace: Workspace, twilio: FakeTwilio, count: int) -> str:
    """Apply so many credentials at once; a line on what it took."""
    names = write_many(workspace, count)

    with crowded(twilio, SECONDS_A_REQUEST) as traffic:
        applied = workspace.apply(f"-parallelism={PARALLELISM}")

    assert applied.code == 0, applied.output
    assert Counter(in_account(twilio).values()) == Counter(names)
    assert in_state(workspace) == in_account(twilio)
    assert traffic.peak > LIMIT, "there was no crowd, so nothing was tested"
    assert refused(twilio) < 3 * count // 10, "the provider goes on asking for more than it gets"
    assert max(tries(twilio).values()) <= 8, "somebody is refused again and again"
    return _line(twilio, traffic, count)


def many_interrupted(workspace: Workspace, twilio: FakeTwilio, count: int) -> str:
    """Press Ctrl-C when a third is made; a line on what it took."""
    write_many(workspace, count)

    with crowded(twilio, SECONDS_OF_ONE_THAT_IS_INTERRUPTED) as traffic:
        stopped = workspace.interrupt_once(
            lambda: traffic.made >= count // 3, PROMPTLY, "apply", "-json", "-input=false", "-auto-approve", _at_once()
        )

    assert stopped.code != 0, stopped.output
    made = in_account(twilio)
    assert count // 3 <= len(made) < count
    assert in_state(workspace).items() <= made.items()
    assert orphans(workspace, twilio, stopped) == {}
    return _line(twilio, traffic, count)


def orphans(workspace: Workspace, twilio: FakeTwilio, result: Result) -> dict[str, str | None]:
    """What the account has and neither state nor any diagnostic knows."""
    told = " ".join(each.text for each in result.diagnostics)
    kept = in_state(workspace)
    return {sid: name for sid, name in in_account(twilio).items() if sid not in kept and sid not in told}


def _at_once() -> str:
    return f"-parallelism={PARALLELISM}"


def _line(twilio: FakeTwilio, traffic: Traffic, count: int) -> str:
    asked = tries(twilio)
    return (
        f"{count} credentials, {PARALLELISM} at once, {LIMIT} allowed in flight: {len(in_account(twilio))} made, "
        f"{asked.total()} requests, {refused(twilio)} of them refused (429), at most {traffic.peak} in flight, "
        f"at most {max(asked.values())} tries for one"
    )


@engines(TERRAFORM)
def test_many_credentials_are_made_exactly_once_in_an_account_that_takes_few_at_a_time(
    workspace: Workspace, twilio: FakeTwilio, capsys: pytest.CaptureFixture[str]
) -> None:
    line = many_at_once(workspace, twilio, 500)
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


@engines(TERRAFORM)
def test_many_credentials_that_are_interrupted_leave_none_that_nobody_knows(
    workspace: Workspace, twilio: FakeTwilio, capsys: pytest.CaptureFixture[str]
) -> None:
    line = many_interrupted(workspace, twilio, 120)
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


@engines(TERRAFORM)
def test_what_an_interrupted_apply_left_out_is_made_by_the_next(workspace: Workspace, twilio: FakeTwilio) -> None:
    many_interrupted(workspace, twilio, 60)

    workspace.apply(_at_once()).expect_success()

    assert Counter(in_account(twilio).values()) == Counter(f"credential {number}" for number in range(60))
    assert in_state(workspace) == in_account(twilio)
