"""A stack in each of the two CDKs, and what it synthesizes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import pytest

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
