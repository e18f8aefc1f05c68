"""A bucket in, stored recordings (or compositions) out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any, ClassVar, Protocol, Self, TypeAlias, Unpack

import cdktf as cdk
from constructs import Construct

from provider.framework.checks import matches
from provider.framework.diagnostics import Diagnostic, error
from provider.resources import s3
from provider.resources.checks import credential_sid as is_credential_sid

from ._aws import CREATE_FIRST
from ._given import Given, wrong_value
from ._settings import Leaving, S, SettingsConstruct, SettingsOptions, label
from .bucket_writer import BucketWriter
from .generated import CredentialsAws, VideoCompositionSettings, VideoRecordingSettings


class BucketLike(Protocol):
    """What is asked of a bucket: a prebuilt `S3Bucket` or `DataAwsS3Bucket` of either CDK has it."""

    @property
    def bucket(self) -> str: ...
    @property
    def arn(self) -> str: ...


class BucketConstruct(Protocol):
    """The same by the names that a TerraConstructs `Bucket` has."""

    @property
    def bucket_name(self) -> str: ...
    @property
    def bucket_arn(self) -> str: ...


class KeyLike(Protocol):
    """What is asked of a KMS key: a prebuilt `KmsKey` has it."""

    @property
    def arn(self) -> str: ...


class KeyConstruct(Protocol):
    """The same by the name that a TerraConstructs `Key` has."""

    @property
    def key_arn(self) -> str: ...


Bucket: TypeAlias = BucketLike | BucketConstruct | str
Key: TypeAlias = KeyLike | KeyConstruct | str


class StorageOptions(SettingsOptions[S], total=False):
    """What the factory takes, as the constructor does."""

    path: str | PathLike[str]
    region: str


class _Storage(SettingsConstruct[S]):
    """Everything between a bucket and the settings that store in it; see the subclasses."""

    _media: ClassVar[str]
    _completes = ("aws_credentials_sid", "aws_s3_url", "aws_storage_enabled")

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        bucket: Bucket,
        path: str | PathLike[str] | None = None,
        region: str | None = None,
        kms_key: Key | None = None,
        friendly_name: str | None = None,
        settings: S | None = None,
        credential_sid: str | None = None,
        key_version: int = 1,
        write_only_secret: bool = True,
        user_name: str | None = None,
        adopt_existing: bool | cdk.IResolvable | None = None,
        on_destroy: Leaving | None = None,
        provider: cdk.TerraformProvider | None = None,
        aws_provider: cdk.TerraformProvider | None = None,
    ) -> None:
        """Make all that stores in the bucket, from the IAM user to the settings, unless Twilio has a credential for it already.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param bucket: The bucket: an object with `bucket` and `arn` (and `region`), or its name.
        :param path: Path in the bucket to store under. Default: the bucket itself.
        :param region: Region of the bucket, where the object does not tell it.
        :param kms_key: The key that the bucket encrypts with by default (SSE-KMS), if it does: an object with `arn`, or its ARN.
        :param friendly_name: Label of the settings. Default: the construct's path.
        :param settings: Settings to complete, as those of an encryption construct. Default: settings of its own.
        :param credential_sid: SID of a credential that Twilio has already: no user, policy and key are made then.
        :param key_version: Raise it by one to rotate the access key, in one deploy.
        :param write_only_secret: Keep the secret out of the credential's state; needs Terraform or OpenTofu 1.11, which cdktn
            wants to see in `targetVersions`. The AWS provider has it in the state of its access key all the same: if that
            must not be, make the key elsewhere and give `credential_sid`.
        :param user_name: Name of the IAM user. Default: made from the construct's path.
        :param adopt_existing: See the settings.
        :param on_destroy: See the settings.
        :param provider: The Twilio provider configuration. Default: that of `settings`, or else the default one.
        :param aws_provider: The AWS provider configuration, if not the default one.

        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: With everything that is wrong.
        """
        given = Given(self)
        place = _Place.of(given, bucket, region, path, kms_key)
        credential_sid, user_name = given.text("credential_sid", credential_sid), given.text("user_name", user_name)
        friendly_name, on_destroy = given.text("friendly_name", friendly_name), given.text("on_destroy", on_destroy)
        adopt_existing = given.flag("adopt_existing", adopt_existing)
        write_only_secret = given.known_flag("write_only_secret", write_only_secret)
        key_version = given.known_number("key_version", key_version)
        provider, aws_provider = given.provider("provider", provider), given.provider("aws_provider", aws_provider)
        super().__init__(scope, id_, given)
        provider = self._provider_for(settings, provider)
        self._problems += place.problems()
        self._problems += _wrong_in_writer(credential_sid, key_version, user_name, kms_key)
        with self._collecting():
            self.settings: S = self._settings_from(settings, friendly_name, adopt_existing, on_destroy, provider)
            """The account's settings."""
        self._refuse_problems()
        self.url: str = s3.bucket_url(place.bucket, place.region, place.path)
        """URL that is stored to."""
        self.writer: BucketWriter | None = None
        """What is made at AWS, its `user`, `policy` and `access_key`; none with `credential_sid`."""
        self.credential: CredentialsAws | None = None
        """The credential that Twilio holds; none with `credential_sid`."""
        if credential_sid is None:
            self.writer = BucketWriter(
                self,
                "Writer",
                user_name=user_name or _user_name(self._media, self.node.path),
                bucket_arn=place.arn,
                path=place.path,
                kms_key_arn=place.kms_key_arn,
                key_version=key_version,
                provider=aws_provider,
            )
            self.credential = self._make_credential(self.writer, key_version, write_only_secret, provider)
        self.credential_sid: str = credential_sid or (self.credential.sid if self.credential else "")
        """SID of the credential that writes."""
        self._complete_settings()

    @classmethod
    def from_credential_sid(
        cls, scope: Construct, id_: str, credential_sid: str, *, bucket: Bucket, **options: Unpack[StorageOptions[S]]
    ) -> Self:
        """Storage with a credential that Twilio has already; nothing is made at AWS.

        :param options: What the constructor takes besides.
        """
        return cls(scope, id_, bucket=bucket, credential_sid=credential_sid, **options)

    def _make_credential(
        self, writer: BucketWriter, key_version: int, write_only: bool, provider: cdk.TerraformProvider | None
    ) -> CredentialsAws:
        secret = writer.access_key.secret
        return CredentialsAws(
            self,
            "Credential",
            friendly_name=label(self),
            aws_access_key_id=writer.access_key.id,
            aws_secret_access_key=None if write_only else secret,
            aws_secret_access_key_wo=secret if write_only else None,
            aws_secret_access_key_wo_version=key_version if write_only else None,
            lifecycle=CREATE_FIRST,
            provider=provider,
        )

    def _complete_settings(self) -> None:
        self.settings.aws_storage_enabled = True
        self.settings.aws_credentials_sid = self.credential_sid
        self.settings.aws_s3_url = self.url
        if self.writer is not None:
            # Twilio writes a test file as soon as the settings say so.
            self.settings._wait_for(self.writer.policy)


@dataclass(frozen=True)
class _Place:
    """Where the bucket is. Each value may be a token; "" is what could not be found out."""

    bucket: str
    region: str
    arn: str
    path: str | None
    kms_key_arn: str | None
    named: bool
    """Whether the bucket was given by its name, so that the ARN is made of that."""

    @classmethod
    def of(cls, given: Given, bucket: Any, region: Any, path: Any, kms_key: Any) -> Self:
        bucket = given.thing("bucket", bucket, "a bucket (an object with bucket and arn, such as an S3Bucket) or its name")
        region, path = given.text("region", region), given.text("path", path)
        if kms_key is not None:
            kms_key = given.thing("kms_key", kms_key, "a KMS key (an object with arn) or its ARN")
        kms_key_arn = kms_key if isinstance(kms_key, str) or kms_key is None else _first_of(kms_key, "arn", "key_arn")
        if isinstance(bucket, str):
            arn = f"arn:{s3.partition(region or '')}:s3:::{bucket}"
            return cls(bucket, region or "", arn, path, kms_key_arn, named=True)
        name, arn = _first_of(bucket, "bucket", "bucket_name"), _first_of(bucket, "arn", "bucket_arn")
        return cls(name, region or _first_of(bucket, "region"), arn, path, kms_key_arn, named=False)

    def problems(self) -> Iterator[Diagnostic]:
        if not self.bucket or not self.arn:
            what = "Give an object with bucket and arn, such as an S3Bucket, or the name of the bucket."
            yield error("Invalid bucket", f"It has no name or no ARN. {what}", ("bucket",))
        else:
            yield from wrong_value("bucket", s3.bucket_name, self.bucket)
            yield from wrong_value("bucket", s3.bucket_arn, None if self.named else self.arn)
        if not self.region:
            yield error("Missing region", "The bucket does not tell its region: give region, such as eu-west-1.", ("region",))
        yield from wrong_value("region", s3.region_name, self.region or None)
        yield from wrong_value("path", s3.key_prefix, self.path)
        yield from wrong_value("kms_key", s3.kms_key_arn, self.kms_key_arn)


_is_user_name = matches(r"[A-Za-z0-9+=,.@_-]{1,64}", "a name for an IAM user (1 to 64 letters, digits and + = , . @ _ -)")


def _wrong_in_writer(
    credential_sid: str | None, key_version: int, user_name: str | None, kms_key: Key | None
) -> Iterator[Diagnostic]:
    yield from wrong_value("credential_sid", is_credential_sid, credential_sid)
    yield from wrong_value("user_name", _is_user_name, user_name)
    if credential_sid is not None:
        for name, value in (("user_name", user_name), ("kms_key", kms_key)):
            if value is not None:
                text = "With credential_sid nothing is made at AWS: leave it out, and see to the policy of the credential's user."
                yield error("No user is made", text, (name,))
    if not isinstance(key_version, int) or key_version < 1:
        yield error("Invalid key_version", "It must be a whole number from 1 on, known at synth.", ("key_version",))


def _first_of(thing: object, *names: str) -> str:
    return next((value for name in names if isinstance(value := getattr(thing, name, None), str)), "")


def _user_name(media: str, path: str) -> str:
    """A name for the IAM user: at most 64 characters of those that IAM allows, unlike that of any other construct path."""
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return f"twilio-{media}-{re.sub('[^A-Za-z0-9]+', '-', path)[-35:].strip('-')}-{digest}"


class RecordingStorage(_Storage[VideoRecordingSettings]):
    """Stores an account's recordings in a bucket.

    Makes an IAM user that may only put objects under the path, its access key, the credential at Twilio, and settings that use
    it: each before what needs it, and each replacement before what it replaces goes. The stack declares the AWS provider.
    To take over settings that the account has, `settings.import_from("Default")` or give `adopt_existing=True`.
    """

    _settings_class = VideoRecordingSettings
    _media = "recordings"


class CompositionStorage(_Storage[VideoCompositionSettings]):
    """Stores an account's compositions in a bucket: what `RecordingStorage` does, for compositions."""

    _settings_class = VideoCompositionSettings
    _media = "compositions"
