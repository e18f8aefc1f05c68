"""A reader's machine: an engine, the commands, a home in which nothing is installed, and an account at the stand-in."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e import engine_choice
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.workspace import LATE_COLLECTION
from tests.guides.runner import Reader
from tests.harness.node import node_first
from tools.engines import obtain_cdktf

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as served:
        yield served
        assert not served.violations


@pytest.fixture
def reader(tmp_path: Path, twilio: FakeTwilio) -> Reader:
    """Somebody who has the commands, has exported credentials, and has changed into an empty folder."""
    home, commands, folder = (tmp_path / name for name in ("home", "bin", "folder"))
    for each in (home, commands, folder):
        each.mkdir()
    node_first()
    node = Path(shutil.which("node") or "").parent
    made = Reader(folder, {"PATH": f"{commands}:{node}:/usr/local/bin:/usr/bin:/bin"})
    add_command(made, "terraform", [str(engine_choice.require(engine_choice.TERRAFORM).path)])
    add_command(made, "tofu", [str(engine_choice.require(engine_choice.OPENTOFU).path)])
    add_command(made, "python", [sys.executable])
    add_command(made, "terraform-provider-twilio", [sys.executable, "-m", "provider"])
    made.environment = {
        **made.environment,
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "CHECKPOINT_DISABLE": "1",
        **LATE_COLLECTION,
        "TWILIO_BASE_URL": twilio.base_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    return made


@pytest.fixture
def cdktf(reader: Reader) -> None:
    """The reader has the CDKTF command line too."""
    found = obtain_cdktf()
    reader.environment = {**reader.environment, "CI": "1", "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1"}
    add_command(reader, "cdktf", [str(found.path)])


def add_command(reader: Reader, name: str, command: list[str]) -> None:
    """Put a command first on the reader's PATH; what it is given comes after `command`."""
    path = Path(reader.environment["PATH"].partition(":")[0]) / name
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def guide(name: str) -> str:
    return (GUIDES / f"{name}.md").read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one that is not below it."""
    level = heading.partition(" ")[0]
    below = page.partition(f"\n{heading}\n")[2]
    assert below, f"there is no {heading}"
    return re.split(rf"^#{{1,{len(level)}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]
