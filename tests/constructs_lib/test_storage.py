"""Storage in S3: what is made, in which order it is exchanged, and what is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from provider.resources.s3_write_policy import s3_write_policy
from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import CREDENTIAL, KEY, Synth

RECORDINGS, COMPOSITIONS = "twilio_video_recording_settings", "twilio_video_composition_settings"
NAME, REGION = "my-bucket", "eu-west-1"
CREATE_FIRST = {"create_before_destroy": True}


@pytest.fixture(params=["RecordingStorage", "CompositionStorage"])
def storage(backend: Backend, request: pytest.FixtureRequest) -> Any:
    """The two constructs in turn, each with the provider configurations that a stack has."""
    return getattr(backend.l1, request.param)


@pytest.fixture
def stack(backend: Backend) -> Any:
    """A stack with both providers, for engines that have write-only arguments."""
    targets = {"terraform": ">=1.11", "opentofu": ">=1.11"}
    stack = backend.cdk.TerraformStack(backend.cdk.App(context={"targetVersions": targets}), "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    parts.aws(backend, stack)
    return stack


def only(synthesized: dict[str, Any], resource_type: str) -> dict[str, Any]:
    (block,) = synthesized["resource"][resource_type].values()
    found: dict[str, Any] = block
    return found


def settings_of(synthesized: dict[str, Any]) -> dict[str, Any]:
    (kind,) = {RECORDINGS, COMPOSITIONS} & set(synthesized["resource"])
    return only(synthesized, kind)


def policy_of(synthesized: dict[str, Any]) -> Any:
    return json.loads(only(synthesized, "aws_iam_user_policy")["policy"])


def address(synthesized: dict[str, Any], resource_type: str) -> str:
    (name,) = synthesized["resource"][resource_type]
    return f"{resource_type}.{name}"


def refused(storage: Any, stack: Any, **arguments: Any) -> dict[str, str]:
    """What a construct is refused for: argument and text."""
    with pytest.raises(InvalidConfiguration) as raised:
        storage(stack, "storage", **arguments)
    assert str(raised.value).startswith("stack/storage is not configured correctly:\n  ")
    return {str(problem.path[0]): problem.detail for problem in raised.value.problems}


# --- what is made -------------------------------------------------------------------------------------------------------------


def test_a_bucket_becomes_user_policy_key_credential_and_settings(
    backend: Backend, stack: Any, storage: Any, synth: Synth
) -> None:
    storage(stack, "storage", bucket=parts.s3_bucket(backend, stack), path="recordings", friendly_name="prod")

    made = synth(validate=True)

    user, key, credential = (address(made, each) for each in ("aws_iam_user", "aws_iam_access_key", "twilio_credentials_aws"))
    assert only(made, "aws_iam_access_key") == {"user": f"${{{user}.name}}", "lifecycle": CREATE_FIRST}
    assert only(made, "twilio_credentials_aws") == {
        "friendly_name": "stack/storage",
        "aws_access_key_id": f"${{{key}.id}}",
        "aws_secret_access_key_wo": f"${{{key}.secret}}",
        "aws_secret_access_key_wo_version": 1,
        "lifecycle": CREATE_FIRST,
    }
    assert settings_of(made) == {
        "friendly_name": "prod",
        "aws_storage_enabled": True,
        "aws_credentials_sid": f"${{{credential}.sid}}",
        "aws_s3_url": "https://${aws_s3_bucket.bucket.bucket}.s3-${aws_s3_bucket.bucket.region}.amazonaws.com/recordings/",
        "depends_on": [address(made, "aws_iam_user_policy")],
    }


def test_the_policy_is_what_the_providers_function_gives(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", bucket=NAME, region=REGION, path="recordings/", kms_key=parts.KMS_KEY)

    told = s3_write_policy.call(f"arn:aws:s3:::{NAME}", "recordings/", parts.KMS_KEY)

    assert policy_of(synth()) == json.loads(told)


def test_the_user_may_put_objects_under_the_path_and_nothing_else(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", bucket=NAME, region=REGION, path="recordings")

    (statement,) = policy_of(synth())["Statement"]

    assert statement == {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{NAME}/recordings/*"}


def test_without_a_path_the_whole_bucket_is_written_to(stack: Any, storage: Any, synth: Synth) -> None:
    construct = storage(stack, "storage", bucket=NAME, region=REGION)

    assert construct.url == f"https://{NAME}.s3-{REGION}.amazonaws.com/"
    assert policy_of(synth())["Statement"][0]["Resource"] == f"arn:aws:s3:::{NAME}/*"


def test_a_data_source_does_as_well_as_a_resource(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", bucket=parts.data_s3_bucket(backend, stack), path="p")

    made = synth(validate=True)

    there = "data.aws_s3_bucket.existing"
    assert settings_of(made)["aws_s3_url"] == f"https://${{{there}.bucket}}.s3-${{{there}.region}}.amazonaws.com/p/"
    assert policy_of(made)["Statement"][0]["Resource"] == f"${{{there}.arn}}/p/*"


def test_a_bucket_of_terraconstructs_is_taken_with_its_region(stack: Any, storage: Any, synth: Synth) -> None:
    bucket = parts.TerraBucket(NAME, f"arn:aws:s3:::{NAME}")
    storage(stack, "storage", bucket=bucket, region=REGION, kms_key=parts.TerraKey(parts.KMS_KEY))

    made = synth(validate=True)

    assert settings_of(made)["aws_s3_url"] == f"https://{NAME}.s3-{REGION}.amazonaws.com/"
    assert [each["Resource"] for each in policy_of(made)["Statement"]] == [f"arn:aws:s3:::{NAME}/*", parts.KMS_KEY]


def test_a_kms_key_may_be_an_object(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", bucket=NAME, region=REGION, kms_key=parts.kms_key(backend, stack))

    allowed = policy_of(synth(validate=True))["Statement"][1]

    assert allowed["Resource"] == "${aws_kms_key.kms.arn}"
    assert allowed["Action"] == ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


@pytest.mark.parametrize(
    ("region", "partition", "domain"),
    [
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("eu-west-1", "aws", "amazonaws.com"),
    ],
)
def test_a_name_is_put_into_the_partition_of_its_region(
    stack: Any, storage: Any, synth: Synth, region: str, partition: str, domain: str
) -> None:
    construct = storage(stack, "storage", bucket=NAME, region=region)

    assert construct.url == f"https://{NAME}.s3-{region}.{domain}/"
    assert policy_of(synth())["Statement"][0]["Resource"] == f"arn:{partition}:s3:::{NAME}/*"


def test_every_text_may_be_a_token(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    name, region, path, label, user = (
        backend.cdk.TerraformVariable(stack, each, type="string").string_value
        for each in ("name", "region", "path", "label", "user")
    )
    storage(stack, "storage", bucket=name, region=region, path=path, friendly_name=label, user_name=user)

    made = synth(validate=True)

    assert settings_of(made)["aws_s3_url"] == "https://${var.name}.s3-${var.region}.amazonaws.com/${var.path}/"
    assert policy_of(made)["Statement"][0]["Resource"] == "arn:aws:s3:::${var.name}/${var.path}/*"
    assert only(made, "aws_iam_user") == {"name": "${var.user}"}


def test_an_older_engine_gets_the_secret_as_a_plain_sensitive_argument(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", bucket=NAME, region=REGION, write_only_secret=False)

    made = synth(validate=True)

    credential, key = only(made, "twilio_credentials_aws"), address(made, "aws_iam_access_key")
    assert credential["aws_secret_access_key"] == f"${{{key}.secret}}"
    assert not [name for name in credential if "_wo" in name]


def test_a_credential_that_twilio_has_needs_nothing_of_aws(backend: Backend, storage: Any, synth: Synth) -> None:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "without-aws")
    backend.l1.TwilioProvider(stack, "twilio")

    construct = storage.from_credential_sid(
        stack, "storage", CREDENTIAL, bucket=NAME, region=REGION, path="p", friendly_name="prod", on_destroy="reset"
    )

    (settings,) = synth(stack, validate=True)["resource"].values()
    assert settings == {
        "storage_Settings_" + construct.settings.friendly_unique_id[-8:]: {
            "friendly_name": "prod",
            "on_destroy": "reset",
            "aws_storage_enabled": True,
            "aws_credentials_sid": CREDENTIAL,
            "aws_s3_url": f"https://{NAME}.s3-{REGION}.amazonaws.com/p/",
        }
    }
    assert (construct.writer, construct.credential, construct.credential_sid) == (None, None, CREDENTIAL)


def test_the_parts_can_be_reached_and_used_further(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    construct = storage(stack, "storage", bucket=NAME, region=REGION)
    construct.settings.on_destroy = "retain"
    construct.settings.import_from("Default")
    for name, value in (
        ("credential", construct.credential.sid),
        ("the_same", construct.credential_sid),
        ("user", construct.writer.user.attribute("arn")),
        ("account", construct.settings.account_sid),
    ):
        backend.cdk.TerraformOutput(stack, name, value=value)

    made = synth()

    assert settings_of(made)["on_destroy"] == "retain"
    assert [each["id"] for each in made["import"]] == ["Default"]
    outputs = {name: output["value"] for name, output in made["output"].items()}
    assert outputs["credential"] == outputs["the_same"] == f"${{{address(made, 'twilio_credentials_aws')}.sid}}"
    assert outputs["user"] == f"${{{address(made, 'aws_iam_user')}.arn}}"


# --- how it is exchanged ------------------------------------------------------------------------------------------------------


def prefix_of(backend: Backend, **arguments: Any) -> str:
    """The expression that the name of the policy begins with."""
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "stack")
    backend.l1.RecordingStorage(stack, "storage", **{"bucket": NAME, "region": REGION, "path": "p", **arguments})
    made = json.loads(backend.cdk.Testing.synth(stack))
    prefix: str = only(made, "aws_iam_user_policy")["name_prefix"]
    return prefix


@pytest.mark.parametrize("change", [{"bucket": "another-bucket"}, {"path": "q"}, {"kms_key": parts.KMS_KEY}])
def test_a_policy_for_something_else_is_another_policy(backend: Backend, change: dict[str, Any]) -> None:
    assert prefix_of(backend, **change) != prefix_of(backend)


def test_a_policy_that_allows_the_same_stays(backend: Backend) -> None:
    assert prefix_of(backend) == prefix_of(backend, key_version=2, friendly_name="another") == prefix_of(backend, path="/p/")


def test_the_policy_is_told_from_another_when_the_bucket_is_known_only_to_the_engine(
    backend: Backend, stack: Any, storage: Any, synth: Synth
) -> None:
    storage(stack, "storage", bucket=parts.s3_bucket(backend, stack), path="p")

    policy = only(synth(), "aws_iam_user_policy")

    assert policy["name_prefix"] == 'twilio-write-${substr(sha256("${aws_s3_bucket.bucket.arn}/p/*"), 0, 8)}-'
    assert policy["lifecycle"] == CREATE_FIRST


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


# --- together, and apart ------------------------------------------------------------------------------------------------------


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


# --- providers ----------------------------------------------------------------------------------------------------------------


def test_everything_goes_to_the_provider_configurations_that_are_given(
    backend: Backend, stack: Any, storage: Any, synth: Synth
) -> None:
    twilio, aws = backend.l1.TwilioProvider(stack, "sub", alias="sub"), parts.aws(backend, stack, "ireland")
    storage(stack, "storage", bucket=NAME, region=REGION, provider=twilio, aws_provider=aws)

    made = synth(validate=True)["resource"]

    used = {kind: block["provider"] for kind, blocks in made.items() for block in blocks.values()}
    assert {used.pop(kind) for kind in list(used) if kind.startswith("twilio_")} == {"twilio.sub"}
    assert set(used.values()) == {"aws.ireland"}
    assert len(used) == 3


def test_the_credential_belongs_to_the_account_of_the_settings(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    twilio = backend.l1.TwilioProvider(stack, "sub", alias="sub")
    settings = storage._settings_class(stack, "settings", friendly_name="prod", provider=twilio)
    storage(stack, "storage", bucket=NAME, region=REGION, settings=settings)

    assert only(synth(validate=True), "twilio_credentials_aws")["provider"] == "twilio.sub"


def test_settings_of_another_account_are_refused(backend: Backend, stack: Any, storage: Any) -> None:
    twilio = backend.l1.TwilioProvider(stack, "sub", alias="sub")
    settings = storage._settings_class(stack, "settings", friendly_name="prod")

    told = refused(storage, stack, bucket=NAME, region=REGION, settings=settings, provider=twilio)

    assert told == {
        "provider": "It is twilio.sub, and that of settings is the default one: an account's settings cannot name what another "
        "account holds. Leave provider out."
    }


# --- what is refused ----------------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_told_at_once_and_nothing_stays_in_the_tree(stack: Any, storage: Any, synth: Synth) -> None:
    told = refused(
        storage,
        stack,
        bucket="My_Bucket",
        region="Ireland",
        path="a//b",
        kms_key="my-key",
        user_name="no spaces",
        key_version=0,
        friendly_name="",
        on_destroy="restroe",
    )

    assert set(told) == {
        "bucket",
        "region",
        "path",
        "kms_key",
        "user_name",
        "key_version",
        "friendly_name",
        "on_destroy",
    }
    storage(stack, "storage", bucket=NAME, region=REGION)
    assert len(synth(validate=True)["resource"]["aws_iam_user"]) == 1


def test_a_bucket_that_does_not_tell_its_region_needs_one(stack: Any, storage: Any) -> None:
    for bucket in (NAME, parts.TerraBucket(NAME, f"arn:aws:s3:::{NAME}")):
        assert refused(storage, stack, bucket=bucket) == {
            "region": "The bucket does not tell its region: give region, such as eu-west-1."
        }


def test_something_that_is_no_bucket_is_told_what_is_wanted(stack: Any, storage: Any) -> None:
    told = refused(storage, stack, bucket=object(), region=REGION)

    assert told["bucket"].endswith("Give an object with bucket and arn, such as an S3Bucket, or the name of the bucket.")


@pytest.mark.parametrize("version", ["2", True, 1.5, -1])
def test_a_key_version_is_a_whole_number(stack: Any, storage: Any, version: Any) -> None:
    assert set(refused(storage, stack, bucket=NAME, region=REGION, key_version=version)) == {"key_version"}


def test_a_credential_that_twilio_has_leaves_no_use_for_what_describes_a_user(stack: Any, storage: Any) -> None:
    told = refused(storage, stack, bucket=NAME, region=REGION, credential_sid="CR1", user_name="writer", kms_key=parts.KMS_KEY)

    assert told["credential_sid"] == '"CR1" is not a credential SID (CR and 32 hexadecimal digits).'
    assert "nothing is made at AWS" in told["user_name"]
    assert "nothing is made at AWS" in told["kms_key"]


def test_what_settings_have_already_is_not_given_again(stack: Any, storage: Any) -> None:
    settings = storage._settings_class(stack, "settings", friendly_name="prod")

    told = refused(
        storage,
        stack,
        bucket=NAME,
        region=REGION,
        settings=settings,
        friendly_name="x",
        adopt_existing=True,
        on_destroy="reset",
    )

    assert set(told) == {"friendly_name", "adopt_existing", "on_destroy"}
    assert set(told.values()) == {"settings has it already: set it there, and leave it out here."}


def test_settings_that_store_somewhere_already_are_not_overwritten(stack: Any, storage: Any) -> None:
    first = storage(stack, "first", bucket=NAME, region=REGION, path="first")

    told = refused(storage, stack, bucket=NAME, region=REGION, path="second", settings=first.settings)

    assert told["settings"].startswith(
        "stack/first/Settings has aws_credentials_sid and aws_s3_url and aws_storage_enabled already, which would be overwritten."
    )
    assert first.settings.aws_s3_url_input.endswith("/first/")


def test_settings_of_another_stack_are_refused(backend: Backend, stack: Any, storage: Any) -> None:
    other = backend.cdk.TerraformStack(stack.node.root, "other")
    settings = storage._settings_class(other, "settings", friendly_name="prod")

    told = refused(storage, stack, bucket=NAME, region=REGION, settings=settings)

    assert told == {"settings": "They are in the stack other, and this is in stack: move one of them."}


def test_settings_of_the_other_kind_are_a_type_error(backend: Backend, stack: Any) -> None:
    settings = backend.l1.VideoCompositionSettings(stack, "settings", friendly_name="prod")

    with pytest.raises(TypeError, match=r"RecordingStorage\.settings must be a VideoRecordingSettings of constructs_lib\.cdkt"):
        backend.l1.RecordingStorage(stack, "storage", bucket=NAME, region=REGION, settings=settings)


def test_a_stack_without_the_aws_provider_is_told_so(backend: Backend, storage: Any, synth: Synth) -> None:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "bare")
    backend.l1.TwilioProvider(stack, "twilio")
    storage(stack, "storage", bucket=NAME, region=REGION, write_only_secret=False)

    with pytest.raises(RuntimeError, match="without a matching provider construct.*aws"):
        synth(stack, validate=True)


def test_hcl_has_the_same_resources(backend: Backend, stack: Any, storage: Any) -> None:
    storage(stack, "storage", bucket=NAME, region=REGION, path="p")

    hcl = backend.cdk.Testing.synth_hcl(stack)

    for resource_type in ("aws_iam_user", "aws_iam_user_policy", "aws_iam_access_key", "twilio_credentials_aws"):
        assert f'resource "{resource_type}"' in hcl
    assert f'aws_s3_url = "https://{NAME}.s3-{REGION}.amazonaws.com/p/"' in " ".join(hcl.split())
