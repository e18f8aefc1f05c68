"""examples/s3_recordings as it synthesizes: with thin classes for AWS, and with the prebuilt bindings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.engine_choice import TERRAFORM, require
from tests.e2e.project import CHECKOUT, Project

pytestmark = pytest.mark.engine


def synthesized(module: str, directory: Path) -> dict[str, Any]:
    """The Terraform JSON of one of the example's two programs, without the CDK's own notes in it."""
    project = Project(directory, ("-m", f"examples.s3_recordings.{module}"), require(TERRAFORM), directory / "none", {})
    packages = f"{CHECKOUT}:{CHECKOUT / 'tests' / 'examples' / 'prebuilt'}"
    assert project.synth(PYTHONPATH=packages).expect_success().output == ""
    text = (directory / "cdktf.out" / "stacks" / "s3-recordings" / "cdk.tf.json").read_text()
    made: dict[str, Any] = json.loads(text, object_hook=lambda each: {name: each[name] for name in each if name != "//"})
    return made


def test_the_prebuilt_bindings_make_the_same_stack_as_the_thin_classes(tmp_path: Path) -> None:
    made = {}
    for module in ("main", "prebuilt"):
        directory = tmp_path / module
        directory.mkdir()
        made[module] = synthesized(module, directory)

    thin, prebuilt = made["main"], made["prebuilt"]
    assert thin["resource"].pop("aws_s3_bucket_public_access_block")
    assert prebuilt["resource"] == thin["resource"]
    assert prebuilt["provider"] == thin["provider"] == {"aws": [{"region": "eu-west-1"}], "twilio": [{}]}
    required = [each["terraform"]["required_providers"]["aws"] for each in (thin, prebuilt)]
    assert required == [{"source": "hashicorp/aws", "version": ">= 3.39"}, {"source": "aws", "version": "~> 6.0"}]
