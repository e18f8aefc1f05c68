"""What a type checker says of stacks: mypy, strict, as a user runs it."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

GOOD = """
from constructs import Construct
from {cdk} import App, LocalExecProvisioner, TerraformOutput, TerraformStack, TerraformVariable

from constructs_lib.enums import OnDestroy
from constructs_lib.{cdk} import (
    CompositionStorage,
    CredentialsAws,
    DataTwilioVideoRecordingSettings,
    EncryptedCompositions,
    EncryptedRecordings,
    LifecycleArguments,
    RecordingStorage,
    TwilioProvider,
    VideoCompositionHook,
    VideoRecordingSettings,
    VideoRecordingSettingsTimeouts,
)


class Bucket:
    bucket = "my-bucket"
    arn = "arn:aws:s3:::my-bucket"


class Compositions(TerraformStack):
    def __init__(self, scope: Construct, id_: str, twilio: TwilioProvider) -> None:
        super().__init__(scope, id_)
        storage = CompositionStorage(self, "storage", bucket=Bucket(), region="eu-west-1", on_destroy=OnDestroy.RESET)
        encrypted = EncryptedCompositions.from_key_sid(self, "encrypted", "CR", settings=storage.settings)
        encrypted.settings.on_destroy = "retain"
        recordings = EncryptedRecordings.from_pem_file(self, "recordings", "key.pem", provider=twilio, adopt_existing=True)
        RecordingStorage.from_credential_sid(
            self, "stored", storage.credential_sid, bucket="my-bucket", region="eu-west-1", settings=recordings.settings
        )
        if storage.writer and storage.credential:
            TerraformOutput(self, "user", value=storage.writer.user.arn)
            key: str = storage.writer.access_key.id
            TerraformOutput(self, "key", value=key)
        TerraformOutput(self, "url", value=storage.url)


class Recordings(TerraformStack):
    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        secret = TerraformVariable(self, "secret", type="string", sensitive=True)
        twilio = TwilioProvider(self, "twilio", alias="main", retry_attempts=3)
        credential = CredentialsAws(
            self, "credential", aws_access_key_id="AKIA", aws_secret_access_key=secret.string_value, provider=twilio
        )
        live = DataTwilioVideoRecordingSettings(self, "live")
        settings = VideoRecordingSettings(
            self,
            "recordings",
            friendly_name=live.friendly_name,
            aws_credentials_sid=credential.sid,
            encryption_enabled=live.encryption_enabled,
            on_destroy="retain",
            timeouts=VideoRecordingSettingsTimeouts(create="5m"),
            lifecycle={{"prevent_destroy": True}},
            depends_on=[credential],
        )
        settings.on_destroy = OnDestroy.RESET
        settings.encryption_enabled = False
        settings.timeouts.read = "5m"
        settings.reset_timeouts()
        kept: LifecycleArguments = {{"replace_triggered_by": [settings, "aws_s3_bucket.a"], "ignore_changes": "all"}}
        hook = VideoCompositionHook(
            self,
            "hook",
            friendly_name="hook",
            audio_sources=["a"],
            trim=True,
            depends_on=[EncryptedRecordings.from_key_sid(self, "e", "CR", settings=settings), "aws_s3_bucket.a"],
            lifecycle=kept,
            connection={{"type": "ssh", "host": "h", "private_key": secret.string_value}},
            provisioners=[
                {{"type": "local-exec", "command": "true", "working_dir": "/srv", "environment": {{"A": "b"}}}},
                LocalExecProvisioner(type="local-exec", command="true"),
            ],
        )
        hook.audio_sources = ("a", "b")
        sid: str = settings.account_sid
        TerraformOutput(self, "sid", value=sid)


Recordings(App(), "recordings")
"""

BAD = """
from {cdk} import App, TerraformStack

from constructs_lib.{cdk} import CompositionStorage, EncryptedRecordings, RecordingStorage
from constructs_lib.{cdk} import TwilioProvider, VideoRecordingSettings, VideoRecordingSettingsTimeouts

stack = TerraformStack(App(), "stack")
VideoRecordingSettings(stack, "a", friendly_name="x", encription_enabled=True)  # call-arg
VideoRecordingSettings(stack, "b")  # call-arg
VideoRecordingSettings(stack, "c", friendly_name=1)  # arg-type
VideoRecordingSettings(stack, "d", friendly_name="x", encryption_enabled="yes")  # arg-type
VideoRecordingSettings(stack, "e", friendly_name="x", on_destroy="restroe")  # arg-type
VideoRecordingSettings(stack, "f", friendly_name="x", timeouts=VideoRecordingSettingsTimeouts(creat="5m"))  # call-arg
TwilioProvider(stack, "g", retry_attempts="three")  # arg-type
settings = VideoRecordingSettings(stack, "h", friendly_name="x")
settings.baseline = "{{}}"  # misc
settings.aws_storage_enabled = "yes"  # assignment
RecordingStorage(stack, "i", bucket=object())  # arg-type
RecordingStorage(stack, "j", bucket="b", paht="p")  # call-arg
CompositionStorage(stack, "k", bucket="b", settings=settings)  # arg-type
EncryptedRecordings.from_key_sid(stack, "l", "CR", settings="settings")  # arg-type
EncryptedRecordings.from_pem_file(stack, "m", "key.pem", freindly_name="x")  # call-arg
VideoRecordingSettings(stack, "n", friendly_name="x", lifecycle={{"prevent_destory": True}})  # arg-type
VideoRecordingSettings(stack, "o", friendly_name="x", lifecycle={{"prevent_destroy": "yes"}})  # arg-type
VideoRecordingSettings(stack, "p", friendly_name="x", provisioners=[{{"type": "local-exec", "comand": "x"}}])  # list-item
VideoRecordingSettings(stack, "q", friendly_name="x", connection={{"type": "ssh", "hots": "h"}})  # arg-type
VideoRecordingSettings(stack, "r", friendly_name="x", depends_on=[5])  # list-item
"""


@pytest.mark.parametrize("cdk", ["cdktf", "cdktn"])
def test_a_correct_stack_passes_and_every_mistake_is_found_at_its_line(cdk: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good_stack.py", tmp_path / "bad_stack.py"
    good.write_text(GOOD.format(cdk=cdk))
    bad.write_text(BAD.format(cdk=cdk))

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", ".mypy_cache", good, bad],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    expected = {(number, line.rpartition("  # ")[2]) for number, line in enumerate(BAD.splitlines(), start=1) if "  # " in line}
    found = re.findall(r"^(.*?):(\d+): error: .*  \[([a-z-]+)\]$", done.stdout, re.MULTILINE)
    assert {Path(path).name for path, _, _ in found} == {"bad_stack.py"}, done.stdout + done.stderr
    assert {(int(line), code) for _, line, code in found} == expected
    assert 'did you mean "encryption_enabled"?' in done.stdout


@pytest.mark.parametrize("cdk", ["cdktf", "cdktn"])
def test_import_of_everything_brings_every_name_to_a_type_checker(cdk: str, tmp_path: Path) -> None:
    names = importlib.import_module(f"constructs_lib.{cdk}").__all__
    stack = tmp_path / "stack.py"
    stack.write_text("\n".join([f"from constructs_lib.{cdk} import *", *names, ""]))

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", ".mypy_cache", stack],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "VideoRecordingSettings" in names
    assert done.stdout == ""
    assert done.returncode == 0
