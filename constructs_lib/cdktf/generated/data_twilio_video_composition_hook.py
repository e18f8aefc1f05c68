"""The data source `twilio_video_composition_hook`."""

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
class DataTwilioVideoCompositionHookTimeouts(NamedArguments):
    """How long reading may take."""

    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class DataTwilioVideoCompositionHookTimeoutsOutputReference(BlockReference):
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


class DataTwilioVideoCompositionHook(DataSource, jsii_type=DataSource._KIND):
    """Composes the recordings of every room that ends into one media file.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud.
    """

    TF_RESOURCE_TYPE = "twilio_video_composition_hook"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        sid: str,
        account_sid: str | None = None,
        timeouts: DataTwilioVideoCompositionHookTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the data source `twilio_video_composition_hook`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param sid: The SID that Twilio gave it. Must not be empty.
        :param account_sid: SID of the account that the composition hook belongs to: a subaccount, or the provider's account,
            which is the default. Must be an account SID (AC and 32 hexadecimal digits). Must not be empty.
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
            {"sid": sid, "account_sid": account_sid, "timeouts": timeouts},
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
        from provider.resources.composition_hook import CompositionHook as Declaration

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
        """SID of the account that the composition hook belongs to: a subaccount, or the provider's account, which is the
        default. Must be an account SID (AC and 32 hexadecimal digits). Must not be empty.
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
        """A label that is unique in the account."""
        return self.get_string_attribute("friendly_name")

    @property
    def enabled(self) -> cdk.IResolvable:
        """Whether rooms that end are composed."""
        return self.get_boolean_attribute("enabled")

    @property
    def audio_sources(self) -> list[str]:
        """Track names or SIDs to mix; `*` takes all."""
        return self.get_list_attribute("audio_sources")

    @property
    def audio_sources_excluded(self) -> list[str]:
        """Track names or SIDs that are left out."""
        return self.get_list_attribute("audio_sources_excluded")

    @property
    def video_layout(self) -> str:
        """Layout of the video regions, compared as JSON and not as text."""
        return self.get_string_attribute("video_layout")

    @property
    def resolution(self) -> str:
        """Width and height in pixels."""
        return self.get_string_attribute("resolution")

    @property
    def format(self) -> str:
        """Container of the composed file."""
        return self.get_string_attribute("format")

    @property
    def trim(self) -> cdk.IResolvable:
        """Whether intervals without media are cut out."""
        return self.get_boolean_attribute("trim")

    @property
    def status_callback_url(self) -> str:
        """URL that is told what happens."""
        return self.get_string_attribute("status_callback_url")

    @property
    def status_callback_method(self) -> str:
        """HTTP method of the status callback."""
        return self.get_string_attribute("status_callback_method")

    @property
    def timeouts(self) -> DataTwilioVideoCompositionHookTimeoutsOutputReference:
        """How long reading may take."""
        return DataTwilioVideoCompositionHookTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> DataTwilioVideoCompositionHookTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: DataTwilioVideoCompositionHookTimeouts | cdk.IResolvable | None = (
            DataTwilioVideoCompositionHookTimeouts(**given) if isinstance(given, dict) else given
        )
        return held

    def put_timeouts(self, *, read: str | None = None) -> None:
        """Give `timeouts` anew: How long reading may take.

        :param read: Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        """
        self._set("timeouts", DataTwilioVideoCompositionHookTimeouts(read=read))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
