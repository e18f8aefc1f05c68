"""The data source `twilio_video_recording_settings`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cdktf as cdk
from constructs import Construct

from ..._calls import NamedArguments
from .._base import BlockReference, DataSource
from ..meta_arguments import Connection, Dependency, Lifecycle, Provisioner

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema


@dataclass(frozen=True, kw_only=True)
class DataTwilioVideoRecordingSettingsTimeouts(NamedArguments):
    """How long reading may take."""

    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class DataTwilioVideoRecordingSettingsTimeoutsOutputReference(BlockReference):
    """How long reading may take."""

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


class DataTwilioVideoRecordingSettings(DataSource, jsii_type=DataSource._KIND):
    """Where an account's Video recordings are stored, and whether they are encrypted.

    An account has exactly one such object. It applies to every recording that is made after it is set.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud. Once `encryption_enabled` or
    `aws_storage_enabled` is on, no Compositions can be made of new recordings.
    """

    TF_RESOURCE_TYPE = "twilio_video_recording_settings"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        account_sid: str | None = None,
        timeouts: DataTwilioVideoRecordingSettingsTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the data source `twilio_video_recording_settings`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param account_sid: SID of the account that the settings belong to: a subaccount, or the provider's account, which is
            the default. Must be an account SID (AC and 32 hexadecimal digits). Must not be empty.
        :param timeouts: How long reading may take.
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
            {"account_sid": account_sid, "timeouts": timeouts},
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
        from provider.framework.data_sources import schema_of_data
        from provider.resources.recording_settings import RecordingSettings as Declaration

        return schema_of_data(Declaration)

    @property
    def id(self) -> str:
        """The account SID."""
        return self.get_string_attribute("id")

    @property
    def account_sid(self) -> str:
        """SID of the account that the settings belong to: a subaccount, or the provider's account, which is the default. Must be
        an account SID (AC and 32 hexadecimal digits). Must not be empty.
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
        """Label shown in the Twilio Console."""
        return self.get_string_attribute("friendly_name")

    @property
    def url(self) -> str:
        """Absolute URL of the settings."""
        return self.get_string_attribute("url")

    @property
    def aws_credentials_sid(self) -> str:
        """SID of the stored AWS credential that writes to the bucket."""
        return self.get_string_attribute("aws_credentials_sid")

    @property
    def aws_s3_url(self) -> str:
        """URL of the bucket, and the path in it, that recordings are stored in, such as
        `https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/`.
        """
        return self.get_string_attribute("aws_s3_url")

    @property
    def aws_storage_enabled(self) -> cdk.IResolvable:
        """Whether recordings are stored at `aws_s3_url` and not in Twilio's cloud."""
        return self.get_boolean_attribute("aws_storage_enabled")

    @property
    def encryption_key_sid(self) -> str:
        """SID of the public key credential that recordings are encrypted with."""
        return self.get_string_attribute("encryption_key_sid")

    @property
    def encryption_enabled(self) -> cdk.IResolvable:
        """Whether recordings are stored encrypted. Twilio does this for accounts of its Enterprise or Security Edition."""
        return self.get_boolean_attribute("encryption_enabled")

    @property
    def timeouts(self) -> DataTwilioVideoRecordingSettingsTimeoutsOutputReference:
        """How long reading may take."""
        return DataTwilioVideoRecordingSettingsTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> DataTwilioVideoRecordingSettingsTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: DataTwilioVideoRecordingSettingsTimeouts | cdk.IResolvable | None = (
            DataTwilioVideoRecordingSettingsTimeouts(**given) if isinstance(given, dict) else given
        )
        return held

    def put_timeouts(self, *, read: str | None = None) -> None:
        """Give `timeouts` anew: How long reading may take.

        :param read: Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        """
        self._set("timeouts", DataTwilioVideoRecordingSettingsTimeouts(read=read))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
