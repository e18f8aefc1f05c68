"""The pages are what a registry takes, by HashiCorp's own validator, and every block of HCL in them is formatted."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e import engine_choice
from tests.e2e.workspace import Workspace
from tools.engines import UnobtainableError
from tools.engines.go_programs import obtain_page_validator

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page.relative_to(ROOT) for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md"))
)

_HCL = re.compile(r"^ *```(?:terraform|hcl)\b.*\n((?s:.*?))^ *```$", re.MULTILINE)
"""A block as it stands on the page: whoever copies it from there gets it so."""

pytestmark = pytest.mark.timeout(600)

each_engine = engine_choice.engines(engine_choice.TERRAFORM, engine_choice.NEWEST_TERRAFORM, engine_choice.OPENTOFU)


@pytest.fixture(scope="session")
def validator() -> Path:
    try:
        return obtain_page_validator()
    except UnobtainableError as unobtainable:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(str(unobtainable), pytrace=False)
        pytest.skip(f"NOT TESTED, for there is no validator. {unobtainable}")


@pytest.fixture
def schema(workspace: Workspace, tmp_path: Path) -> Path:
    """The provider's schema as an engine reads it from the plugin, under the name by which the validator looks for it."""
    workspace.write()
    told = json.loads(workspace.run("providers", "schema", "-json").expect_success().output)
    (found,) = told["provider_schemas"].values()
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({**told, "provider_schemas": {"twilio": found}}), encoding="utf-8")
    return file


def found_wrong(validator: Path, schema: Path, folder: Path) -> str:
    """What the validator finds wrong with the pages in the folder `docs` of a folder."""
    where = ["--provider-dir", str(folder), "--provider-name", "twilio", "--providers-schema", str(schema)]
    done = subprocess.run([str(validator), "validate", *where], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    said = [line for line in done.stderr.splitlines() if "[DEBUG]" not in line]
    return "\n".join(said) if done.returncode else ""


@each_engine
def test_a_registry_takes_the_pages_as_they_are(validator: Path, schema: Path) -> None:
    assert found_wrong(validator, schema, ROOT) == ""


@engine_choice.engines(engine_choice.ANY)
def test_a_resource_a_data_source_or_a_function_without_a_page_is_found(validator: Path, schema: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for page in ("resources/credentials_aws.md", "data-sources/video_composition_hook.md", "functions/s3_url.md"):
        (tmp_path / "docs" / page).unlink()

    found = found_wrong(validator, schema, tmp_path)

    for name in ("twilio_credentials_aws", "twilio_video_composition_hook", "s3_url"):
        assert f": {name}" in found


@each_engine
def test_every_block_of_hcl_is_formatted_as_the_engine_formats_it(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "blocks"
    shutil.copytree(ROOT / "examples", folder / "examples")
    for page in PAGES:
        for number, block in enumerate(_HCL.findall((ROOT / page).read_text(encoding="utf-8")), 1):
            name = f"{page.with_suffix('').as_posix().replace('/', '.')}.block-{number}.tf"
            (folder / name).write_text(block, encoding="utf-8")
    assert len([*folder.glob("*.tf")]) > 30

    formatted = workspace.run("fmt", "-check", "-diff", "-recursive", "-no-color", str(folder))

    assert formatted.code == 0, formatted.output
