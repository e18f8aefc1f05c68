"""Keys, buckets and whole stacks are exchanged and taken down without one moment at which recordings would be lost."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import pytest

from provider.fake import Account, FakeTwilio, SettingsKind
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, CREDENTIAL, EVERYTHING, TOKEN, UNTOUCHED, holds, set_by_hand
from tests.e2e.conftest import STAND_IN
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines, having
from tests.e2e.stack import (
    AWS,
    BUCKET,
    CREATE_BEFORE_DESTROY,
    ENCRYPTION,
    OTHER_BUCKET,
    OTHER_SECRET,
    SECRET,
    aws,
    public_key,
    users,
)
from tests.e2e.workspace import Workspace, clean_environ, copy_initialised
from tests.keys import OTHER_PEM, PEM
from tools.engines import Engine

SETTINGS_PATHS = sorted(kind.path for kind in SettingsKind)


def aws_with(engine: Engine, secret: str = SECRET, version: int = 1, *, inner: str = CREATE_BEFORE_DESTROY) -> str:
    """The AWS credential, with a write-only secret where the engine has such a thing."""
    if engine.features.write_only:
        return aws(aws_secret_access_key_wo=secret, aws_secret_access_key_wo_version=version, inner=inner)
    return aws(aws_secret_access_key=secret, inner=inner)


@dataclass(frozen=True)
class Applied:
    """What there is after the stack was applied to an untouched account."""

    state: str
    account: Account


@pytest.fixture(scope="session")
def applied(engine: Engine, initialised: Path, cli_config: Path, tmp_path_factory: pytest.TempPathFactory) -> Applied:
    """The stack, applied once for all tests that start there."""
    directory = tmp_path_factory.mktemp("stack")
    copy_initialised(initialised, directory / "workspace")
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as twilio:
        variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
        workspace = Workspace(directory / "workspace", engine, clean_environ(directory, cli_config, variables))
        workspace.write(aws_with(engine), public_key(PEM), users())
        workspace.apply().expect_success()
        return Applied(workspace.state_text.replace(twilio.base_url, STAND_IN), twilio.account())


@pytest.fixture
def stack(workspace: Workspace, twilio: FakeTwilio, applied: Applied) -> Workspace:
    """A workspace and an account in which the stack has been applied. No request is logged yet."""
    workspace.write(aws_with(workspace.engine), public_key(PEM), users())
    workspace.state_text = applied.state.replace(STAND_IN, twilio.base_url)
    account, before = twilio.account(), copy.deepcopy(applied.account)
    account.credentials = before.credentials
    account.recording_settings, account.composition_settings = before.recording_settings, before.composition_settings
    return workspace


def named(workspace: Workspace) -> tuple[str, str]:
    """The SIDs of the AWS credential and of the public key in state."""
    return workspace.state[f"{AWS}.this"]["sid"], workspace.state[f"{ENCRYPTION}.this"]["sid"]


def assert_settings_name(twilio: FakeTwilio, aws_sid: str, key_sid: str, bucket: str = BUCKET) -> None:
    """Both settings store to the bucket and encrypt, with these credentials and no others."""
    everything = {**EVERYTHING, "aws_credentials_sid": aws_sid, "encryption_key_sid": key_sid, "aws_s3_url": bucket}
    for kind in SettingsKind:
        assert holds(twilio, kind=kind) == everything


def writes(twilio: FakeTwilio) -> list[tuple[str, str]]:
    """Method and path of each write, in order; that of the two settings is not given, so they are sorted."""
    made = [(each.method, each.path) for each in twilio.writes]
    first = next((number for number, (_, path) in enumerate(made) if path in SETTINGS_PATHS), 0)
    return [*made[:first], *sorted(made[first : first + 2]), *made[first + 2 :]]


def test_another_aws_key_is_in_use_before_the_old_one_goes(stack: Workspace, twilio: FakeTwilio) -> None:
    old, key = named(stack)
    stack.write(aws_with(stack.engine, OTHER_SECRET, 2), public_key(PEM), users())

    stack.apply().expect_success()

    new, _ = named(stack)
    assert new != old
    assert_settings_name(twilio, new, key)
    assert twilio.violations == []
    assert writes(twilio) == [
        ("POST", "/v1/Credentials/AWS"),
        *(("POST", path) for path in SETTINGS_PATHS),
        ("DELETE", f"/v1/Credentials/AWS/{old}"),
    ]
    assert {sid: each.secret_access_key for sid, each in twilio.account().aws_credentials.items()} == {new: OTHER_SECRET}
    stack.plan().expect_nothing_to_do()


@engines(OPENTOFU)
def test_another_public_key_is_in_use_before_the_old_one_goes(stack: Workspace, twilio: FakeTwilio) -> None:
    aws_sid, old = named(stack)
    stack.write(aws_with(stack.engine), public_key(OTHER_PEM), users())

    stack.apply().expect_success()

    _, new = named(stack)
    assert new != old
    assert_settings_name(twilio, aws_sid, new)
    assert twilio.violations == []
    assert writes(twilio) == [
        ("POST", "/v1/Credentials/PublicKeys"),
        *(("POST", path) for path in SETTINGS_PATHS),
        ("DELETE", f"/v1/Credentials/PublicKeys/{old}"),
    ]
    assert {sid: each.pem for sid, each in twilio.account().public_keys.items()} == {new: OTHER_PEM}
    stack.plan().expect_nothing_to_do()


@engines(TERRAFORM)
def test_another_bucket_is_one_write_of_each_settings_and_touches_no_credential(stack: Workspace, twilio: FakeTwilio) -> None:
    sids = named(stack)
    stack.write(aws_with(stack.engine), public_key(PEM), users(OTHER_BUCKET))

    stack.apply().expect_success()

    assert named(stack) == sids
    assert_settings_name(twilio, *sids, OTHER_BUCKET)
    assert writes(twilio) == [("POST", path) for path in SETTINGS_PATHS]
    stack.plan().expect_nothing_to_do()


@engines(TERRAFORM, OLDEST_TERRAFORM)
def test_without_create_before_destroy_a_key_in_use_is_not_replaced_and_nothing_is_lost(
    stack: Workspace, twilio: FakeTwilio
) -> None:
    sids = named(stack)
    stack.write(aws_with(stack.engine, OTHER_SECRET, 2, inner=""), public_key(OTHER_PEM, inner=""), users())

    refused = stack.apply()

    for sid in sids:
        (error,) = [each.text for each in refused.errors if sid in each.text]
        assert error.startswith("The credential is in use")
        assert "create_before_destroy = true" in error
    assert twilio.writes == []
    assert named(stack) == sids
    assert_settings_name(twilio, *sids)


def on_destroy(stack: Workspace, choice: str) -> None:
    """Make the state one in which `on_destroy` was applied, which writes nothing but state."""
    assert stack.state_text.count('"on_destroy": "restore"') == 2
    stack.state_text = stack.state_text.replace('"on_destroy": "restore"', f'"on_destroy": "{choice}"')


@pytest.mark.parametrize(
    ("engine", "choice"),
    [(TERRAFORM, "restore"), (OPENTOFU, "reset"), (OLDEST_TERRAFORM, "restore"), (OLDEST_TERRAFORM, "reset")],
    indirect=["engine"],
)
def test_destroying_a_stack_lets_go_of_credentials_before_they_are_deleted(
    stack: Workspace, twilio: FakeTwilio, choice: str
) -> None:
    aws_sid, key_sid = named(stack)
    on_destroy(stack, choice)

    stack.destroy().expect_success()

    assert stack.instances == {}
    assert twilio.violations == []
    assert twilio.account().credentials == {}
    for kind in SettingsKind:
        assert holds(twilio, kind=kind) == {**UNTOUCHED, "friendly_name": "Managed"}
    made = writes(twilio)
    assert made[:2] == [("POST", path) for path in SETTINGS_PATHS]
    assert sorted(made[2:]) == [
        ("DELETE", f"/v1/Credentials/AWS/{aws_sid}"),
        ("DELETE", f"/v1/Credentials/PublicKeys/{key_sid}"),
    ]


@engines(*having(lambda features: features.plan_destroy))
def test_a_stack_whose_settings_are_retained_is_not_destroyed_while_they_name_its_credentials(
    stack: Workspace, twilio: FakeTwilio
) -> None:
    sids = named(stack)
    before = stack.instances
    on_destroy(stack, "retain")
    twilio.forget_requests()

    refused = stack.destroy()

    assert {each.summary for each in refused.errors} == {"A credential is destroyed that the account goes on naming"}
    assert all('apply on_destroy = "reset" to them first' in each.detail for each in refused.errors)
    assert twilio.writes == []
    assert_settings_name(twilio, *sids)
    assert set(stack.instances) == set(before)


@engines(TERRAFORM)
def test_a_stack_whose_settings_were_retained_can_be_reset_and_destroyed(stack: Workspace, twilio: FakeTwilio) -> None:
    on_destroy(stack, "retain")
    assert stack.destroy().errors

    stack.state_text = stack.state_text.replace('"on_destroy": "retain"', '"on_destroy": "reset"')
    stack.destroy().expect_success()

    assert twilio.account().credentials == {}
    assert twilio.violations == []


@engines(TERRAFORM)
def test_restoring_settings_that_named_a_credential_before_keeps_it(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(
        aws_with(workspace.engine),
        hcl.settings(EVERYTHING, aws_credentials_sid=hcl.Expression(f"{AWS}.this.sid")),
        hcl.import_block(CREDENTIAL, f"{AWS}.this"),
        hcl.import_block("Default"),
    )
    workspace.apply().expect_success()
    twilio.forget_requests()

    refused = workspace.destroy()

    assert {each.summary for each in refused.errors} == {"A credential is destroyed that the account goes on naming"}
    assert holds(twilio) == EVERYTHING
    assert twilio.writes == []
    assert set(workspace.instances) == {f"{AWS}.this", hcl.THIS}
