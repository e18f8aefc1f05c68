"""A policy at synth: what is not as it says is refused, with the construct and the rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import ACCOUNT, BUCKET_URL, KEY
from tests.keys import PEM

POLICY = f"""
[recordings]
encrypted = true
keys = ["{KEY}"]

[compositions]
encrypted = true
"""
EXCEPTION = f"""
[[exceptions]]
accounts = ["{ACCOUNT}"]
recordings.encrypted = false
reason = "Test account"
until = 2999-12-31
"""


@pytest.fixture
def app(backend: Backend, tmp_path: Path) -> Any:
    return backend.cdk.App(outdir=str(tmp_path / "out"))


@pytest.fixture
def stack(backend: Backend, app: Any) -> Any:
    stack = backend.cdk.TerraformStack(app, "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    return stack


def enforce(backend: Backend, stack: Any, folder: Path, policy: str = POLICY, **options: str) -> None:
    path = folder / "policy.toml"
    path.write_text(policy)
    backend.cdk.Aspects.of(stack).add(backend.l1.RecordingPolicy.from_file(path, **options))


def refusal(app: Any) -> str:
    with pytest.raises(RuntimeError) as refused:
        app.synth()
    return str(refused.value)


def test_settings_that_are_as_the_policy_says_are_synthesized(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="R", encryption_enabled=True, encryption_key_sid=KEY)
    enforce(backend, stack, tmp_path)
    app.synth()
    assert list((tmp_path / "out").rglob("cdk.tf.json"))


def test_what_is_not_is_refused_with_the_construct_and_the_rule_all_at_once(
    backend: Backend, app: Any, stack: Any, tmp_path: Path
) -> None:
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="R")
    backend.l1.VideoCompositionSettings(stack, "compositions", friendly_name="C")
    enforce(backend, stack, tmp_path)

    told = refusal(app)

    assert "[stack/recordings] recordings.encrypted: Recordings are stored in Twilio's cloud, not encrypted." in told
    assert "[stack/compositions] compositions.encrypted: " in told
    assert not list((tmp_path / "out").rglob("cdk.tf.json"))


def test_another_key_is_refused(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    other = "CR" + "0" * 32
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="R", encryption_enabled=True, encryption_key_sid=other)
    enforce(backend, stack, tmp_path)
    assert f"[stack/recordings] recordings.keys: Recordings are stored in Twilio's cloud, encrypted with {other}." in refusal(app)


def test_what_is_not_known_before_the_plan_is_left_to_the_plan(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    backend.l1.EncryptedRecordings(stack, "encrypted", public_key=PEM)
    enforce(backend, stack, tmp_path)
    app.synth()


def test_an_override_is_looked_at_too(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    made = backend.l1.VideoRecordingSettings(stack, "R", friendly_name="R", encryption_enabled=True, encryption_key_sid=KEY)
    made.add_override("encryption_enabled", False)
    enforce(backend, stack, tmp_path)
    assert "[stack/R] recordings.encrypted: " in refusal(app)


def test_an_exception_holds_for_the_account_that_the_stack_is_for(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="R")
    enforce(backend, stack, tmp_path, POLICY + EXCEPTION, account_sid=ACCOUNT)
    app.synth()


def test_an_exception_holds_for_no_account_that_is_not_known(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="R")
    enforce(backend, stack, tmp_path, POLICY + EXCEPTION)
    assert "recordings.encrypted" in refusal(app)


def test_the_account_in_a_path_is_the_one_that_the_stack_is_for(backend: Backend, app: Any, stack: Any, tmp_path: Path) -> None:
    backend.l1.VideoRecordingSettings(
        stack, "R", friendly_name="R", aws_storage_enabled=True, aws_s3_url=f"{BUCKET_URL}{ACCOUNT}", aws_credentials_sid=KEY
    )
    policy = f'[recordings]\nstored_under = ["{BUCKET_URL}{{account_sid}}/"]\n'
    enforce(backend, stack, tmp_path, policy, account_sid=ACCOUNT)
    app.synth()


def test_mistakes_in_the_policy_are_told_with_their_lines(backend: Backend, stack: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"policy.toml, line 2, recordings.encrypt: There is no such key."):
        enforce(backend, stack, tmp_path, "[recordings]\nencrypt = true\n")
