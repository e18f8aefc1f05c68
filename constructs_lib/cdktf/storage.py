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

from provider.framework.diagnostics import Diagnostic, error
from provider.framework.schema.checks import matches
from provider.resources import s3
from provider.resources.checks import credential_sid as is_credential_sid

from ._accounts import EACH, Accounts, Exceptions
from ._construct_arguments import ConstructArguments, wrong_value
from ._settings import CREATE_FIRST, OnDestroyValue, S, SettingsConstruct, SettingsOptions
from .bucket_writer import BucketWriter
from .generated import CredentialsAws, VideoCompositionSettings, VideoRecordingSettings


class BucketLike(Protocol):
    """A bucket, such as a prebuilt `S3Bucket` or `DataAwsS3Bucket` of either CDK."""

    @property
    def bucket(self) -> str: ...
    @property
    def arn(self) -> str: ...


class BucketConstruct(Protocol):
    """A bucket with the names of a `Bucket` of TerraConstructs."""

    @property
    def bucket_name(self) -> str: ...
    @property
    def bucket_arn(self) -> str: ...


class KeyLike(Protocol):
    """A KMS key, such as a prebuilt `KmsKey`."""

    @property
    def arn(self) -> str: ...


class KeyConstruct(Protocol):
    """A KMS key with the name of a `Key` of TerraConstructs."""

    @property
    def key_arn(self) -> str: ...


Bucket: TypeAlias = BucketLike | BucketConstruct | str
Key: TypeAlias = KeyLike | KeyConstruct | str


class StorageOptions(SettingsOptions[S], total=False):
    """What the factory takes besides, as the constructor does."""

    path: str | PathLike[str]
    region: str


class _Storage(SettingsConstruct[S]):
    """Everything between a bucket and the settings that store in it."""

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
        account_sid: str | None = None,
        accounts: Accounts | None = None,
        exceptions: Exceptions | None = None,
        settings: S | None = None,
        credential_sid: str | None = None,
        key_version: int = 1,
        write_only_secret: bool = True,
        user_name: str | None = None,
        adopt_existing: bool | cdk.IResolvable | None = None,
        on_destroy: OnDestroyValue | None = None,
        provider: cdk.TerraformProvider | None = None,
        aws_provider: cdk.TerraformProvider | None = None,
    ) -> None:
        """Make everything that stores in the bucket, from the IAM user to the settings.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param bucket: The bucket: an object with `bucket`, `arn` and perhaps `region`, or its name.
        :param path: The path in the bucket. Default: none, so that the whole bucket is written to.
        :param region: The region of the bucket, if the object has none.
        :param kms_key: The key of the bucket's default encryption (SSE-KMS), if it has one: an object with `arn`, or its ARN.
        :param friendly_name: Label of the settings. Default: the construct's path.
        :param account_sid: The account, where it is a subaccount of the provider's.
        :param accounts: Many accounts: a list of their SIDs, a `DataTwilioAccounts`, or an iterator whose keys are SIDs. Then
            there is one of each thing per account, with `for_each`, and each account's SID ends its path: no account's key writes
            into another's.
        :param exceptions: By the SID of an account, its own `path`, `friendly_name`, `adopt_existing` and `on_destroy`, in the
            place of the common ones.
        :param settings: Settings to complete, as those of an encryption construct. Default: settings of its own.
        :param credential_sid: SID of a credential that Twilio has already. Then nothing is made at AWS.
        :param key_version: The version of the access key. Raise it by one to rotate the key, in one deploy.
        :param write_only_secret: Keep the secret out of the credential's state. This needs Terraform or OpenTofu 1.11, and with
            cdktn a `targetVersions` that says so. The AWS provider still has the secret in the state of its access key: if
            that must not be, make the key elsewhere and give `credential_sid`.
        :param user_name: Name of the IAM user. Default: made from the construct's path. With `accounts`, the names of the users
            begin with it and end with the SID.
        :param adopt_existing: See the settings.
        :param on_destroy: See the settings.
        :param provider: The Twilio provider configuration, if not that of `settings`, or the default one.
        :param aws_provider: The AWS provider configuration, if not the default one.

        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: With everything that is wrong.
        """
        given = ConstructArguments(self)
        place = _Place.of(given, bucket, region, path, kms_key)
        credential_sid, user_name = given.text("credential_sid", credential_sid), given.text("user_name", user_name)
        write_only_secret = given.known_flag("write_only_secret", write_only_secret)
        key_version = given.known_number("key_version", key_version)
        aws_provider = given.provider("aws_provider", aws_provider)
        super().__init__(
            scope,
            id_,
            given,
            own_exceptions={"path": s3.key_prefix},
            settings=settings,
            account_sid=account_sid,
            accounts=accounts,
            exceptions=exceptions,
            provider=provider,
            friendly_name=friendly_name,
            adopt_existing=adopt_existing,
            on_destroy=on_destroy,
        )
        many = self._accounts.for_each is not None
        self._problems += place.problems()
        self._problems += self._accounts.shared_paths(place.path)
        self._problems += _wrong_in_writer(credential_sid, key_version, user_name, kms_key, many=many)
        self._create_construct()
        path = self._accounts.path(self, place.path)
        self.url: str = s3.bucket_url(place.bucket, place.region, path)
        """The URL to store to. With `accounts`, it is that of the account, for elements with the same `for_each`."""
        self.writer: BucketWriter | None = None
        """What is made at AWS: its `user`, `policy` and `access_key`. None with `credential_sid`."""
        self.credential: CredentialsAws | None = None
        """The credential at Twilio. None with `credential_sid`."""
        self._credential_sid = credential_sid or ""
        if credential_sid is None:
            self.writer = BucketWriter._create(
                self,
                "Writer",
                user_name=_user_name(self._media, self._path, user_name, many=many),
                bucket_arn=place.arn,
                path=path,
                kms_key_arn=place.kms_key_arn,
                key_version=key_version,
                provider=aws_provider,
                for_each=self._accounts.for_each,
            )
            self.credential = self._make_credential(self.writer, key_version, write_only_secret)
            self._credential_sid = self._accounts.expression(self.credential, "sid")
        completed = {"aws_storage_enabled": True, "aws_credentials_sid": self._credential_sid, "aws_s3_url": self.url}
        # As soon as the settings name a place, Twilio writes a test file there.
        dependencies = [] if self.writer is None else [self.writer.policy]
        self.settings: S = self._complete(completed, *dependencies)
        """The account's settings."""

    @property
    def credential_sid(self) -> str:
        """SID of the credential that writes."""
        return self._token_of(self.credential, self._credential_sid)

    @classmethod
    def from_credential_sid(
        cls, scope: Construct, id_: str, credential_sid: str, *, bucket: Bucket, **options: Unpack[StorageOptions[S]]
    ) -> Self:
        """Storage with a credential that Twilio has already; nothing is made at AWS.

        :param options: What the constructor takes besides.
        """
        return cls(scope, id_, bucket=bucket, credential_sid=credential_sid, **options)

    def _make_credential(self, writer: BucketWriter, key_version: int, write_only: bool) -> CredentialsAws:
        secret = writer._key_secret
        return CredentialsAws(
            self,
            "Credential",
            friendly_name=self._label,
            aws_access_key_id=writer._key_id,
            aws_secret_access_key=None if write_only else secret,
            aws_secret_access_key_wo=secret if write_only else None,
            aws_secret_access_key_wo_version=key_version if write_only else None,
            account_sid=self._accounts.sid,
            for_each=self._accounts.for_each,
            lifecycle=CREATE_FIRST,
            provider=self._provider,
        )


@dataclass(frozen=True)
class _Place:
    """Where to store. Each value may be a token, and is "" if it is not known."""

    bucket: str
    region: str
    arn: str
    path: str | None
    kms_key_arn: str | None
    named: bool
    """Whether the bucket was given by its name, from which its ARN is made."""

    @classmethod
    def of(cls, given: ConstructArguments, bucket: Any, region: Any, path: Any, kms_key: Any) -> Self:
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
_begins_user_name = matches(r"[A-Za-z0-9+=,.@_-]{1,29}", "what names of IAM users begin with (1 to 29 of their characters)")


def _wrong_in_writer(
    credential_sid: str | None, key_version: int, user_name: str | None, kms_key: Key | None, *, many: bool
) -> Iterator[Diagnostic]:
    yield from wrong_value("credential_sid", is_credential_sid, credential_sid)
    yield from wrong_value("user_name", _begins_user_name if many else _is_user_name, user_name)
    if credential_sid is not None and many:
        text = "A credential is one account's, and there are several: leave it out, and each gets its own."
        yield error("Whose credential?", text, ("credential_sid",))
    if credential_sid is not None:
        for name, value in (("user_name", user_name), ("kms_key", kms_key)):
            if value is not None:
                text = "With credential_sid nothing is made at AWS: leave it out, and see to the policy of the credential's user."
                yield error("No user is made", text, (name,))
    if not isinstance(key_version, int) or key_version < 1:
        yield error("Invalid key_version", "It must be a whole number from 1 on, known at synth.", ("key_version",))


def _first_of(thing: object, *names: str) -> str:
    return next((value for name in names if isinstance(value := getattr(thing, name, None), str)), "")


def _user_name(media: str, path: str, given: str | None, *, many: bool) -> str:
    """The name of the IAM user: at most 64 characters, as IAM has it, and another one for each construct path."""
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    if many:
        return f"{given}-{EACH}" if given else f"twilio-{media}-{EACH}-{digest}"
    if given:
        return given
    return f"twilio-{media}-{re.sub('[^A-Za-z0-9]+', '-', path)[-35:].strip('-')}-{digest}"


class RecordingStorage(_Storage[VideoRecordingSettings]):
    """Stores an account's recordings in a bucket.

    - It makes an IAM user that may only put objects under the path, its access key, the credential at Twilio, and the settings.
    - Each is made before what needs it, and each replacement before the old one is deleted.
    - The stack declares the AWS provider.
    - To take over settings that the account has already, give `adopt_existing=True`, or call `settings.import_from("Default")`.
      With `accounts`, only the first works.
    """

    _settings_class = VideoRecordingSettings
    _media = "recordings"


class CompositionStorage(_Storage[VideoCompositionSettings]):
    """Stores an account's compositions in a bucket: what `RecordingStorage` does, for compositions."""

    _settings_class = VideoCompositionSettings
    _media = "compositions"
