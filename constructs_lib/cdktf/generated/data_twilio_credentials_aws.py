"""The data source `twilio_credentials_aws`."""

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
class DataTwilioCredentialsAwsTimeouts(NamedArguments):
    """How long reading may take."""

    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class DataTwilioCredentialsAwsTimeoutsOutputReference(BlockReference):
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


class DataTwilioCredentialsAws(DataSource, jsii_type=DataSource._KIND):
    """An AWS key pair that Twilio uses to write recordings or compositions to S3.

    Twilio can change only the friendly name; everything else needs a new credential. Give the resource `lifecycle {
    create_before_destroy = true }`, so that settings which use it move to the new one first.
    """

    TF_RESOURCE_TYPE = "twilio_credentials_aws"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        sid: str | None = None,
        account_sid: str | None = None,
        friendly_name: str | None = None,
        timeouts: DataTwilioCredentialsAwsTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the data source `twilio_credentials_aws`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param sid: The SID that Twilio gave it. Must not be empty.
        :param account_sid: SID of the account that the credential belongs to: a subaccount, or the provider's account, which
            is the default. Must be an account SID (AC and 32 hexadecimal digits). Must not be empty.
        :param friendly_name: A label, which need not be unique. Must have at most 64 characters. Must not be empty.
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
            {"sid": sid, "account_sid": account_sid, "friendly_name": friendly_name, "timeouts": timeouts},
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
        from provider.resources.credentials_aws import CredentialsAws as Declaration

        return schema_of_data(Declaration)

    @property
    def id(self) -> str:
        """The SID."""
        return self.get_string_attribute("id")

    @property
    def sid(self) -> str:
        """The SID that Twilio gave it. Must not be empty."""
        return self.get_string_attribute("sid")

    @sid.setter
    def sid(self, value: str) -> None:
        self._set("sid", value)

    @property
    def sid_input(self) -> str | None:
        """What was given for `sid`; None if nothing was."""
        given: str | None = self._given["sid"]
        return given

    def reset_sid(self) -> None:
        """Leave `sid` out again: it is set for you then."""
        self._set("sid", None)

    @property
    def date_created(self) -> str:
        """When it was made (ISO 8601)."""
        return self.get_string_attribute("date_created")

    @property
    def date_updated(self) -> str:
        """When it was last changed (ISO 8601); null for some objects that never were."""
        return self.get_string_attribute("date_updated")

    @property
    def url(self) -> str:
        """Absolute URL of the object."""
        return self.get_string_attribute("url")

    @property
    def account_sid(self) -> str:
        """SID of the account that the credential belongs to: a subaccount, or the provider's account, which is the default. Must
        be an account SID (AC and 32 hexadecimal digits). Must not be empty.
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
        """A label, which need not be unique. Must have at most 64 characters. Must not be empty."""
        return self.get_string_attribute("friendly_name")

    @friendly_name.setter
    def friendly_name(self, value: str) -> None:
        self._set("friendly_name", value)

    @property
    def friendly_name_input(self) -> str | None:
        """What was given for `friendly_name`; None if nothing was."""
        given: str | None = self._given["friendly_name"]
        return given

    def reset_friendly_name(self) -> None:
        """Leave `friendly_name` out again: it is set for you then."""
        self._set("friendly_name", None)

    @property
    def timeouts(self) -> DataTwilioCredentialsAwsTimeoutsOutputReference:
        """How long reading may take."""
        return DataTwilioCredentialsAwsTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> DataTwilioCredentialsAwsTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: DataTwilioCredentialsAwsTimeouts | cdk.IResolvable | None = (
            DataTwilioCredentialsAwsTimeouts(**given) if isinstance(given, dict) else given
        )
        return held

    def put_timeouts(self, *, read: str | None = None) -> None:
        """Give `timeouts` anew: How long reading may take.

        :param read: Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        """
        self._set("timeouts", DataTwilioCredentialsAwsTimeouts(read=read))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
