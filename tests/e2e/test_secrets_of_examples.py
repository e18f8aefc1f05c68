"""No secret is left by an example that needs no other provider, from its first apply to its end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import TERRAFORM, engines
from tests.e2e.leaks import kept, leaks, watching
from tests.e2e.project import CHECKOUT, Project
from tests.e2e.stack import ACCESS_KEY_ID, SECRET
from tests.e2e.workspace import Workspace, clean_environ
from tests.keys import PEM
from tools.engines import Engine


@dataclass(frozen=True)
class Example:
    """An example, and the secrets that its users give it as variables of the environment."""

    stack: str
    """Name of its stack; "" for HCL."""
    secrets: dict[str, str] = field(default_factory=dict)


SUBACCOUNT_TOKEN = "5ec2e7" + "0d" * 13
EXAMPLES = {
    "recording_settings": Example("recordings"),
    "encrypted_recordings": Example("encrypted-recordings"),
    "two_accounts": Example("two-accounts", {"TF_VAR_subaccount_auth_token": SUBACCOUNT_TOKEN}),
    "hcl": Example("", {"TF_VAR_aws_secret_access_key": SECRET}),
}
"""All that need no other provider."""


def prepared(name: str, engine: Engine, cli_config: Path, directory: Path, variables: Mapping[str, str]) -> Workspace:
    """The example where the engine runs, synthesized if it has to be."""
    if not EXAMPLES[name].stack:
        shutil.copy(CHECKOUT / "examples" / name / "main.tf", directory)
        return Workspace(directory, engine, clean_environ(directory, cli_config, variables))
    project = Project(directory, ("-m", f"examples.{name}.main"), engine, cli_config, variables)
    project.synth().expect_success()
    return project.stack(EXAMPLES[name].stack)


@engines(TERRAFORM)
@pytest.mark.parametrize(("name", "login"), list(zip(EXAMPLES, ["auth token", "API key"] * 2, strict=True)))
def test_an_example_writes_no_secret_anywhere(
    name: str, login: str, engine: Engine, cli_config: Path, twilio: FakeTwilio, tmp_path: Path
) -> None:
    subaccount = twilio.add_subaccount(auth_token=SUBACCOUNT_TOKEN)
    by_key = {"TWILIO_API_KEY": twilio.api_key, "TWILIO_API_SECRET": twilio.api_secret}
    secrets = EXAMPLES[name].secrets | ({"login": TOKEN} if login == "auth token" else {"login": twilio.api_secret})
    (tmp_path / "recordings.public.pem").write_text(PEM)
    variables = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_BASE_URL": twilio.base_url,
        "TF_VAR_subaccount_sid": subaccount.sid,
        "TF_VAR_aws_access_key_id": ACCESS_KEY_ID,
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(tmp_path / "trace.log"),
        **({"TWILIO_AUTH_TOKEN": TOKEN} if login == "auth token" else by_key),
        **EXAMPLES[name].secrets,
    }

    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t") as temporary, watching(Path(temporary)) as seen:
        workspace = prepared(name, engine, cli_config, tmp_path, variables | {"TMPDIR": temporary})
        results = [
            workspace.init(),
            workspace.run("apply", "-input=false", "-no-color", "-auto-approve").expect_success(),
            workspace.run("plan", "-input=false", "-no-color").expect_success(),
            workspace.run("destroy", "-input=false", "-no-color", "-auto-approve").expect_success(),
        ]

    kept(workspace, *results)
    assert twilio.writes, "nothing was applied, so nothing was tested"
    assert {which: found for which, each in secrets.items() if (found := leaks(each, tmp_path) + seen.leaks(each))} == {}
