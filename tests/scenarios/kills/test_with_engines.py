"""The signals at the writes of an apply and of a destroy, with real engines: a selection of `python -m tests.scenarios.kills`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.e2e.account import ACCOUNT
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, require
from tests.scenarios.kills.account import SUBACCOUNT
from tests.scenarios.kills.moments import Moment, Signal
from tests.scenarios.kills.with_engines import APPLY, DESTROY, SAVED_PLAN, Ground

AWS = ("POST", "/v1/Credentials/AWS")
KEY = ("POST", "/v1/Credentials/PublicKeys")
RECORDING = ("POST", "/v1/RecordingSettings/Default")
COMPOSITION = ("POST", "/v1/CompositionSettings/Default")
HOOK = ("POST", "/v1/CompositionHooks")
NO_AWS = ("DELETE", "/v1/Credentials/AWS/SID")
NO_KEY = ("DELETE", "/v1/Credentials/PublicKeys/SID")
NO_HOOK = ("DELETE", "/v1/CompositionHooks/SID")

BEFORE, AFTER = False, True

PROVIDER, ENGINE = Signal.PROVIDER_KILLED, Signal.ENGINE_KILLED
CTRL_C, ANSWERED = Signal.CTRL_C, Signal.CTRL_C_ANSWERED

IN_THE_PROVIDERS_OWN = [
    (TERRAFORM, APPLY, PROVIDER, AFTER, AWS),
    (OPENTOFU, APPLY, PROVIDER, BEFORE, RECORDING),
    (TERRAFORM, APPLY, PROVIDER, AFTER, RECORDING),
    (OPENTOFU, APPLY, PROVIDER, AFTER, HOOK),
    (TERRAFORM, APPLY, ENGINE, AFTER, KEY),
    (TERRAFORM, SAVED_PLAN, ENGINE, AFTER, RECORDING),
    (OPENTOFU, SAVED_PLAN, ENGINE, AFTER, COMPOSITION),
    (OPENTOFU, APPLY, CTRL_C, AFTER, AWS),
    (TERRAFORM, APPLY, ANSWERED, AFTER, KEY),
    (TERRAFORM, APPLY, CTRL_C, AFTER, RECORDING),
    (OPENTOFU, APPLY, CTRL_C, AFTER, HOOK),
    (OLDEST_TERRAFORM, APPLY, PROVIDER, AFTER, COMPOSITION),
    (TERRAFORM, DESTROY, PROVIDER, AFTER, RECORDING),
    (OPENTOFU, DESTROY, PROVIDER, AFTER, NO_KEY),
    (OPENTOFU, DESTROY, ENGINE, AFTER, NO_AWS),
    (OPENTOFU, DESTROY, CTRL_C, BEFORE, RECORDING),
    (TERRAFORM, DESTROY, ANSWERED, AFTER, NO_HOOK),
    (OLDEST_TERRAFORM, DESTROY, CTRL_C, AFTER, COMPOSITION),
]
IN_A_SUBACCOUNT = [
    (TERRAFORM, APPLY, PROVIDER, AFTER, HOOK),
    (OPENTOFU, SAVED_PLAN, ENGINE, AFTER, RECORDING),
    (TERRAFORM, APPLY, CTRL_C, AFTER, KEY),
    (OPENTOFU, DESTROY, PROVIDER, AFTER, RECORDING),
    (TERRAFORM, DESTROY, ENGINE, AFTER, NO_AWS),
]
CASES = [(ACCOUNT, *case) for case in IN_THE_PROVIDERS_OWN] + [(SUBACCOUNT, *case) for case in IN_A_SUBACCOUNT]


@pytest.fixture(scope="session")
def ground_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Ground]:
    """An engine by its name, made ready once for each account."""

    @cache
    def prepared(name: str, account_sid: str) -> Ground:
        return Ground.prepare(require(name), tmp_path_factory.mktemp(name), account_sid)

    return prepared


def described(value: object) -> str:
    if isinstance(value, tuple):
        method, path = value
        return f"{method}-{path.removeprefix('/v1/')}"
    if isinstance(value, bool):
        return "after" if value else "before"
    if value in (ACCOUNT, SUBACCOUNT):
        return "own" if value == ACCOUNT else "subaccount"
    return value.name.lower() if isinstance(value, Signal) else str(value)


@pytest.mark.parametrize(("account_sid", "engine", "command", "signal", "carried_out", "request_"), CASES, ids=described)
def test_what_a_signal_cut_short_is_finished_by_the_same_command(
    ground_of: Callable[[str, str], Ground],
    account_sid: str,
    engine: str,
    command: str,
    signal: Signal,
    carried_out: bool,
    request_: tuple[str, str],
) -> None:
    method, path = request_

    target, _ = ground_of(engine, account_sid).ending(command, signal, Moment(method, path, carried_out))

    assert (target.method, target.path, target.carried_out) == (method, path, carried_out)
