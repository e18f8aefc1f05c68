"""Examples: what is put before them in HCL, and what becomes of them in Python."""

from __future__ import annotations

import pytest

from provider.resources.composition_settings import CompositionSettings
from provider.resources.credentials_public_key import CredentialsPublicKey
from provider.resources.provider import TwilioProvider
from tools.documentation import python
from tools.documentation.examples import Examples


def test_what_an_example_refers_to_stands_before_it_and_nothing_else_does() -> None:
    shown = Examples.of(TwilioProvider()).resource("twilio_video_composition_settings")

    assert shown.index('resource "twilio_credentials_public_key" "encryption"') < shown.index("twilio_video_composition_settings")
    assert "twilio_credentials_aws" not in shown


def test_a_resource_that_needs_an_argument_needs_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CredentialsPublicKey, "example", "")

    with pytest.raises(ValueError, match="twilio_credentials_public_key needs an `example`, which sets public_key"):
        Examples.of(TwilioProvider())


def test_two_resources_of_one_name_are_refused_since_names_are_ids_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    example = 'resource "twilio_video_composition_settings" "encryption" {\n  friendly_name = "Ours"\n}\n'
    monkeypatch.setattr(CompositionSettings, "example", example)

    with pytest.raises(ValueError, match=r"twilio_\w+\.encryption, and another has twilio_\w+\.encryption"):
        Examples.of(TwilioProvider())


@pytest.mark.parametrize(
    ("argument", "becomes"),
    [
        ('friendly_name = "A \\"name\\""', "friendly_name='A \"name\"'"),
        ('friendly_name = "${var.a}-${var.b}"', 'friendly_name="${var.a}-${var.b}"'),
        ("aws_storage_enabled = true", "aws_storage_enabled=True"),
        ("friendly_name = null", "friendly_name=None"),
        ("aws_s3_url = var.url", "aws_s3_url=url.string_value"),
        ("encryption_key_sid = twilio_credentials_public_key.key.sid", "encryption_key_sid=key.sid"),
        ('friendly_name = file("name.txt")', 'friendly_name=Path("name.txt").read_text()'),
        ("friendly_name = jsonencode({ a = [1, { b = true }] })", 'friendly_name=json.dumps({"a": [1, {"b": True}]})'),
        ("friendly_name = upper(var.name)", 'friendly_name="${upper(var.name)}"'),
        ('timeouts {\n    read = "5m"\n  }', 'timeouts={"read": "5m"}'),
        ("lifecycle {\n    prevent_destroy = true\n  }", "lifecycle=TerraformResourceLifecycle(prevent_destroy=True)"),
        ('lifecycle {\n    ignore_changes = ["url"]\n  }', 'lifecycle=TerraformResourceLifecycle(ignore_changes=["url"])'),
        ('objects = [{ a = "b" }]', 'objects=[{"a": "b"}]'),
    ],
)
def test_an_argument_in_hcl_becomes_one_in_python(argument: str, becomes: str) -> None:
    program = python.stack(f'resource "twilio_video_recording_settings" "this" {{\n  {argument}\n}}\n')

    on_one_line = " ".join(program.split()).replace("( ", "(").replace(", )", ")")
    assert f'this = VideoRecordingSettings(stack, "this", {becomes})' in on_one_line


def test_what_a_program_uses_is_imported_and_nothing_else() -> None:
    program = python.stack('output "url" {\n  value = "x"\n}\n')

    assert program.splitlines()[:2] == [
        "from cdktf import App, TerraformOutput, TerraformStack",
        "from constructs_lib.cdktf import TwilioProvider",
    ]


def test_a_variable_that_is_ephemeral_stays_so() -> None:
    program = python.stack('variable "secret" {\n  type      = string\n  ephemeral = true\n}\n')

    assert 'secret = TerraformVariable(stack, "secret", type="string")' in program
    assert 'secret.add_override("ephemeral", True)' in program
