"""Storage in S3: what is made of a bucket, and with which providers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provider.resources.s3_write_policy import s3_write_policy
from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import CREDENTIAL, Synth
from tests.constructs_lib.storing import (
    CREATE_FIRST,
    NAME,
    REGION,
    address,
    only,
    policy_of,
    settings_of,
    stack_with_both_providers,
)


@pytest.fixture
def stack(backend: Backend) -> Any:
    return stack_with_both_providers(backend)


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
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
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
        ("user", construct.writer.user.arn),
        ("user_name", construct.writer.user.name),
        ("user_id", construct.writer.user.unique_id),
        ("any", construct.writer.user.attribute("tags_all")),
        ("policy", construct.writer.policy.policy),
        ("policy_name", construct.writer.policy.name),
        ("key", construct.writer.access_key.id),
        ("key_made", construct.writer.access_key.create_date),
        ("account", construct.settings.account_sid),
    ):
        backend.cdk.TerraformOutput(stack, name, value=value)

    made = synth()

    assert settings_of(made)["on_destroy"] == "retain"
    assert [each["id"] for each in made["import"]] == ["Default"]
    outputs = {name: output["value"] for name, output in made["output"].items()}
    assert outputs["credential"] == outputs["the_same"] == f"${{{address(made, 'twilio_credentials_aws')}.sid}}"
    user, policy, key = (address(made, f"aws_iam_{each}") for each in ("user", "user_policy", "access_key"))
    told = {
        "user": f"${{{user}.arn}}",
        "user_name": f"${{{user}.name}}",
        "user_id": f"${{{user}.unique_id}}",
        "any": f"${{{user}.tags_all}}",
        "policy": f"${{{policy}.policy}}",
        "policy_name": f"${{{policy}.name}}",
        "key": f"${{{key}.id}}",
        "key_made": f"${{{key}.create_date}}",
    }
    assert outputs.items() >= told.items()


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
