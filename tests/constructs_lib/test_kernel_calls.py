"""How often a stack asks the CDK, which runs in another process: nearly all the time that a synth takes goes into that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jsii._kernel.providers import process

from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.constructs_lib.storing import stack_with_both_providers
from tests.keys import PEM

MANY = 20
KEY_ID = "AKIAIOSFODNN7EXAMPLE"


@pytest.fixture
def stack(backend: Backend) -> Any:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    return stack


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Requests to the CDK's process while the block lasts, by kind."""
    sent: Counter[str] = Counter()
    send = process._NodeProcess.send

    def counted(self: Any, request: Any, response_type: Any) -> Any:
        sent[type(request).__name__] += 1
        return send(self, request, response_type)

    with monkeypatch.context() as patched:
        patched.setattr(process._NodeProcess, "send", counted)
        yield sent


def credentials(backend: Backend, stack: Any, number: int) -> None:
    secret = backend.cdk.TerraformVariable(stack, f"secret-{number}", type="string", sensitive=True).string_value
    for each in range(number):
        backend.l1.CredentialsAws(
            stack, f"aws-{number}-{each}", friendly_name=f"{each}", aws_access_key_id=KEY_ID, aws_secret_access_key=secret
        )


def test_a_resource_is_made_with_one_request(backend: Backend, stack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(backend, stack, 1)  # the stack is known from here on
    with counting(monkeypatch) as made:
        credentials(backend, stack, MANY)

    assert made - Counter(CreateRequest=MANY) <= Counter(CreateRequest=1, GetRequest=1, StaticInvokeRequest=1)  # the variable


def test_what_checks_a_stack_asks_as_often_for_many_resources_as_for_one(
    backend: Backend, stack: Any, synth: Synth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> Counter[str]:
        with counting(monkeypatch) as sent:
            synth(stack, validate=True)
        del sent["_CompleteRequest"]  # answers to what the CDK asked
        return sent

    credentials(backend, stack, 1)
    for_one = asked()
    credentials(backend, stack, MANY)

    assert asked() == for_one


def test_a_synth_asks_python_nothing_about_its_resources(
    backend: Backend, stack: Any, synth: Synth, monkeypatch: pytest.MonkeyPatch
) -> None:
    synth(stack)
    with counting(monkeypatch) as without:
        synth(stack)
    credentials(backend, stack, MANY)
    with counting(monkeypatch) as sent:
        synth(stack)

    assert sent == without


@pytest.mark.parametrize(
    ("construct", "needed"),
    [
        # Itself, the credential and the settings; and the name of the credential, for its address.
        ("EncryptedRecordings", Counter(CreateRequest=3, GetRequest=1)),
        # The same, and all that is made at AWS with one request.
        ("RecordingStorage", Counter(CreateRequest=3, GetRequest=1, StaticInvokeRequest=1)),
    ],
)
def test_a_construct_of_one_account_asks_the_cdk_to_make_its_parts_and_for_one_address(
    backend: Backend, synth: Synth, monkeypatch: pytest.MonkeyPatch, construct: str, needed: Counter[str]
) -> None:
    given = {"bucket": "my-bucket", "region": "eu-west-1"} if construct == "RecordingStorage" else {"public_key": PEM}
    stack = stack_with_both_providers(backend)

    def declare(account: int) -> None:
        sid = f"AC{account:032x}"
        getattr(backend.l1, construct)(stack, sid, account_sid=sid, **given)

    def synthesized() -> Counter[str]:
        with counting(monkeypatch) as asked:
            synth(stack, validate=True)
        return asked

    declare(0)  # what is loaded once
    for_one = synthesized()
    with counting(monkeypatch) as sent:
        for account in range(1, MANY):
            declare(account)

    assert sent == Counter({kind: number * (MANY - 1) for kind, number in needed.items()})
    assert synthesized() == for_one


@pytest.mark.parametrize("construct", ["RecordingStorage", "EncryptedRecordings"])
def test_a_construct_for_many_accounts_asks_the_cdk_as_often_as_for_one(
    backend: Backend, synth: Synth, monkeypatch: pytest.MonkeyPatch, construct: str
) -> None:
    given = {"bucket": "my-bucket", "region": "eu-west-1"} if construct == "RecordingStorage" else {"public_key": PEM}

    def asked(accounts: int) -> Counter[str]:
        stack = stack_with_both_providers(backend)
        with counting(monkeypatch) as sent:
            getattr(backend.l1, construct)(stack, "fleet", accounts=[f"AC{each:032x}" for each in range(accounts)], **given)
            synth(stack, validate=True)
        return sent

    asked(1)  # what is loaded once
    assert asked(500) == asked(1)
