"""Literal secrets in what is synthesized: refused where they can be seen, also behind functions, locals and defaults."""

from __future__ import annotations

from typing import Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.reports.constructs import refused, told_at_synth

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
BLOCK = "twilio_credentials_aws"


@pytest.fixture(autouse=True)
def provider(backend: Backend, stack: Any) -> Any:
    return backend.l1.TwilioProvider(stack, "twilio")


def credential(backend: Backend, stack: Any, secret: str) -> Any:
    return backend.l1.CredentialsAws(
        stack, "aws", friendly_name="aws", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key=secret
    )


def variable(cdk: Any, stack: Any, **arguments: Any) -> Any:
    return cdk.TerraformVariable(stack, "v", sensitive=True, **{"type": "string", **arguments})


def local(cdk: Any, stack: Any, held: Any) -> Any:
    return cdk.TerraformLocal(stack, "l", held)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (lambda cdk, s: cdk.Fn.sensitive(SECRET), "a literal in a function"),
        (lambda cdk, s: cdk.Fn.join("", [SECRET[:9], SECRET[9:]]), "a literal in a function"),
        (lambda cdk, s: cdk.Fn.base64decode("d0phbHJYVXRuRkVNSQ=="), "a literal in a function"),
        (lambda cdk, s: cdk.Fn.format("%s", [SECRET]), "a literal in a function"),
        (lambda cdk, s: cdk.Fn.coalesce([variable(cdk, s).string_value, SECRET]), "a literal in a function"),
        (
            lambda cdk, s: cdk.Token.as_string(cdk.Fn.conditional(cdk.Op.eq("${var.a}", "b"), SECRET, "${var.c}")),
            "a literal in a function",
        ),
        (lambda cdk, s: cdk.Token.as_string(cdk.Token.as_any(SECRET)), "a literal"),
        (lambda cdk, s: variable(cdk, s, default=SECRET).string_value, "the default of var.v"),
        (lambda cdk, s: variable(cdk, s, default="changeme").string_value, "the default of var.v"),
        (lambda cdk, s: cdk.Fn.trimspace(variable(cdk, s, default=SECRET).string_value), "the default of var.v"),
        (lambda cdk, s: cdk.Fn.replace(variable(cdk, s, default=SECRET).string_value, "a", "b"), "the default of var.v"),
        (lambda cdk, s: local(cdk, s, SECRET).as_string, "the literal in local.l"),
        (lambda cdk, s: local(cdk, s, cdk.Fn.sensitive(SECRET)).as_string, "the literal in local.l"),
        (lambda cdk, s: local(cdk, s, variable(cdk, s, default=SECRET).string_value).as_string, "the literal in local.l"),
        (
            lambda cdk, s: cdk.Token.as_string(cdk.Fn.lookup_nested(local(cdk, s, {"k": SECRET}), ["k"])),
            "the literal in local.l.k",
        ),
    ],
)
def test_a_wrapped_literal_is_refused_with_where_it_stands(
    backend: Backend, stack: Any, synth: Synth, given: Any, where: str
) -> None:
    credential(backend, stack, given(backend.cdk, stack))

    told = told_at_synth(synth)
    assert f"[stack/aws] aws_secret_access_key: It is a secret, and {where} would stand in plain text" in told
    assert "(tests/reports/test_secrets_in_python.py, line " in told
    assert SECRET not in told


@pytest.mark.parametrize(
    "given",
    [
        lambda cdk, s: variable(cdk, s).string_value,
        lambda cdk, s: variable(cdk, s, default="").string_value,
        lambda cdk, s: cdk.Fn.sensitive(variable(cdk, s).string_value),
        lambda cdk, s: cdk.Fn.file("secret.txt"),
        lambda cdk, s: cdk.Fn.trimspace(cdk.Fn.file("secret.txt")),
        lambda cdk, s: cdk.Fn.format("%s", [variable(cdk, s).string_value]),
        lambda cdk, s: '${terraform.workspace == "prod" ? var.a : var.b}',
        lambda cdk, s: '${jsondecode(data.aws_secretsmanager_secret_version.x.secret_string)["key"]}',
        lambda cdk, s: '${data.vault_generic_secret.twilio.data["secret"]}',
        lambda cdk, s: cdk.Fn.lookup(cdk.Token.as_any("${var.keys}"), variable(cdk, s, default="dev").string_value),
        lambda cdk, s: local(cdk, s, {"k": "${var.a}"}).as_string,
    ],
)
def test_what_only_names_a_secret_is_taken(backend: Backend, stack: Any, synth: Synth, given: Any) -> None:
    credential(backend, stack, given(backend.cdk, stack))

    synth(validate=True)


def test_a_literal_expression_is_refused_at_the_line_that_has_it(backend: Backend, stack: Any) -> None:
    told = refused(InvalidConfiguration, lambda: credential(backend, stack, f'${{sensitive("{SECRET}")}}'))

    assert "It is a secret, and a literal in a function would stand in plain text" in told
    assert SECRET not in told


def test_an_escaped_literal_is_a_literal(backend: Backend, stack: Any) -> None:
    assert "It is a secret, and a literal would stand" in refused(
        InvalidConfiguration, lambda: credential(backend, stack, "$${not-an-expression}")
    )


@pytest.mark.parametrize("wrap", [lambda cdk: SECRET, lambda cdk: cdk.Fn.sensitive(SECRET)])
def test_a_literal_in_an_override_is_refused(backend: Backend, stack: Any, synth: Synth, wrap: Any) -> None:
    made = credential(backend, stack, variable(backend.cdk, stack).string_value)
    made.add_override("aws_secret_access_key", wrap(backend.cdk))

    told = told_at_synth(synth)
    assert "[stack/aws] aws_secret_access_key: It is a secret" in told
    assert SECRET not in told


@pytest.mark.parametrize("name", ["auth_token", "api_secret"])
def test_the_providers_secrets_are_looked_for_as_well(backend: Backend, stack: Any, synth: Synth, name: str) -> None:
    backend.l1.TwilioProvider(stack, "a", alias="a", **{name: backend.cdk.Fn.sensitive("0" * 32)})
    default = variable(backend.cdk, stack, default="0" * 32).string_value
    backend.l1.TwilioProvider(stack, "b", alias="b", **{name: default})

    told = told_at_synth(synth)
    assert f"[stack/a] {name}: It is a secret, and a literal in a function" in told
    assert f"[stack/b] {name}: It is a secret, and the default of var.v" in told


def test_a_default_that_was_taken_away_is_told_no_more(backend: Backend, stack: Any, synth: Synth) -> None:
    held = variable(backend.cdk, stack, default=SECRET)
    credential(backend, stack, held.string_value)
    told_at_synth(synth)

    held.add_override("default", None)

    synth(validate=True)
