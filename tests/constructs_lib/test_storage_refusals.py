"""Storage in S3: what is refused, all at once."""

from __future__ import annotations

from typing import Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.constructs_lib.storing import (
    KINDS,
    NAME,
    REGION,
    stack_with_both_providers,
)


@pytest.fixture(params=KINDS)
def storage(backend: Backend, request: pytest.FixtureRequest) -> Any:
    """The two constructs in turn."""
    return getattr(backend.l1, request.param)


@pytest.fixture
def stack(backend: Backend) -> Any:
    return stack_with_both_providers(backend)


def refused(storage: Any, stack: Any, **arguments: Any) -> dict[str, str]:
    """What a construct is refused for: argument and text."""
    with pytest.raises(InvalidConfiguration) as raised:
        storage(stack, "storage", **arguments)
    assert str(raised.value).startswith("stack/storage is not configured correctly:\n  ")
    return {str(problem.path[0]): problem.detail for problem in raised.value.problems}


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


@pytest.mark.parametrize("version", [1.5, -1])
def test_a_key_version_is_a_whole_number(stack: Any, storage: Any, version: Any) -> None:
    assert set(refused(storage, stack, bucket=NAME, region=REGION, key_version=version)) == {"key_version"}


@pytest.mark.parametrize(("version", "given"), [("2", r"str \('2'\)"), (True, r"bool \(True\)")])
def test_a_key_version_that_is_no_number_is_a_type_error(stack: Any, storage: Any, version: Any, given: str) -> None:
    with pytest.raises(TypeError, match=rf"{storage.__name__}\.key_version must be a whole number, not {given}"):
        storage(stack, "storage", bucket=NAME, region=REGION, key_version=version)


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


def test_settings_of_another_kind_or_cdk_are_a_type_error(backend: Backend, stack: Any) -> None:
    other = Backend.named("cdktn" if backend.name == "cdktf" else "cdktf")
    elsewhere = other.cdk.TerraformStack(other.cdk.Testing.app(), "elsewhere")
    foreign = other.l1.VideoRecordingSettings(elsewhere, "settings", friendly_name="prod")
    compositions = backend.l1.VideoCompositionSettings(stack, "settings", friendly_name="prod")

    wanted = rf"RecordingStorage\.settings must be a constructs_lib\.{backend.name}\.VideoRecordingSettings, not a "
    for number, (settings, given) in enumerate(
        (
            (compositions, rf"constructs_lib\.{backend.name}\.VideoCompositionSettings"),
            (foreign, rf"constructs_lib\.{other.name}\.VideoRecordingSettings"),
            ("settings", "str"),
        )
    ):
        with pytest.raises(TypeError, match=wanted + given):
            backend.l1.RecordingStorage(stack, f"storage{number}", bucket=NAME, region=REGION, settings=settings)


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


def test_settings_of_another_account_are_refused(backend: Backend, stack: Any, storage: Any) -> None:
    twilio = backend.l1.TwilioProvider(stack, "sub", alias="sub")
    settings = storage._settings_class(stack, "settings", friendly_name="prod")

    told = refused(storage, stack, bucket=NAME, region=REGION, settings=settings, provider=twilio)

    assert told == {
        "provider": "It is twilio.sub, and that of settings is the default one: an account's settings cannot name what another "
        "account holds. Leave provider out."
    }
