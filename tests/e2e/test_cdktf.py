"""`cdktf deploy`, `diff`, `output` and `destroy` as CI runs them, and those of `cdktn`, seen from the API.

Each with the engine that is its own: what a command line asks of an engine is nothing to the provider.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import ACCOUNT, KEY, TOKEN, UNTOUCHED, holds, sent
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, engines
from tests.e2e.project import CHECKOUT, Project
from tools.engines import Engine

UNATTENDED = ("recordings", "--auto-approve")


@pytest.fixture
def project(engine: Engine, cli_config: Path, twilio: FakeTwilio, tmp_path: Path) -> Project:
    """The example that manages recording settings, in a directory in which nothing has been run."""
    return make(tmp_path, ("-m", "examples.recording_settings.main"), engine, cli_config, twilio)


def make(directory: Path, app: tuple[str, ...], engine: Engine, cli_config: Path, twilio: FakeTwilio) -> Project:
    variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
    return Project(directory, app, engine, cli_config, variables)


@engines(TERRAFORM)
def test_a_stack_is_deployed_compared_read_and_destroyed_without_a_terminal(project: Project, twilio: FakeTwilio) -> None:
    deployed = project.cdktf("deploy", *UNATTENDED, "--skip-provider-lock", ENCRYPTION_KEY_SID=KEY).expect_success()

    assert "Compositions stop working for recordings made from now on" in deployed.text
    encrypted = {**UNTOUCHED, "friendly_name": "Recordings of production", "encryption_key_sid": KEY, "encryption_enabled": True}
    assert holds(twilio) == encrypted
    (request,) = twilio.writes
    assert sent(request) == {
        "FriendlyName": "Recordings of production",
        "AwsStorageEnabled": "false",
        "EncryptionKeySid": KEY,
        "EncryptionEnabled": "true",
    }

    unchanged = project.cdktf("diff", "recordings", "--skip-synth").expect_success()
    assert "No changes." in unchanged.text
    assert len(twilio.writes) == 1

    told = project.directory / "outputs.json"
    project.cdktf("output", "recordings", "--skip-synth", "--outputs-file", str(told)).expect_success()
    assert json.loads(told.read_text()) == {"recordings": {"account_sid": ACCOUNT}}

    destroyed = project.cdktf("destroy", *UNATTENDED, "--skip-synth").expect_success()
    assert 'on_destroy is "restore"' in destroyed.text
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}
    assert project.state("recordings")["resources"] == []


@engines(OPENTOFU)
def test_the_command_line_of_cdk_terrain_deploys_compares_and_destroys_a_stack_of_its_own(
    engine: Engine, cli_config: Path, twilio: FakeTwilio, tmp_path: Path
) -> None:
    stack = (CHECKOUT / "examples/recording_settings/main.py").read_text(encoding="utf-8")
    moved = stack.replace("from cdktf ", "from cdktn ").replace("constructs_lib.cdktf", "constructs_lib.cdktn")
    (tmp_path / "stack.py").write_text(moved, encoding="utf-8")
    made = make(tmp_path, ("stack.py",), engine, cli_config, twilio)
    project = replace(made, command_line="cdktn")

    project.cdktf("deploy", *UNATTENDED, "--skip-provider-lock", ENCRYPTION_KEY_SID=KEY).expect_success()
    assert (holds(twilio)["encryption_key_sid"], len(twilio.writes)) == (KEY, 1)

    unchanged = project.cdktf("diff", "recordings", "--skip-synth").expect_success()
    assert "No changes." in unchanged.text

    project.cdktf("destroy", *UNATTENDED, "--skip-synth").expect_success()
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}
    assert project.state("recordings")["resources"] == []


@engines(TERRAFORM)
def test_a_wrong_argument_ends_the_synthesis_with_our_words_at_the_users_line(project: Project, twilio: FakeTwilio) -> None:
    refused = project.synth(ENCRYPTION_KEY_SID="CR1")

    assert refused.code == 1
    assert "InvalidConfiguration: recordings/settings is not configured correctly:" in refused.output
    assert 'encryption_key_sid: "CR1" is not a credential SID (CR and 32 hexadecimal digits).' in refused.output
    assert "settings = VideoRecordingSettings(" in refused.output
    assert ".js:" not in refused.output.partition("Traceback")[2].partition("InvalidConfiguration")[0]
    assert twilio.requests == []


@engines(TERRAFORM)
def test_a_stack_of_cdktn_is_applied_and_destroyed(engine: Engine, cli_config: Path, twilio: FakeTwilio, tmp_path: Path) -> None:
    (tmp_path / "stack.py").write_text(
        textwrap.dedent(f"""
        from cdktn import App, TerraformStack
        from constructs_lib.cdktn import EncryptedRecordings, TwilioProvider

        app = App()
        stack = TerraformStack(app, "recordings")
        TwilioProvider(stack, "twilio")
        EncryptedRecordings.from_key_sid(stack, "encrypted", "{KEY}", friendly_name="From cdktn")
        app.synth()
        """)
    )
    project = make(tmp_path, ("stack.py",), engine, cli_config, twilio)

    project.synth().expect_success()
    workspace = project.stack("recordings")
    workspace.init().expect_success()
    workspace.apply().expect_success()

    encrypted = {**UNTOUCHED, "friendly_name": "From cdktn", "encryption_key_sid": KEY, "encryption_enabled": True}
    assert holds(twilio) == encrypted
    workspace.plan().expect_nothing_to_do()
    workspace.destroy().expect_success()
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "From cdktn"}
