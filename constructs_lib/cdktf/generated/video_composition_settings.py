"""The resource `twilio_video_composition_settings`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import cdktf as cdk
from constructs import Construct

from ..._calls import NamedArguments
from ...enums import OnDestroy
from .._base import BlockReference, Resource
from ..meta_arguments import Connection, Dependency, Lifecycle, Provisioner

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema


@dataclass(frozen=True, kw_only=True)
class VideoCompositionSettingsTimeouts(NamedArguments):
    """How long each operation may take."""

    create: str | None = None
    """Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    update: str | None = None
    """Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    delete: str | None = None
    """Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class VideoCompositionSettingsTimeoutsOutputReference(BlockReference):
    """How long each operation may take."""

    @property
    def create(self) -> str:
        """Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("create")

    @create.setter
    def create(self, value: str) -> None:
        self._set("create", value)

    @property
    def create_input(self) -> str | None:
        """What was given for `create`; None if nothing was."""
        given: str | None = self._held("create")
        return given

    def reset_create(self) -> None:
        """Leave `create` out again: it is not set then."""
        self._set("create", None)

    @property
    def read(self) -> str:
        """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("read")

    @read.setter
    def read(self, value: str) -> None:
        self._set("read", value)

    @property
    def read_input(self) -> str | None:
        """What was given for `read`; None if nothing was."""
        given: str | None = self._held("read")
        return given

    def reset_read(self) -> None:
        """Leave `read` out again: it is not set then."""
        self._set("read", None)

    @property
    def update(self) -> str:
        """Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("update")

    @update.setter
    def update(self, value: str) -> None:
        self._set("update", value)

    @property
    def update_input(self) -> str | None:
        """What was given for `update`; None if nothing was."""
        given: str | None = self._held("update")
        return given

    def reset_update(self) -> None:
        """Leave `update` out again: it is not set then."""
        self._set("update", None)

    @property
    def delete(self) -> str:
        """Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("delete")

    @delete.setter
    def delete(self, value: str) -> None:
        self._set("delete", value)

    @property
    def delete_input(self) -> str | None:
        """What was given for `delete`; None if nothing was."""
        given: str | None = self._held("delete")
        return given

    def reset_delete(self) -> None:
        """Leave `delete` out again: it is not set then."""
        self._set("delete", None)


class VideoCompositionSettings(Resource, jsii_type=Resource._KIND):
    """Where an account's Video compositions are stored, and whether they are encrypted.

    An account has exactly one such object. It applies to every composition that is made after it is set.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud. Once
    `twilio_video_recording_settings` encrypts, or stores in S3, no Compositions can be made of new recordings.
    """

    TF_RESOURCE_TYPE = "twilio_video_composition_settings"
    _singleton = True

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        friendly_name: str,
        account_sid: str | None = None,
        adopt_existing: bool | cdk.IResolvable | None = None,
        on_destroy: OnDestroy | Literal["restore", "reset", "retain"] | cdk.IResolvable | None = None,
        aws_credentials_sid: str | None = None,
        aws_s3_url: str | None = None,
        aws_storage_enabled: bool | cdk.IResolvable | None = None,
        encryption_key_sid: str | None = None,
        encryption_enabled: bool | cdk.IResolvable | None = None,
        timeouts: VideoCompositionSettingsTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the resource `twilio_video_composition_settings`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param friendly_name: Label shown in the Twilio Console. Must not be empty.
        :param account_sid: SID of the account that the settings belong to: a subaccount, or the provider's account, which is
            the default. Must be an account SID (AC and 32 hexadecimal digits). Changing it replaces the resource.
        :param adopt_existing: Take over settings that the account already has. Without it, a first apply refuses to overwrite
            live settings that store to S3, encrypt, or refer to a bucket or a credential which the configuration would
            change. A `friendly_name` alone is not protected. Default: `False`.
        :param on_destroy: What destroying leaves in the account: `restore` puts back what create or import found, `reset`
            turns both switches off and clears every reference, `retain` changes nothing. It steers a destroy only once it has
            been applied. Default: `"restore"`. Must be `restore`, `reset` or `retain`.
        :param aws_credentials_sid: SID of the stored AWS credential that writes to the bucket. Must be a credential SID (CR
            and 32 hexadecimal digits).
        :param aws_s3_url: URL of the bucket, and the path in it, that compositions are stored in, such as
            `https://my-bucket.s3-eu-west-1.amazonaws.com/compositions/`. Must be an https URL of a bucket, with or without a
            path in it: no port, no user name, no query, no fragment, and a host that S3 documents for buckets, or one of your
            own. A bucket with dots can be in the path only.
        :param aws_storage_enabled: Whether compositions are stored at `aws_s3_url` and not in Twilio's cloud. Default:
            `False`.
        :param encryption_key_sid: SID of the public key credential that compositions are encrypted with. Must be a credential
            SID (CR and 32 hexadecimal digits).
        :param encryption_enabled: Whether compositions are stored encrypted. Twilio does this for accounts of its Enterprise
            or Security Edition. Default: `False`.
        :param timeouts: How long each operation may take.
        :param connection: How provisioners connect.
        :param count: How many of it there are.
        :param depends_on: What has to be there first.
        :param for_each: Makes one for each element.
        :param lifecycle: How changes are carried out.
        :param provider: The provider configuration, if not the default one.
        :param provisioners: What runs on creating or destroying.
        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: A value is one that the provider would refuse.
        """
        super().__init__(
            scope,
            id_,
            {
                "friendly_name": friendly_name,
                "account_sid": account_sid,
                "adopt_existing": adopt_existing,
                "on_destroy": on_destroy,
                "aws_credentials_sid": aws_credentials_sid,
                "aws_s3_url": aws_s3_url,
                "aws_storage_enabled": aws_storage_enabled,
                "encryption_key_sid": encryption_key_sid,
                "encryption_enabled": encryption_enabled,
                "timeouts": timeouts,
            },
            connection=connection,
            count=count,
            depends_on=depends_on,
            for_each=for_each,
            lifecycle=lifecycle,
            provider=provider,
            provisioners=provisioners,
        )

    @staticmethod
    def _declared() -> BlockSchema:
        from provider.framework.schema.blocks import schema_of
        from provider.resources.composition_settings import CompositionSettings as Declaration

        return schema_of(Declaration)

    @property
    def id(self) -> str:
        """The account SID."""
        return self.get_string_attribute("id")

    @property
    def account_sid(self) -> str:
        """SID of the account that the settings belong to: a subaccount, or the provider's account, which is the default. Must be
        an account SID (AC and 32 hexadecimal digits). Changing it replaces the resource.
        """
        return self.get_string_attribute("account_sid")

    @account_sid.setter
    def account_sid(self, value: str) -> None:
        self._set("account_sid", value)

    @property
    def account_sid_input(self) -> str | None:
        """What was given for `account_sid`; None if nothing was."""
        given: str | None = self._given["account_sid"]
        return given

    def reset_account_sid(self) -> None:
        """Leave `account_sid` out again: it is set for you then."""
        self._set("account_sid", None)

    @property
    def friendly_name(self) -> str:
        """Label shown in the Twilio Console. Must not be empty."""
        return self.get_string_attribute("friendly_name")

    @friendly_name.setter
    def friendly_name(self, value: str) -> None:
        self._set("friendly_name", value)

    @property
    def friendly_name_input(self) -> str | None:
        """What was given for `friendly_name`; None if nothing was."""
        given: str | None = self._given["friendly_name"]
        return given

    @property
    def adopt_existing(self) -> cdk.IResolvable:
        """Take over settings that the account already has. Without it, a first apply refuses to overwrite live settings that
        store to S3, encrypt, or refer to a bucket or a credential which the configuration would change. A `friendly_name`
        alone is not protected. Default: `False`.
        """
        return self.get_boolean_attribute("adopt_existing")

    @adopt_existing.setter
    def adopt_existing(self, value: bool | cdk.IResolvable) -> None:
        self._set("adopt_existing", value)

    @property
    def adopt_existing_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `adopt_existing`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["adopt_existing"]
        return given

    def reset_adopt_existing(self) -> None:
        """Leave `adopt_existing` out again: it is `False` then."""
        self._set("adopt_existing", None)

    @property
    def on_destroy(self) -> str:
        """What destroying leaves in the account: `restore` puts back what create or import found, `reset` turns both switches
        off and clears every reference, `retain` changes nothing. It steers a destroy only once it has been applied. Default:
        `"restore"`. Must be `restore`, `reset` or `retain`.
        """
        return self.get_string_attribute("on_destroy")

    @on_destroy.setter
    def on_destroy(self, value: OnDestroy | Literal["restore", "reset", "retain"] | cdk.IResolvable) -> None:
        self._set("on_destroy", value)

    @property
    def on_destroy_input(self) -> str | None:
        """What was given for `on_destroy`; None if nothing was."""
        given: str | None = self._given["on_destroy"]
        return given

    def reset_on_destroy(self) -> None:
        """Leave `on_destroy` out again: it is `"restore"` then."""
        self._set("on_destroy", None)

    @property
    def baseline(self) -> str:
        """The settings that create or import found, as JSON: what `on_destroy = "restore"` puts back. Null where nobody knows,
        as in state that came from another provider; then `restore` does what `reset` does.
        """
        return self.get_string_attribute("baseline")

    @property
    def url(self) -> str:
        """Absolute URL of the settings."""
        return self.get_string_attribute("url")

    @property
    def aws_credentials_sid(self) -> str:
        """SID of the stored AWS credential that writes to the bucket. Must be a credential SID (CR and 32 hexadecimal digits)."""
        return self.get_string_attribute("aws_credentials_sid")

    @aws_credentials_sid.setter
    def aws_credentials_sid(self, value: str) -> None:
        self._set("aws_credentials_sid", value)

    @property
    def aws_credentials_sid_input(self) -> str | None:
        """What was given for `aws_credentials_sid`; None if nothing was."""
        given: str | None = self._given["aws_credentials_sid"]
        return given

    def reset_aws_credentials_sid(self) -> None:
        """Leave `aws_credentials_sid` out again: it is not set then."""
        self._set("aws_credentials_sid", None)

    @property
    def aws_s3_url(self) -> str:
        """URL of the bucket, and the path in it, that compositions are stored in, such as
        `https://my-bucket.s3-eu-west-1.amazonaws.com/compositions/`. Must be an https URL of a bucket, with or without a path
        in it: no port, no user name, no query, no fragment, and a host that S3 documents for buckets, or one of your own. A
        bucket with dots can be in the path only.
        """
        return self.get_string_attribute("aws_s3_url")

    @aws_s3_url.setter
    def aws_s3_url(self, value: str) -> None:
        self._set("aws_s3_url", value)

    @property
    def aws_s3_url_input(self) -> str | None:
        """What was given for `aws_s3_url`; None if nothing was."""
        given: str | None = self._given["aws_s3_url"]
        return given

    def reset_aws_s3_url(self) -> None:
        """Leave `aws_s3_url` out again: it is not set then."""
        self._set("aws_s3_url", None)

    @property
    def aws_storage_enabled(self) -> cdk.IResolvable:
        """Whether compositions are stored at `aws_s3_url` and not in Twilio's cloud. Default: `False`."""
        return self.get_boolean_attribute("aws_storage_enabled")

    @aws_storage_enabled.setter
    def aws_storage_enabled(self, value: bool | cdk.IResolvable) -> None:
        self._set("aws_storage_enabled", value)

    @property
    def aws_storage_enabled_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `aws_storage_enabled`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["aws_storage_enabled"]
        return given

    def reset_aws_storage_enabled(self) -> None:
        """Leave `aws_storage_enabled` out again: it is `False` then."""
        self._set("aws_storage_enabled", None)

    @property
    def encryption_key_sid(self) -> str:
        """SID of the public key credential that compositions are encrypted with. Must be a credential SID (CR and 32 hexadecimal
        digits).
        """
        return self.get_string_attribute("encryption_key_sid")

    @encryption_key_sid.setter
    def encryption_key_sid(self, value: str) -> None:
        self._set("encryption_key_sid", value)

    @property
    def encryption_key_sid_input(self) -> str | None:
        """What was given for `encryption_key_sid`; None if nothing was."""
        given: str | None = self._given["encryption_key_sid"]
        return given

    def reset_encryption_key_sid(self) -> None:
        """Leave `encryption_key_sid` out again: it is not set then."""
        self._set("encryption_key_sid", None)

    @property
    def encryption_enabled(self) -> cdk.IResolvable:
        """Whether compositions are stored encrypted. Twilio does this for accounts of its Enterprise or Security Edition.
        Default: `False`.
        """
        return self.get_boolean_attribute("encryption_enabled")

    @encryption_enabled.setter
    def encryption_enabled(self, value: bool | cdk.IResolvable) -> None:
        self._set("encryption_enabled", value)

    @property
    def encryption_enabled_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `encryption_enabled`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["encryption_enabled"]
        return given

    def reset_encryption_enabled(self) -> None:
        """Leave `encryption_enabled` out again: it is `False` then."""
        self._set("encryption_enabled", None)

    @property
    def timeouts(self) -> VideoCompositionSettingsTimeoutsOutputReference:
        """How long each operation may take."""
        return VideoCompositionSettingsTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> VideoCompositionSettingsTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: VideoCompositionSettingsTimeouts | cdk.IResolvable | None = (
            VideoCompositionSettingsTimeouts(**given) if isinstance(given, dict) else given
        )
        return held

    def put_timeouts(
        self, *, create: str | None = None, read: str | None = None, update: str | None = None, delete: str | None = None
    ) -> None:
        """Give `timeouts` anew: How long each operation may take.

        :param create: Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        :param read: Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        :param update: Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        :param delete: Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        """
        self._set("timeouts", VideoCompositionSettingsTimeouts(create=create, read=read, update=update, delete=delete))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
