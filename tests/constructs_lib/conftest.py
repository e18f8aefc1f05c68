"""A stack in each of the two CDKs, and what it synthesizes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.harness.node import node_first

if TYPE_CHECKING:
    import cdktf

node_first()

CREDENTIAL = "CR" + "0123456789abcdef" * 2
KEY = "CR" + "fedcba9876543210" * 2
ACCOUNT = "AC" + "0123456789abcdef" * 2
BUCKET_URL = "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/"

Synth = Callable[..., dict[str, Any]]


def refused(make: Callable[..., object], *arguments: Any, **named: Any) -> dict[str, str]:
    """What is wrong with a call: each argument's path and text."""
    with pytest.raises(InvalidConfiguration) as raised:
        make(*arguments, **named)
    assert str(raised.value).startswith(f"{raised.value.construct} is not configured correctly:\n  ")
    if len(arguments) > 1:
        assert raised.value.construct == f"{arguments[0].node.path}/{arguments[1]}"
    return {".".join(map(str, problem.path)): problem.detail for problem in raised.value.problems}


def problem_lines(synth: Synth, *stack: Any) -> list[str]:
    """What the CDK's validation says, a line each."""
    with pytest.raises(RuntimeError, match="Validation failed") as raised:
        synth(*stack, validate=True)
    return [line.strip() for line in str(raised.value).splitlines() if line.startswith("  [")]


@pytest.fixture(params=["cdktf", "cdktn"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """One of the CDKs, with our bindings for it."""
    return Backend.named(request.param)


@pytest.fixture
def core(backend: Backend) -> Any:
    """The CDK's module."""
    return backend.cdk


@pytest.fixture
def stack(backend: Backend) -> cdktf.TerraformStack:
    stack: cdktf.TerraformStack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    return stack


@pytest.fixture
def synth(backend: Backend, stack: cdktf.TerraformStack) -> Synth:
    """Synthesizes the stack to Terraform JSON; `validate=True` runs the validations as `app.synth()` does."""

    def run(of: cdktf.TerraformStack = stack, *, validate: bool = False) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(backend.cdk.Testing.synth(of, validate)))

    return run


@pytest.fixture(params=["RecordingStorage", "CompositionStorage"])
def storage(backend: Backend, request: pytest.FixtureRequest) -> Any:
    """The two storage constructs in turn."""
    return getattr(backend.l1, request.param)


@pytest.fixture(params=["EncryptedRecordings", "EncryptedCompositions"])
def encryption(backend: Backend, request: pytest.FixtureRequest) -> Any:
    """The two encryption constructs in turn."""
    return getattr(backend.l1, request.param)
