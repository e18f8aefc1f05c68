"""Storage in S3: what is refused, all at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth, refused
from tests.constructs_lib.storing import (
    NAME,
    REGION,
    stack_with_both_providers,
)


@pytest.fixture
def stack(backend: Backend) -> Any:
    return stack_with_both_providers(backend)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_stays_in_the_tree(stack: Any, storage: Any, synth: Synth) -> None:
    told = refused(
        storage,
        stack,
        "storage",
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
        assert refused(storage, stack, "storage", bucket=bucket) == {
            "region": "The bucket does not tell its region: give region, such as eu-west-1."
        }


def test_something_that_is_no_bucket_is_told_what_is_wanted(stack: Any, storage: Any) -> None:
    told = refused(storage, stack, "storage", bucket=object(), region=REGION)

    assert told["bucket"].endswith("Give an object with bucket and arn, such as an S3Bucket, or the name of the bucket.")


@pytest.mark.parametrize("version", [1.5, -1])
def test_a_key_version_is_a_whole_number(stack: Any, storage: Any, version: Any) -> None:
    assert set(refused(storage, stack, "storage", bucket=NAME, region=REGION, key_version=version)) == {"key_version"}


@pytest.mark.parametrize(("version", "given"), [("2", r"str \('2'\)"), (True, r"bool \(True\)")])
def test_a_key_version_that_is_no_number_is_a_type_error(stack: Any, storage: Any, version: Any, given: str) -> None:
    with pytest.raises(TypeError, match=rf"{storage.__name__}\.key_version must be a whole number, not {given}"):
        storage(stack, "storage", bucket=NAME, region=REGION, key_version=version)


def test_a_credential_that_twilio_has_leaves_no_use_for_what_describes_a_user(stack: Any, storage: Any) -> None:
    told = refused(
        storage, stack, "storage", bucket=NAME, region=REGION, credential_sid="CR1", user_name="writer", kms_key=parts.KMS_KEY
    )

    assert told["credential_sid"] == '"CR1" is not a credential SID (CR and 32 hexadecimal digits).'
    assert "nothing is made at AWS" in told["user_name"]
    assert "nothing is made at AWS" in told["kms_key"]


def test_a_stack_without_the_aws_provider_is_told_so(backend: Backend, storage: Any, synth: Synth) -> None:
    stack = backend.cdk.TerraformStack(backend.cdk.Testing.app(), "bare")
    backend.l1.TwilioProvider(stack, "twilio")
    storage(stack, "storage", bucket=NAME, region=REGION, write_only_secret=False)

    with pytest.raises(RuntimeError, match=r"without a matching provider construct.*aws"):
        synth(stack, validate=True)


def test_hcl_has_the_same_resources(backend: Backend, stack: Any, storage: Any) -> None:
    storage(stack, "storage", bucket=NAME, region=REGION, path="p")

    hcl = backend.cdk.Testing.synth_hcl(stack)

    for resource_type in ("aws_iam_user", "aws_iam_user_policy", "aws_iam_access_key", "twilio_credentials_aws"):
        assert f'resource "{resource_type}"' in hcl
    assert f'aws_s3_url = "https://{NAME}.s3-{REGION}.amazonaws.com/p/"' in " ".join(hcl.split())
