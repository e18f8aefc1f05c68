"""A stack in Python after its package was upgraded: it refuses until the stack is initialized again, and then goes on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from provider import __version__
from provider.fake import FakeTwilio
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e.account import ACCOUNT, KEY, TOKEN
from tests.e2e.engine_choice import TERRAFORM, engines
from tests.e2e.project import CHECKOUT, Project
from tests.e2e.workspace import write_cli_config
from tools.engines import Engine

NEWER = f"{__version__}9"
UNATTENDED = ("recordings", "--auto-approve", "--skip-provider-lock")


@engines(TERRAFORM)
def test_a_stack_that_was_deployed_goes_on_with_a_newer_package_once_it_is_initialized_again(
    engine: Engine, twilio: FakeTwilio, tmp_path: Path
) -> None:
    mirror = install(tmp_path / "mirror", ADDRESS, __version__).root
    variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
    app, config = ("-m", "examples.recording_settings.main"), write_cli_config(tmp_path, mirror)
    older = Project(tmp_path / "project", app, engine, config, variables | {"ENCRYPTION_KEY_SID": KEY})
    older.directory.mkdir()
    older.cdktf("deploy", *UNATTENDED).expect_success()
    install(mirror, ADDRESS, NEWER)
    newer = replace(older, variables={**older.variables, "PYTHONPATH": str(_package(tmp_path / "newer"))})

    refused = newer.cdktf("deploy", *UNATTENDED)
    assert refused.code == 1
    assert "init -upgrade" in refused.text

    newer.synth().expect_success()
    newer.stack("recordings").init("-upgrade").expect_success()
    assert "No changes." in newer.cdktf("diff", "recordings").expect_success().text
    assert len(twilio.writes) == 1


def _package(folder: Path) -> Path:
    """A folder with a newer package in it."""
    for name in ("provider", "constructs_lib", "examples"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    version = folder / "provider/_version.py"
    version.write_text(version.read_text().replace(__version__, NEWER))
    return folder
