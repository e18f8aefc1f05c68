"""Text with a token or an expression in it: nobody knows it before an engine runs, so that nothing judges it."""

from __future__ import annotations

from typing import Any

import jsii
import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.reports.constructs import HOOK, SETTINGS, hook, refused, settings, stored, told_at_synth

WORKSPACE = "${terraform.workspace}"


@pytest.fixture(autouse=True)
def provider(backend: Backend, stack: Any) -> Any:
    return backend.l1.TwilioProvider(stack, "twilio")


@pytest.fixture
def number(backend: Backend, stack: Any) -> Any:
    """A variable's number, as the CDK hands it to Python: a float."""
    return backend.cdk.TerraformVariable(stack, "n", type="number", default=2).number_value


def test_a_resolution_is_made_of_two_variables(backend: Backend, stack: Any, synth: Synth, number: float) -> None:
    hook(backend, stack, resolution=f"{number}x{number}")

    assert synth(validate=True)["resource"][HOOK]["hook"]["resolution"] == "${var.n}x${var.n}"


def test_a_time_limit_is_made_of_a_number(backend: Backend, stack: Any, synth: Synth, number: float) -> None:
    settings(backend, stack, timeouts={"create": f"{number}m"})

    assert synth(validate=True)["resource"][SETTINGS]["settings"]["timeouts"] == {"create": "${var.n}m"}


def test_a_number_arrives_whatever_stands_around_it_and_however_python_wrote_it(
    backend: Backend, stack: Any, synth: Synth, number: float
) -> None:
    forms = ["{}", "team {}", "team-{}", "team--{}-x", "1{}2", "a.{}", "+{}", "{}{}", "e{}e"]
    texts = {form.format(number, number): form.format("${var.n}", "${var.n}") for form in forms}
    texts |= dict.fromkeys((f"n{number!s}", f"n{number!r}", f"n{int(number)}", f"n{int(number):d}"), "n${var.n}")
    for position, text in enumerate(texts):
        hook(backend, stack, f"hook{position}", friendly_name=text)

    made = synth(validate=True)["resource"][HOOK]
    assert [made[f"hook{position}"]["friendly_name"] for position in range(len(texts))] == list(texts.values())


@pytest.mark.parametrize("form", ["{:.2e}", "{:g}"])
def test_a_number_that_python_rounded_is_told_at_once(backend: Backend, stack: Any, number: float, form: str) -> None:
    told = refused(InvalidConfiguration, lambda: settings(backend, stack, friendly_name=form.format(number)))

    assert "friendly_name: It has a number in it that was computed or rounded from a token's." in told


def test_arithmetic_with_a_token_is_told_with_the_way_on(backend: Backend, stack: Any, number: float) -> None:
    told = refused(InvalidConfiguration, lambda: backend.l1.TwilioProvider(stack, "t", alias="t", retry_attempts=number * 2))

    assert "use Op or Fn of the CDK" in told


def test_a_list_within_a_text_is_told_at_once(backend: Backend, stack: Any) -> None:
    names = backend.cdk.TerraformVariable(stack, "names").list_value

    told = refused(InvalidConfiguration, lambda: settings(backend, stack, friendly_name=f"of {names}"))

    assert "friendly_name: It has a token for a list or a map within a text." in told
    assert "Fn.join" in told


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("bucket", f"{WORKSPACE}-recordings"),
        ("path", f"{WORKSPACE}/video"),
        ("region", "${var.region}"),
        ("friendly_name", WORKSPACE),
        ("bucket", '%{ if terraform.workspace == "prod" }a%{ else }b%{ endif }'),
    ],
)
def test_what_a_resource_takes_as_an_expression_storage_takes_too(
    backend: Backend, stack: Any, synth: Synth, argument: str, value: str
) -> None:
    stored(backend, stack, **{argument: value})

    (block,) = synth(validate=True)["resource"][SETTINGS].values()
    assert value in block["friendly_name"] + block["aws_s3_url"]


def test_a_bucket_is_named_after_a_number(backend: Backend, stack: Any, synth: Synth, number: float) -> None:
    stored(backend, stack, bucket=f"recordings-{number}")

    (block,) = synth(validate=True)["resource"][SETTINGS].values()
    assert block["aws_s3_url"] == "https://recordings-${var.n}.s3-eu-west-1.amazonaws.com/"


def test_sids_and_users_are_expressions_too(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.EncryptedRecordings(stack, "encrypted", key_sid="${var.key}")
    backend.l1.CompositionStorage(
        stack,
        "storage",
        bucket="my-bucket",
        region="eu-west-1",
        user_name=f"{WORKSPACE}-writer",
        kms_key="${var.kms}",
        write_only_secret=False,
    )

    made = synth()["resource"]
    assert next(iter(made["aws_iam_user"].values()))["name"] == f"{WORKSPACE}-writer"
    assert next(iter(made[SETTINGS].values()))["encryption_key_sid"] == "${var.key}"


@pytest.mark.parametrize("name", ["base_url", "edge", "region", "account_sid"])
def test_the_provider_takes_expressions(backend: Backend, stack: Any, synth: Synth, name: str) -> None:
    backend.l1.TwilioProvider(stack, "other", alias="other", **{name: f"{WORKSPACE}!"})

    assert synth(validate=True)["provider"]["twilio"][1][name] == f"{WORKSPACE}!"


@pytest.mark.parametrize(("name", "value"), [("encryption_enabled", "${var.on}"), ("adopt_existing", "${var.on}")])
def test_a_flag_takes_an_expression(backend: Backend, stack: Any, synth: Synth, name: str, value: str) -> None:
    settings(backend, stack, **{name: value, "encryption_key_sid": "${var.key}"})

    assert synth(validate=True)["resource"][SETTINGS]["settings"][name] == "${var.on}"


def test_a_literal_with_an_escape_is_a_literal(backend: Backend, stack: Any, synth: Synth) -> None:
    told = refused(InvalidConfiguration, lambda: settings(backend, stack, on_destroy="$${reset}"))
    assert 'on_destroy: "${reset}" is not one of' in told

    settings(backend, stack, friendly_name="costs $${amount} and %%{more}")
    assert synth(validate=True)["resource"][SETTINGS]["settings"]["friendly_name"] == "costs $${amount} and %%{more}"


def test_the_length_of_a_text_with_an_expression_is_not_counted(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.CredentialsPublicKey(stack, "key", public_key="${var.pem}", friendly_name=f"{WORKSPACE}{'x' * 60}")

    told = refused(
        InvalidConfiguration,
        lambda: backend.l1.CredentialsPublicKey(stack, "k", public_key="${var.pem}", friendly_name="x" * 65),
    )
    assert "friendly_name" in told
    synth(validate=True)


def test_a_lazy_text_is_judged_when_it_is_known(backend: Backend, stack: Any, synth: Synth) -> None:
    @jsii.implements(backend.cdk.IStringProducer)
    class Later:
        def produce(self, context: Any) -> str:
            return "CR1"

    settings(backend, stack, encryption_key_sid=f"{backend.cdk.Lazy.string_value(Later())}")

    assert '"CR1" is not a credential SID' in told_at_synth(synth)


def test_functions_conditions_and_iterators_are_tokens(backend: Backend, stack: Any, synth: Synth) -> None:
    cdk = backend.cdk
    each = cdk.TerraformIterator.from_map({"a": {"sid": "x", "trim": True}})
    strict = cdk.TerraformVariable(stack, "strict", type="bool").boolean_value
    hook(
        backend,
        stack,
        for_each=each,
        friendly_name=each.key,
        status_callback_url=each.get_string("sid"),
        trim=each.get_boolean("trim"),
        resolution=cdk.Token.as_string(cdk.Fn.conditional(strict, "640x480", "1280x720")),
        audio_sources=cdk.Token.as_list(cdk.Fn.split(",", "a,b")),
        format=cdk.Fn.lower("WEBM"),
        enabled=cdk.Fn.conditional(strict, True, False),
    )

    block = synth(validate=True)["resource"][HOOK]["hook"]
    assert block["friendly_name"] == "${each.key}"
    assert block["status_callback_url"] == "${each.value.sid}"
    assert block["enabled"] == "${var.strict ? true : false}"
