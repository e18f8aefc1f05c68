"""Storage in S3: how its parts are exchanged, and how it goes with other constructs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import KEY, Synth
from tests.constructs_lib.storing import (
    COMPOSITIONS,
    CREATE_FIRST,
    NAME,
    RECORDINGS,
    REGION,
    address,
    only,
    settings_of,
    stack_with_both_providers,
)


@pytest.fixture
def stack(backend: Backend) -> Any:
    return stack_with_both_providers(backend)


def target_of(made: dict[str, Any]) -> str:
    """What the policy is for. The prefix of its name is a hash of that, so that for another target it is another policy."""
    ((local, target),) = made["locals"].items()
    assert only(made, "aws_iam_user_policy")["name_prefix"] == f"twilio-write-${{substr(sha256(local.{local}), 0, 8)}}-"
    return str(target)


def target_with(backend: Backend, **arguments: Any) -> str:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    backend.l1.RecordingStorage(stack, "storage", **{"bucket": NAME, "region": REGION, "path": "p", **arguments})
    return target_of(json.loads(backend.cdk.Testing.synth(stack)))


@pytest.mark.parametrize("change", [{"bucket": "another-bucket"}, {"path": "q"}, {"kms_key": parts.KMS_KEY}])
def test_a_policy_for_something_else_is_another_policy(backend: Backend, change: dict[str, Any]) -> None:
    assert target_with(backend, **change) != target_with(backend)


def test_a_policy_that_allows_the_same_stays(backend: Backend) -> None:
    same: list[dict[str, Any]] = [{"key_version": 2}, {"friendly_name": "another"}, {"path": "/p/"}, {"write_only_secret": False}]

    assert {target_with(backend, **each) for each in same} == {target_with(backend)}


def test_the_policy_is_told_from_another_when_the_bucket_is_known_only_to_the_engine(
    backend: Backend, stack: Any, storage: Any, synth: Synth
) -> None:
    storage(stack, "storage", bucket=parts.s3_bucket(backend, stack), path="p")

    made = synth()

    assert target_of(made) == "${aws_s3_bucket.bucket.arn}/p/*"
    assert only(made, "aws_iam_user_policy")["lifecycle"] == CREATE_FIRST


def test_each_version_of_the_key_is_a_resource_and_a_credential_of_its_own(backend: Backend) -> None:
    keys, versions = set(), set()
    for version in (1, 2):
        stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
        backend.l1.RecordingStorage(stack, "storage", bucket=NAME, region=REGION, key_version=version)
        made = json.loads(backend.cdk.Testing.synth(stack))
        keys.add(address(made, "aws_iam_access_key"))
        versions.add(only(made, "twilio_credentials_aws")["aws_secret_access_key_wo_version"])
        assert only(made, "twilio_credentials_aws")["lifecycle"] == CREATE_FIRST

    assert len(keys) == 2
    assert versions == {1, 2}


def test_user_names_are_allowed_stable_and_no_two_alike(backend: Backend, synth: Synth) -> None:
    long = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "a-stack-with-quite-a-long-name-of-its-own")
    for outer in ("one", "two"):
        scope = backend.cdk.TerraformElement(long, f"{outer}-part-of-the-whole-with-ümlaut-and-more")
        backend.l1.CompositionStorage(scope, "storage", bucket=NAME, region=REGION, path=outer)

    names = {each["name"] for each in synth(long)["resource"]["aws_iam_user"].values()}

    assert len(names) == 2
    assert all(re.fullmatch(r"twilio-compositions-[A-Za-z0-9-]{1,44}", name) for name in names)


@pytest.mark.parametrize(
    ("kind", "encryption"), [("RecordingStorage", "EncryptedRecordings"), ("CompositionStorage", "EncryptedCompositions")]
)
@pytest.mark.parametrize("storage_first", [True, False])
def test_storage_and_encryption_share_one_settings_resource(
    backend: Backend, stack: Any, synth: Synth, kind: str, encryption: str, storage_first: bool
) -> None:
    stored, encrypted = getattr(backend.l1, kind), getattr(backend.l1, encryption)
    if storage_first:
        first = stored(stack, "storage", bucket=NAME, region=REGION, friendly_name="prod")
        second = encrypted.from_key_sid(stack, "encryption", KEY, settings=first.settings)
    else:
        first = encrypted.from_key_sid(stack, "encryption", KEY, friendly_name="prod")
        second = stored(stack, "storage", bucket=NAME, region=REGION, settings=first.settings)

    made = synth(validate=True)

    assert second.settings is first.settings
    assert settings_of(made) == {
        "friendly_name": "prod",
        "aws_storage_enabled": True,
        "aws_credentials_sid": f"${{{address(made, 'twilio_credentials_aws')}.sid}}",
        "aws_s3_url": f"https://{NAME}.s3-{REGION}.amazonaws.com/",
        "encryption_enabled": True,
        "encryption_key_sid": KEY,
        "depends_on": [address(made, "aws_iam_user_policy")],
    }


def test_settings_keep_what_they_depend_on_already(backend: Backend, stack: Any, synth: Synth) -> None:
    key = backend.l1.CredentialsPublicKey(stack, "key", public_key='${file("key.pem")}')
    settings = backend.l1.VideoRecordingSettings(stack, "settings", friendly_name="prod", depends_on=[key])
    backend.l1.RecordingStorage(stack, "storage", bucket=NAME, region=REGION, settings=settings)

    made = synth(validate=True)

    assert settings_of(made)["depends_on"] == [
        "twilio_credentials_public_key.key",
        address(made, "aws_iam_user_policy"),
    ]


def test_recordings_and_compositions_go_side_by_side(backend: Backend, stack: Any, synth: Synth) -> None:
    bucket = parts.s3_bucket(backend, stack)
    backend.l1.RecordingStorage(stack, "recordings", bucket=bucket, path="recordings")
    backend.l1.CompositionStorage(stack, "compositions", bucket=bucket, path="compositions")

    made = synth(validate=True)

    urls = [only(made, kind)["aws_s3_url"].rpartition(".com")[2] for kind in (RECORDINGS, COMPOSITIONS)]
    assert urls == ["/recordings/", "/compositions/"]
    assert len(made["resource"]["aws_iam_user"]) == 2


def test_each_stack_has_its_own(backend: Backend, tmp_path: Any) -> None:
    app = backend.cdk.App(outdir=str(tmp_path))
    for name in ("one", "two"):
        stack = backend.cdk.TerraformStack(app, name)
        backend.l1.TwilioProvider(stack, "twilio")
        parts.aws(backend, stack)
        backend.l1.RecordingStorage(stack, "storage", bucket=NAME, region=REGION, path=name, write_only_secret=False)

    app.synth()

    for name in ("one", "two"):
        made = json.loads((tmp_path / "stacks" / name / "cdk.tf.json").read_text())
        assert settings_of(made)["aws_s3_url"].endswith(f"/{name}/")


def test_a_bucket_of_another_stack_is_referred_to_across(backend: Backend, tmp_path: Any) -> None:
    app = backend.cdk.App(outdir=str(tmp_path))
    buckets, video = backend.cdk.TerraformStack(app, "buckets"), backend.cdk.TerraformStack(app, "video")
    for stack in (buckets, video):
        parts.aws(backend, stack)
    backend.l1.TwilioProvider(video, "twilio")
    bucket = parts.s3_bucket(backend, buckets)
    backend.l1.RecordingStorage(video, "storage", bucket=bucket, path="p", write_only_secret=False)

    app.synth()

    made = json.loads((tmp_path / "stacks" / "video" / "cdk.tf.json").read_text())
    assert settings_of(made)["aws_s3_url"].count("data.terraform_remote_state.") == 2


def test_the_tree_has_the_very_objects_that_the_construct_has(stack: Any, storage: Any) -> None:
    construct = storage(stack, "storage", bucket=NAME, region=REGION)

    writer = construct.writer
    assert {writer, writer.user, writer.policy, writer.access_key, construct.settings} <= set(construct.node.find_all())
    assert [type(each).__name__ for each in (writer.user, writer.access_key)] == ["IamUser", "IamAccessKey"]
    with pytest.raises(TypeError, match=r"Storage constructs make the BucketWriter: it is read from storage\.writer\."):
        type(writer)(stack, "writer")


def test_another_stack_can_name_the_credential(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    construct = storage(stack, "storage", bucket=NAME, region=REGION)
    other = backend.cdk.TerraformStack(stack.node.scope, "other")
    backend.cdk.TerraformOutput(other, "sid", value=construct.credential_sid)
    other.prepare_stack()

    assert synth(other)["output"]["sid"]["value"].startswith("${data.terraform_remote_state.")
