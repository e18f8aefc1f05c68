"""Our bindings beside those that `cdktf get` generates from the installed provider: what users of generated ones know, works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.generate import model
from constructs_lib.version import constraint
from provider import __version__
from provider.framework.schema.attributes import Attribute
from provider.framework.schema.types import Bool, Integer, List, Map, Number
from provider.resources.provider import ADDRESS
from tools.bench.generated import generate

CHECKOUT = Path(__file__).parents[2]

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("cdktf-get")]

Portrait = dict[str, Any]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with what `cdktf get` wrote, as package `imports.twilio`."""
    home = tmp_path_factory.mktemp("get")
    generate(home)
    return home


@pytest.fixture(scope="module")
def theirs(generated: Path) -> Portrait:
    return portrait("imports.twilio", generated)


@pytest.fixture(scope="module")
def ours() -> Portrait:
    return portrait("constructs_lib.cdktf.generated", CHECKOUT)


def test_classes_have_the_members_of_generated_ones_and_no_others(ours: Portrait, theirs: Portrait) -> None:
    resources = {binding.class_name for binding in model.bindings() if binding.kind == "Resource"}
    for name, members in theirs["members"].items():
        if name not in resources:
            members.pop("generate_config_for_import", None)  # there is nothing to import into a provider or data source
        assert ours["members"][name] == members, name


def test_constructors_take_the_same_arguments(ours: Portrait, theirs: Portrait) -> None:
    for name, parameters in theirs["parameters"].items():
        expected = {"id_" if parameter == "id" else parameter for parameter in parameters}
        assert set(ours["parameters"][name]) - {"local_name"} == expected, name


def test_everything_set_synthesizes_to_the_same_json(ours: Portrait, theirs: Portrait) -> None:
    assert ours["json"].pop("terraform") == {"required_providers": {"twilio": {"source": ADDRESS, "version": constraint()}}}
    assert theirs["json"].pop("terraform") == {"required_providers": {"twilio": {"source": ADDRESS, "version": __version__}}}
    assert ours["json"] == theirs["json"]


def test_everything_set_synthesizes_to_the_same_hcl(ours: Portrait, theirs: Portrait) -> None:
    assert [line.replace("~> ", "") for line in ours["hcl"]] == theirs["hcl"]


def portrait(package: str, directory: Path) -> Portrait:
    asked = {"package": package, "uses": [use(binding) for binding in model.bindings()]}
    environ = os.environ | {"PYTHONPATH": os.pathsep.join((str(directory), str(CHECKOUT)))}
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("portrait.py")],
        input=json.dumps(asked),
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    described: Portrait = json.loads(done.stdout)
    return described


def use(binding: model.Binding) -> dict[str, Any]:
    """A use of a class with each of its arguments."""
    arguments: dict[str, Any] = {one.name: sample(one) for one in binding.arguments}
    for block in binding.schema.blocks.values():
        arguments[block.name] = dict.fromkeys(block.schema.attributes, "5m")
    if binding.kind == "ProviderConfiguration":
        arguments["alias"] = "other"
    structs = [f"{binding.class_name}{model.camel(name)}" for name in binding.schema.blocks]
    nested = [*structs, *(f"{name}OutputReference" for name in structs)]
    return {"module": binding.module, "class": binding.class_name, "nested": nested, "arguments": arguments}


def sample(attribute: Attribute) -> Any:
    """A value of the attribute's type; text is an expression, which no check judges."""
    kind = attribute.type
    if isinstance(kind, List):
        return ["${var.one}", "${var.two}"]
    if isinstance(kind, Map):
        return {"key": "${var.one}"}
    if isinstance(kind, Integer | Number):
        return 3
    return True if isinstance(kind, Bool) else f"${{var.{attribute.name}}}"
