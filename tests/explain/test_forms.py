"""Every form of a picture: of names that nobody would choose, and for everybody who reads it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from provider.fake import FakeTwilio
from tests.audit.conftest import BUCKET, KEY, Auditor
from tests.audit.test_hostile_names import NAMES, PRODUCT, is_plain
from tests.audit.test_page import SIZES, assert_everybody_can_read
from tests.audit.test_plan import RIGHT, change, plan
from tests.explain.test_account import explain
from tests.explain.test_plan import STORED
from tests.site.conftest import browser  # noqa: F401  # a fixture

FORMS = ("text", "markdown", "svg", "html")
_TEXT = r"(?:[\w ,.:/()'-]|#\d+;)*"
MERMAID = (
    rf'flowchart LR|  classDef changes stroke-width:4px|  class \w+ changes|  account\["{_TEXT}"\]|  account --> m\d\["{_TEXT}"\]'
    rf'|  m\d (?:-->|-\.->)\|"{_TEXT}"\| m\d[ab]\[\("{_TEXT}"\)\]|  h\d+\{{\{{"{_TEXT}"\}}\}}|  \w+ -\.- \w+'
)
"""Every line that a diagram may have: in quotes there is nothing that means something to Mermaid."""
HOSTILE_URL = 'https://me:hunter2@evil"]|```\n\x1b[2J<script>/?token=hunter2'


@pytest.fixture
def hostile(auditor: Auditor, twilio: FakeTwilio) -> Auditor:
    """An account whose bucket and hooks have names that nobody would choose."""
    auditor.secrets.append("hunter2")
    settings = twilio.account().recording_settings
    settings.aws_storage_enabled, settings.aws_s3_url = True, HOSTILE_URL
    for name in NAMES.values():
        twilio.account().add_composition_hook(name)
    return auditor


def is_inert(output: str) -> bool:
    return is_plain(output) and not any(each in output for each in ("<script", "<img", PRODUCT))


def test_hostile_names_are_cut_and_shown_as_they_are(hostile: Auditor) -> None:
    status, output, _ = explain(hostile)
    assert status == 0
    assert is_plain(output)
    hooks = output.partition("Composition hooks\n")[2].partition("\n\n")[0].splitlines()
    assert len(hooks) == len(NAMES)
    assert all(len(line) < 200 for line in hooks)


def test_hostile_names_end_neither_a_diagram_nor_a_table(hostile: Auditor) -> None:
    status, output, _ = explain(hostile, "--format", "markdown")
    assert status == 0
    assert is_inert(output.replace("\\<", ""))
    assert output.count("```") == 2
    rows = [line for line in output.splitlines() if line.startswith("| Composition hook |")]
    assert len(rows) == len(NAMES)
    assert {row.replace("\\|", "").count("|") for row in rows} == {4}
    diagram = output.partition("```mermaid\n")[2].partition("```")[0].splitlines()
    assert [line for line in diagram if not re.fullmatch(MERMAID, line)] == []
    assert len(diagram) > 2 * len(NAMES)


def test_hostile_names_are_text_in_a_drawing(hostile: Auditor) -> None:
    status, output, _ = explain(hostile, "--format", "svg")
    assert status == 0
    assert is_inert(output)
    tags = {each.tag.rpartition("}")[2] for each in ET.fromstring(output).iter()}  # our own
    assert tags == {"svg", "title", "style", "rect", "path", "text"}


def test_hostile_names_are_text_in_a_page(hostile: Auditor) -> None:
    status, output, _ = explain(hostile, "--format", "html")
    assert status == 0
    assert is_inert(output)
    assert output.count("composes each room that ends") == len(NAMES)
    assert "default-src 'none'; style-src 'unsafe-inline'" in output


@pytest.mark.parametrize("form", FORMS)
def test_hostile_addresses_and_values_of_a_plan_are_shown_and_do_nothing(auditor: Auditor, form: str) -> None:
    changes = [
        change("update", before=RIGHT, after={**STORED, "account_sid": name, "aws_s3_url": name}, address=name)
        for name in NAMES.values()
    ]
    auditor.write(json.dumps(plan(*changes)), "plan.json")
    status, output, _ = explain(auditor, "--plan", "plan.json", "--format", form)
    assert status == 0
    assert is_plain(output)
    assert form == "text" or is_inert(output.replace("\\<", ""))


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_of_a_plan_is_in_its_picture(auditor: Auditor, form: str) -> None:
    """`show -json` has sensitive values in the clear: of credentials, of variables, and of what somebody put into a URL."""
    auditor.secrets.append("hunter2")
    url = "https://me:hunter2@my-recordings.s3.amazonaws.com/?X-Amz-Signature=hunter2"
    secret = {"sid": KEY, "aws_secret_access_key": "hunter2", "friendly_name": "storage"}
    credential = change("update", before=secret, after=secret, type="twilio_credentials_aws", address="twilio_credentials_aws.a")
    settings = change("update", before={**STORED, "aws_s3_url": url}, after={**STORED, "aws_s3_url": url, "baseline": "hunter2"})
    planned = plan(settings, credential, variables={"secret": {"value": "hunter2"}})
    auditor.write(json.dumps(planned), "plan.json")

    status, output, _ = explain(auditor, "--plan", "plan.json", "--format", form)

    assert status == 0
    assert "Recordings" in output


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_the_page(
    browser: Browser,  # noqa: F811  # the fixture
    auditor: Auditor,
    tmp_path: Path,
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    after = {**STORED, "aws_s3_url": f"{BUCKET}{'x' * 300}", "on_destroy": "restore", "baseline": "damaged"}
    auditor.write(json.dumps(plan(change("update", before=RIGHT, after=after))), "plan.json")
    explain(auditor, "--plan", "plan.json", "--format", "html", "--output", "page.html")
    path = auditor.folder / "page.html"
    assert_everybody_can_read(path, "Where recordings go", browser, size, scheme)
