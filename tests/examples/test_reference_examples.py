"""The examples on the pages of the reference, in HCL and in Python, as a reader copies them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from provider.fake import FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, require
from tests.e2e.project import CHECKOUT
from tests.e2e.stack import SECRET
from tests.e2e.workspace import Workspace, clean_environ, copy_initialised
from tests.harness.node import node_first
from tests.keys import PEM

pytestmark = pytest.mark.xdist_group("reference_examples")  # in one process, since they share what takes its time

DOCS = CHECKOUT / "docs"
PROVIDER = TwilioProvider()
RESOURCES = PROVIDER.resources

_RUN_EACH = """
import runpy, shutil, sys
for program in sys.argv[1:]:
    runpy.run_path(program, run_name="__main__")
    shutil.move("cdktf.out/stacks/example/cdk.tf.json", program.removesuffix(".py") + ".json")
"""


@dataclass(frozen=True)
class Page:
    """A page, and what one can copy from it."""

    path: str

    def blocks(self, language: str) -> list[str]:
        text = (DOCS / self.path).read_text(encoding="utf-8")
        return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    @property
    def hcl(self) -> str:
        return self.blocks("terraform")[0]

    @property
    def python(self) -> str:
        return self.blocks("python")[0]

    @property
    def imports(self) -> list[str]:
        return [block for block in self.blocks("terraform") if block.startswith("import {")]


def short(type_name: str) -> str:
    return type_name.removeprefix(f"{PROVIDER.name}_")


OF_RESOURCES = {name: Page(f"resources/{short(name)}.md") for name in RESOURCES}
OF_DATA = {name: Page(f"data-sources/{short(name)}.md") for name, each in RESOURCES.items() if each.data_source is not None}
OF_FUNCTIONS = {each.name: Page(f"functions/{each.name}.md") for each in PROVIDER.functions}
PAGES = [Page("index.md"), *OF_RESOURCES.values(), *OF_DATA.values(), *OF_FUNCTIONS.values()]


@pytest.fixture(scope="module")
def initialised(cli_config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which `init` was run of the page of the provider."""
    directory = tmp_path_factory.mktemp("initialised")
    workspace = Workspace(directory, require(TERRAFORM), clean_environ(directory, cli_config, {}))
    (directory / "main.tf").write_text(Page("index.md").hcl)
    workspace.init().expect_success()
    return directory


def workspace_of(engine: str, directory: Path, initialised: Path, cli_config: Path, twilio: FakeTwilio) -> Workspace:
    """A directory with the page of the provider and the public key, for the account of the stand-in."""
    copy_initialised(initialised, directory)
    (directory / "main.tf").write_text(Page("index.md").hcl)
    (directory / "recordings.public.pem").write_text(PEM)
    variables = {
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_BASE_URL": twilio.base_url,
        "TF_VAR_aws_secret_access_key": SECRET,
    }
    return Workspace(directory, require(engine), clean_environ(directory, cli_config, variables), secrets=[SECRET])


def all_blocks(pages: Sequence[Page]) -> str:
    """The blocks of several examples; one that several have, only once."""
    found = re.findall(r"^\w[^\n]* \{(?:\}|\n.*?^\})$", "\n".join(page.hcl for page in pages), re.MULTILINE | re.DOTALL)
    return "\n".join(dict.fromkeys(found))


def synthesized(programs: Sequence[str], directory: Path, **variables: str) -> Iterator[dict[str, Any]]:
    """What each program writes, run where the public key is, without the backend, which says where its state is.

    They share a process, since the CDK takes its time to start.
    """
    directory.mkdir()
    (directory / "recordings.public.pem").write_text(PEM)
    files = [directory / f"{number}.py" for number in range(len(programs))]
    for file, program in zip(files, programs, strict=True):
        file.write_text(program)
    node_first()
    environ = {**os.environ, "PYTHONPATH": str(CHECKOUT), **variables}
    subprocess.run([sys.executable, "-c", _RUN_EACH, *files], cwd=directory, env=environ, check=True)
    for file in files:
        written: dict[str, Any] = json.loads(file.with_suffix(".json").read_text())
        del written["terraform"]["backend"]
        yield written


def without_metadata(written: Any) -> Any:
    """What is synthesized, without what a CDK notes for itself, and without what it asks of the engine."""
    if isinstance(written, dict):
        return {key: without_metadata(each) for key, each in written.items() if key not in ("//", "required_version")}
    return written


def merged(one: Any, other: Any) -> Any:
    """Two configurations in one, of which what both have is the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            key: merged(one[key], other[key]) if key in one and key in other else {**other, **one}[key]
            for key in {**one, **other}
        }
    return one


@dataclass(frozen=True)
class Made:
    """An account in which the examples of all resources were applied as one configuration."""

    twilio: FakeTwilio
    configuration: str
    state: str
    ids: dict[str, str]
    """By address."""
    initialised: Path
    cli_config: Path

    def workspace(self, engine: str, directory: Path) -> Workspace:
        """A directory of its own, with the page of the provider."""
        return workspace_of(engine, directory, self.initialised, self.cli_config, self.twilio)

    def with_own_ids(self, text: str) -> str:
        """Blocks with the IDs that the objects have here. Types of one prefix are told apart, since a block names its own."""
        blocks = re.split(r"(?m)^(?=import |data |resource )", text)
        return "".join(map(self._with_own_id, blocks))

    def _with_own_id(self, block: str) -> str:
        for address, id_ in self.ids.items():
            type_name = address.partition(".")[0]
            if type_name in block:
                block = block.replace(RESOURCES[type_name].import_id, id_)
        return block

    def of_data(self, configuration: dict[str, Any]) -> dict[str, Any]:
        """The data sources of a synthesized configuration, which read the objects that there are here."""
        own = {type_name: self._with_own_id(json.dumps({type_name: one})) for type_name, one in configuration["data"].items()}
        return {type_name: json.loads(text)[type_name] for type_name, text in own.items()}


@pytest.fixture(scope="module")
def with_cdktf(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the programs of all pages synthesize."""
    return [*synthesized([page.python for page in PAGES], tmp_path_factory.mktemp("python") / "cdktf")]


@pytest.fixture(scope="module")
def made(initialised: Path, cli_config: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    configuration = all_blocks([*OF_RESOURCES.values()])
    with FakeTwilio() as twilio:
        directory = tmp_path_factory.mktemp("made") / "workspace"
        workspace = workspace_of(TERRAFORM, directory, initialised, cli_config, twilio)
        (directory / "resources.tf").write_text(configuration)
        workspace.apply().expect_success()
        ids = {address: state["id"] for address, state in workspace.state.items()}
        assert {address.partition(".")[0] for address in ids} == set(RESOURCES)
        yield Made(twilio, configuration, workspace.state_text, ids, initialised, cli_config)
        assert twilio.violations == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_page_has_an_example_in_both_languages_of_what_it_describes(page: Page) -> None:
    kind, _, name = page.path.removesuffix(".md").partition("/")
    wanted = {"resources": f'resource "twilio_{name}" "', "data-sources": f'data "twilio_{name}" "', "functions": f"::{name}("}
    assert wanted.get(kind, 'provider "twilio"') in page.hcl
    assert "app.synth()" in page.python


def test_the_programs_of_the_pages_do_the_same_with_the_other_cdk(with_cdktf: list[dict[str, Any]], tmp_path: Path) -> None:
    others = [re.sub(r"(?m)^from (\S*)cdktf import", r"from \1cdktn import", page.python) for page in PAGES]
    (settings,) = map(json.loads, Page("python/index.md").blocks("json"))
    variables = {"CDKTF_CONTEXT_JSON": json.dumps(settings["context"])}  # as the command line hands it on

    with_cdktn = synthesized(others, tmp_path / "cdktn", **variables)

    assert [*map(without_metadata, with_cdktn)] == [*map(without_metadata, with_cdktf)]


@pytest.mark.engine
def test_what_the_pages_show_in_python_means_what_they_show_in_hcl(
    made: Made, with_cdktf: list[dict[str, Any]], tmp_path: Path
) -> None:
    workspace = made.workspace(TERRAFORM, tmp_path / "workspace")
    workspace.state_text = made.state
    examples = [*OF_RESOURCES.values(), *OF_DATA.values(), *OF_FUNCTIONS.values()]
    (workspace.directory / "examples.tf").write_text(made.with_own_ids(all_blocks(examples)))
    workspace.apply().expect_success()  # data sources and functions are outputs of their own

    for file in workspace.directory.glob("*.tf"):
        file.unlink()
    python = reduce(merged, with_cdktf)
    (workspace.directory / "main.tf.json").write_text(json.dumps({**python, "data": made.of_data(python)}))
    planned = workspace.plan()

    assert set(python["resource"]) == set(RESOURCES)
    assert set(python["data"]) == set(OF_DATA)
    assert set(python["output"]) == set(OF_FUNCTIONS)
    assert (planned.code, planned.actions, planned.errors) == (0, {}, []), planned.output
    assert created_before_destroyed(python) == {
        address for address in made.ids if "create_before_destroy = true" in block_of(made.configuration, address)
    }


def created_before_destroyed(configuration: dict[str, Any]) -> set[str]:
    """The addresses of resources with that lifecycle, which no plan shows."""
    return {
        f"{type_name}.{name}"
        for type_name, of_type in configuration["resource"].items()
        for name, arguments in of_type.items()
        if arguments.get("lifecycle") == {"create_before_destroy": True}
    }


def block_of(configuration: str, address: str) -> str:
    """The block of a resource."""
    head = 'resource "{}" "{}" {{'.format(*address.split("."))
    return configuration.partition(head)[2].partition("\n}\n")[0]


@pytest.mark.engine
def test_a_function_gives_what_its_page_says(made: Made, tmp_path: Path) -> None:
    workspace = made.workspace(TERRAFORM, tmp_path / "workspace")
    (workspace.directory / "outputs.tf").write_text(all_blocks([*OF_FUNCTIONS.values()]))

    workspace.apply().expect_success()

    outputs = json.loads(workspace.state_text)["outputs"]
    told = {name: json.loads(page.blocks("json")[0]) for name, page in OF_FUNCTIONS.items()}
    assert {name: each["value"] for name, each in outputs.items()} == told


@pytest.mark.engine
@pytest.mark.parametrize(("way", "number", "name"), [("id", 0, TERRAFORM), ("identity", 1, OPENTOFU)])
def test_the_import_blocks_of_all_pages_import(way: str, number: int, name: str, made: Made, tmp_path: Path) -> None:
    workspace = made.workspace(name, tmp_path / "workspace")
    blocks = [page.imports[number] for page in OF_RESOURCES.values()]
    (workspace.directory / "resources.tf").write_text(made.with_own_ids("\n".join([made.configuration, *blocks])))
    workspace.init().expect_success()

    planned = workspace.plan().expect_change()

    assert all(f"  {way} = " in block for block in blocks)
    (counted,) = [event["changes"] for event in planned.events if event["type"] == "change_summary"]
    assert (counted["import"], counted["add"], counted["remove"]) == (len(RESOURCES), 0, 0), planned.output


@pytest.mark.engine
def test_the_import_commands_of_all_pages_name_the_resource_of_the_example_and_one_of_them_imports(
    made: Made, tmp_path: Path
) -> None:
    workspace = made.workspace(TERRAFORM, tmp_path / "workspace")
    (workspace.directory / "resources.tf").write_text(made.configuration)
    commands = [page.blocks("shell")[0].split() for page in OF_RESOURCES.values()]

    _, _, address, _ = commands[0]
    workspace.import_(address, made.ids[address]).expect_success()

    assert [words[:2] for words in commands] == [["terraform", "import"]] * len(RESOURCES)
    assert {address: example for _, _, address, example in commands} == {
        address: RESOURCES[address.partition(".")[0]].import_id for address in made.ids
    }
    assert workspace.state[address]["id"] == made.ids[address]
