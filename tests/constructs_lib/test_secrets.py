"""Secrets must not be written into the files that are synthesized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsii
import pytest

from constructs_lib.errors import InvalidConfiguration
from provider.framework.schema.blocks import schema_of
from provider.resources.provider import TwilioProvider
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import ACCOUNT, Synth

if TYPE_CHECKING:
    import cdktf

SECRET = "0123456789abcdef" * 2
AWS_SECRET = "k/x+" * 10


def test_a_literal_auth_token_is_refused_with_two_ways_on_and_without_the_token(
    backend: Backend, stack: cdktf.TerraformStack
) -> None:
    with pytest.raises(InvalidConfiguration) as raised:
        backend.l1.TwilioProvider(stack, "twilio", account_sid=ACCOUNT, auth_token=SECRET)

    told = str(raised.value)
    assert told.startswith("stack/twilio is not configured correctly:\n  auth_token: It is a secret")
    assert "Leave it out and set TWILIO_AUTH_TOKEN, or pass a variable: TerraformVariable(self, " in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        (name, attribute.name)
        for name, declaration in [
            ("TwilioProvider", TwilioProvider.config),
            *(("".join(map(str.title, r.type_name.split("_"))), r) for r in TwilioProvider().resources.values()),
        ]
        for attribute in schema_of(declaration).attributes.values()
        if attribute.sensitive or attribute.write_only
    ],
)
def test_a_literal_is_refused_for_every_argument_that_is_declared_secret(
    backend: Backend, stack: cdktf.TerraformStack, name: str, argument: str
) -> None:
    required = {"CredentialsAws": {"aws_access_key_id": "A" * 20}}.get(name, {})

    with pytest.raises(InvalidConfiguration, match=f"{argument}: It is a secret"):
        getattr(backend.l1, name)(stack, "thing", **required, **{argument: AWS_SECRET})


def test_a_secret_from_a_variable_is_taken(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    token = backend.cdk.TerraformVariable(stack, "auth_token", type="string", sensitive=True)
    backend.l1.TwilioProvider(stack, "twilio", account_sid=ACCOUNT, auth_token=token.string_value)

    assert synth(validate=True)["provider"]["twilio"] == [{"account_sid": ACCOUNT, "auth_token": "${var.auth_token}"}]


def test_a_write_only_secret_from_a_variable_is_passed_through(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    secret = backend.cdk.TerraformVariable(stack, "secret", type="string", sensitive=True)
    credential(backend, stack, aws_secret_access_key_wo=secret.string_value, aws_secret_access_key_wo_version=1)

    block = synth()["resource"]["twilio_credentials_aws"]["credential"]

    assert (block["aws_secret_access_key_wo"], block["aws_secret_access_key_wo_version"]) == ("${var.secret}", 1)


def test_cdktn_is_told_of_a_write_only_argument_and_warns_of_engines_without_them() -> None:
    import cdktn

    from constructs_lib.cdktn import CredentialsAws
    from constructs_lib.cdktn import TwilioProvider as Twilio

    stack = cdktn.TerraformStack(cdktn.Testing.app(), "stack")
    Twilio(stack, "twilio")
    secret = cdktn.TerraformVariable(stack, "secret", type="string", sensitive=True)
    CredentialsAws(
        stack,
        "credential",
        aws_access_key_id="A" * 20,
        aws_secret_access_key_wo=secret.string_value,
        aws_secret_access_key_wo_version=1,
    )

    with pytest.raises(RuntimeError, match=r"\[stack/credential\] write-only attributes requires terraform >=1\.11\.0"):
        cdktn.Testing.synth(stack, True)


def test_a_secret_that_becomes_a_literal_later_is_refused_at_synth(
    backend: Backend, core: Any, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    @jsii.implements(core.IStringProducer)
    class Producer:
        def produce(self, context: Any) -> str:
            return SECRET

    provider = backend.l1.TwilioProvider(stack, "twilio", auth_token=core.Lazy.string_value(Producer()))
    provider.add_override("api_secret", "plain")

    with pytest.raises(RuntimeError) as raised:
        synth(validate=True)

    assert "[stack/twilio] auth_token: It is a secret" in str(raised.value)
    assert "[stack/twilio] api_secret: It is a secret" in str(raised.value)
    assert SECRET not in str(raised.value)


def test_a_setter_refuses_a_literal_secret(backend: Backend, stack: cdktf.TerraformStack) -> None:
    provider = backend.l1.TwilioProvider(stack, "twilio")

    with pytest.raises(InvalidConfiguration, match="auth_token: It is a secret"):
        provider.auth_token = SECRET

    assert provider.auth_token_input is None


def credential(backend: Backend, stack: cdktf.TerraformStack, **secret: Any) -> None:
    backend.l1.TwilioProvider(stack, "twilio")
    backend.l1.CredentialsAws(stack, "credential", aws_access_key_id="A" * 20, **secret)
