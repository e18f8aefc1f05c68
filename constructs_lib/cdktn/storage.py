"""A bucket in, stored recordings (or compositions) out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, Self, TypedDict, Unpack

import cdktn as cdk
from constructs import Construct

from provider.framework.blocks import Check
from provider.framework.diagnostics import Diagnostic, error
from provider.resources import _s3

from ..errors import InvalidConfiguration
from ._aws import CREATE_FIRST, BucketWriter
from ._settings import Leaving, S
from .credentials_aws import CredentialsAws
from .video_composition_settings import VideoCompositionSettings
from .video_recording_settings import VideoRecordingSettings


class BucketLike(Protocol):
    """What is asked of a bucket: a prebuilt `S3Bucket` or `DataAwsS3Bucket` of either CDK has it."""

    @property
    def bucket(self) -> str: ...
    @property
    def arn(self) -> str: ...


class KeyLike(Protocol):
    """What is asked of a KMS key: a prebuilt `KmsKey` has it."""

    @property
    def arn(self) -> str: ...


class StorageOptions(TypedDict, Generic[S], total=False):
    """What the factory takes, as the constructor does."""

    path: str
    region: str
    friendly_name: str
    settings: S
    adopt_existing: bool
    on_destroy: Leaving
    provider: cdk.TerraformProvider


class _Storage(Construct, Generic[S]):
    """Everything between a bucket and the settings that store in it; see the subclasses."""

    _settings_class: ClassVar[type[Any]]
    _media: ClassVar[str]

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        bucket: BucketLike | str,
        path: str | None = None,
        region: str | None = None,
        kms_key: KeyLike | str | None = None,
        friendly_name: str | None = None,
        settings: S | None = None,
        credential_sid: str | None = None,
        key_version: int = 1,
        write_only_secret: bool = True,
        user_name: str | None = None,
        adopt_existing: bool | None = None,
        on_destroy: Leaving | None = None,
        provider: cdk.TerraformProvider | None = None,
        aws_provider: cdk.TerraformProvider | None = None,
    ) -> None:
        """
        :param bucket: The bucket: an object with `bucket` and `arn` (and `region`), or its name.
        :param path: Path in the bucket to store under. Default: the bucket itself.
        :param region: Region of the bucket, where the object does not tell it.
        :param kms_key: The key that the bucket encrypts with by default (SSE-KMS), if it does: an object with `arn`, or its ARN.
        :param friendly_name: Label of the settings. Default: the construct's path.
        :param settings: Settings to complete, as those of `EncryptedRecordings`. Default: settings of its own.
        :param credential_sid: SID of a credential that Twilio has already: no user, policy and key are made then.
        :param key_version: Raise it by one to rotate the access key, in one deploy.
        :param write_only_secret: Keep the secret out of the credential's state; needs Terraform or OpenTofu 1.11.
        :param user_name: Name of the IAM user. Default: made from the construct's path.
        :param adopt_existing: See the settings.
        :param on_destroy: See the settings.
        :param provider: The Twilio provider configuration, if not the default one.
        :param aws_provider: The AWS provider configuration, if not the default one.

        Raises `InvalidConfiguration` with everything that is wrong.
        """
        super().__init__(scope, id_)
        place = _Place.of(bucket, region, path, kms_key)
        if problems := list(place.problems(needs_policy=credential_sid is None)):
            raise InvalidConfiguration(self.node.path, problems)
        self.url = _s3.bucket_url(place.bucket, place.region, path)
        """URL that is stored to."""
        self.writer: BucketWriter | None = None
        """The IAM user, policy and key; none with `credential_sid`."""
        self.credential: CredentialsAws | None = None
        """The credential that Twilio holds; none with `credential_sid`."""
        if credential_sid is None:
            self.writer = BucketWriter(
                self,
                "Writer",
                user_name=user_name or _user_name(self._media, self.node.path),
                policy=json.dumps(_s3.write_policy(place.arn, path, place.kms_key_arn)),
                policy_id=place.digest,
                key_version=key_version,
                provider=aws_provider,
            )
            self.credential = self._make_credential(self.writer, key_version, write_only_secret, provider)
        self.credential_sid = credential_sid or (self.credential.sid if self.credential else "")
        """SID of the credential that writes."""
        self.settings: S = settings or self._settings_class(
            self,
            "Settings",
            friendly_name=friendly_name or self.node.path,
            adopt_existing=adopt_existing,
            on_destroy=on_destroy,
            provider=provider,
        )
        """The account's settings."""
        self._store()

    @classmethod
    def from_credential_sid(
        cls, scope: Construct, id_: str, credential_sid: str, *, bucket: BucketLike | str, **options: Unpack[StorageOptions[S]]
    ) -> Self:
        """Storage with a credential that Twilio has already; nothing is made at AWS."""
        return cls(scope, id_, bucket=bucket, credential_sid=credential_sid, **options)

    def _make_credential(
        self, writer: BucketWriter, key_version: int, write_only: bool, provider: cdk.TerraformProvider | None
    ) -> CredentialsAws:
        secret = writer.access_key.attribute("secret")
        return CredentialsAws(
            self,
            "Credential",
            friendly_name=self.node.path[-64:],
            aws_access_key_id=writer.access_key.attribute("id"),
            aws_secret_access_key=None if write_only else secret,
            aws_secret_access_key_wo=secret if write_only else None,
            aws_secret_access_key_wo_version=key_version if write_only else None,
            lifecycle=CREATE_FIRST,
            provider=provider,
        )

    def _store(self) -> None:
        self.settings.aws_storage_enabled = True
        self.settings.aws_credentials_sid = self.credential_sid
        self.settings.aws_s3_url = self.url
        if self.writer is not None:
            # Twilio writes a test file as soon as the settings say so. (Later dependencies are given as an address, not a token.)
            policy = self.writer.policy
            address = f"{policy.terraform_resource_type}.{policy.friendly_unique_id}"
            self.settings.depends_on = [*(self.settings.depends_on or []), address]


@dataclass(frozen=True)
class _Place:
    """Where the bucket is. Each value may be a token."""

    bucket: str
    region: str
    arn: str
    path: str | None
    kms_key_arn: str | None
    digest: str
    """Tells one place from another, and is the same at each synth, which tokens are not."""

    @classmethod
    def of(cls, bucket: BucketLike | str, region: str | None, path: str | None, kms_key: KeyLike | str | None) -> Self:
        if isinstance(bucket, str):
            name, arn, identity = bucket, f"arn:{'aws-cn' if (region or '').startswith('cn-') else 'aws'}:s3:::{bucket}", bucket
        else:
            name, arn = _first_of(bucket, "bucket", "bucket_name"), _first_of(bucket, "arn", "bucket_arn")
            region = region or _first_of(bucket, "region", "bucket_region")
            # A bucket that gets another name is another place, though the construct is the same; prebuilt ones tell the name.
            identity = f"{bucket.node.path}={_first_of(bucket, 'bucket_input')}" if isinstance(bucket, Construct) else name
        kms_key_arn = kms_key if isinstance(kms_key, str) or kms_key is None else kms_key.arn
        key_identity = kms_key.node.path if isinstance(kms_key, Construct) else kms_key_arn
        digest = hashlib.sha256(f"{identity}|{path}|{key_identity}".encode()).hexdigest()[:8].upper()
        return cls(name, region or "", arn, path, kms_key_arn, digest)

    def problems(self, *, needs_policy: bool) -> Iterator[Diagnostic]:
        checks: list[tuple[str, Check, str | None]] = [
            ("bucket", _s3.bucket_name, self.bucket),
            ("path", _s3.key_prefix, self.path),
        ]
        if self.region:
            checks.append(("region", _s3.region_name, self.region))
        else:
            yield error("Missing region", "The bucket does not tell its region: give region, such as eu-west-1.", ("region",))
        if needs_policy:
            checks += [("bucket", _s3.bucket_arn, self.arn), ("kms_key", _s3.kms_key_arn, self.kms_key_arn)]
        for name, check, value in checks:
            if value and not cdk.Token.is_unresolved(value) and (problem := check(value)):
                yield error(f"Invalid {name}", problem, (name,))


def _first_of(thing: object, *names: str) -> str:
    return next((value for name in names if isinstance(value := getattr(thing, name, None), str)), "")


def _user_name(media: str, path: str) -> str:
    """A name for the IAM user: at most 64 characters of those that IAM allows, unlike that of any other construct path."""
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return f"twilio-{media}-{re.sub('[^A-Za-z0-9]+', '-', path)[-36:].strip('-')}-{digest}"


class RecordingStorage(_Storage[VideoRecordingSettings]):
    """Stores an account's recordings in a bucket.

    Makes an IAM user that may only put objects under the path, its access key, the credential at Twilio, and settings that use
    it: each before what needs it, and each replacement before what it replaces goes. The stack declares the AWS provider.
    """

    _settings_class = VideoRecordingSettings
    _media = "recordings"


class CompositionStorage(_Storage[VideoCompositionSettings]):
    """Stores an account's compositions in a bucket: what `RecordingStorage` does, for compositions."""

    _settings_class = VideoCompositionSettings
    _media = "compositions"
