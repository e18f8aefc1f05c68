"""What an account has once: `count`, `for_each`, conditions and data sources repeat nothing, and a true repetition is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.keys import PEM
from tests.reports.constructs import settings, told_at_synth


@pytest.fixture(autouse=True)
def provider(backend: Backend, stack: Any) -> Any:
    return backend.l1.TwilioProvider(stack, "twilio")


@pytest.fixture
def strict(backend: Backend, stack: Any) -> Any:
    return backend.cdk.TerraformVariable(stack, "strict", type="bool", default=False).boolean_value


def maybe(backend: Backend, form: str, strict: Any) -> dict[str, Any]:
    """What may be there or not."""
    cdk = backend.cdk
    if form == "for_each":
        return {"for_each": cdk.TerraformIterator.from_list(cdk.Token.as_list("${var.names}"))}
    count = cdk.Token.as_number(cdk.Fn.conditional(strict, 1, 0))
    return {"count": {"number": count, "count": cdk.TerraformCount.of(count), "text": "${var.n}", "none": 0}[form]}


@pytest.mark.parametrize("form", ["number", "count", "text", "none", "for_each"])
def test_one_of_two_is_declared(backend: Backend, stack: Any, synth: Synth, strict: Any, form: str) -> None:
    settings(backend, stack, "one", **maybe(backend, form, strict))
    settings(backend, stack, "other", **maybe(backend, form, strict))
    settings(backend, stack, "surely")

    synth(validate=True)


def test_one_that_an_override_makes_uncertain_is_no_second(backend: Backend, stack: Any, synth: Synth) -> None:
    settings(backend, stack, "one")
    settings(backend, stack, "other").add_override("count", "${var.strict ? 1 : 0}")

    synth(validate=True)


def test_encryption_beside_settings_that_may_be_there(backend: Backend, stack: Any, synth: Synth, strict: Any) -> None:
    backend.l1.EncryptedRecordings(stack, "encrypted", public_key=PEM)
    settings(backend, stack, "plain", **maybe(backend, "number", strict))

    synth(validate=True)


@pytest.mark.parametrize("count", [None, 1, 1.0, "${1}"])
def test_a_true_second_is_told_with_its_line(backend: Backend, stack: Any, synth: Synth, count: Any) -> None:
    settings(backend, stack, "one", count=0)
    settings(backend, stack, "two")
    settings(backend, stack, "three", count=count)

    if count == "${1}":  # an expression, which nobody looks into
        synth(validate=True)
        return
    told = told_at_synth(synth)
    assert "[stack/three] An account has one twilio_video_recording_settings, and stack/two is it already" in told
    assert "(tests/reports/constructs.py, line " in told


def test_a_count_that_makes_two_is_told(backend: Backend, stack: Any, synth: Synth) -> None:
    settings(backend, stack, "both", count=2)

    assert "[stack/both] count: An account has one twilio_video_recording_settings, and count makes 2 of it." in told_at_synth(
        synth
    )
