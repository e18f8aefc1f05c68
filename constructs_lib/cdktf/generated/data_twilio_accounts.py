"""The data source `twilio_accounts`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import cdktf as cdk
from constructs import Construct

from ..._calls import NamedArguments
from ...enums import AccountsStatus
from .._base import BlockReference, DataSource
from ..meta_arguments import Connection, Dependency, Lifecycle, Provisioner

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema


@dataclass(frozen=True, kw_only=True)
class DataTwilioAccountsTimeouts(NamedArguments):
    """How long reading may take."""

    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class DataTwilioAccountsTimeoutsOutputReference(BlockReference):
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


class DataTwilioAccounts(DataSource, jsii_type=DataSource._KIND):
    """The subaccounts of the provider's account that are not closed, for `for_each` over all of them.

    Only an auth token or a Main API key may ask for them. What is read holds no auth token.
    """

    TF_RESOURCE_TYPE = "twilio_accounts"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        status: AccountsStatus | Literal["active", "suspended", "closed"] | cdk.IResolvable | None = None,
        friendly_name: str | None = None,
        include_self: bool | cdk.IResolvable | None = None,
        timeouts: DataTwilioAccountsTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the data source `twilio_accounts`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param status: Leave out accounts of any other status. By default, only closed ones are left out. With `active`, a
            plan destroys the settings of an account that is suspended, which fails while it is suspended. Must be `active`,
            `suspended` or `closed`.
        :param friendly_name: Leave out accounts with any other label. Must have 1 to 64 characters.
        :param include_self: Whether the provider's account is one of them. Default: `False`.
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
            {"status": status, "friendly_name": friendly_name, "include_self": include_self, "timeouts": timeouts},
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
        from provider.resources.accounts import Accounts as Declaration

        return schema_of(Declaration)

    @property
    def status(self) -> str:
        """Leave out accounts of any other status. By default, only closed ones are left out. With `active`, a plan destroys the
        settings of an account that is suspended, which fails while it is suspended. Must be `active`, `suspended` or
        `closed`.
        """
        return self.get_string_attribute("status")

    @status.setter
    def status(self, value: AccountsStatus | Literal["active", "suspended", "closed"] | cdk.IResolvable) -> None:
        self._set("status", value)

    @property
    def status_input(self) -> str | None:
        """What was given for `status`; None if nothing was."""
        given: str | None = self._given["status"]
        return given

    def reset_status(self) -> None:
        """Leave `status` out again: it is not set then."""
        self._set("status", None)

    @property
    def friendly_name(self) -> str:
        """Leave out accounts with any other label. Must have 1 to 64 characters."""
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
        """Leave `friendly_name` out again: it is not set then."""
        self._set("friendly_name", None)

    @property
    def include_self(self) -> cdk.IResolvable:
        """Whether the provider's account is one of them. Default: `False`."""
        return self.get_boolean_attribute("include_self")

    @include_self.setter
    def include_self(self, value: bool | cdk.IResolvable) -> None:
        self._set("include_self", value)

    @property
    def include_self_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `include_self`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["include_self"]
        return given

    def reset_include_self(self) -> None:
        """Leave `include_self` out again: it is `False` then."""
        self._set("include_self", None)

    @property
    def sids(self) -> list[str]:
        """The SIDs, sorted."""
        return self.get_list_attribute("sids")

    @property
    def accounts(self) -> Mapping[str, Any]:
        """The accounts by SID, each with its `friendly_name`, its `status` (`active`, `suspended` or `closed`), and in RFC 3339
        when it was made and last changed (`date_created`, `date_updated`).
        """
        return self.get_any_map_attribute("accounts")

    @property
    def timeouts(self) -> DataTwilioAccountsTimeoutsOutputReference:
        """How long reading may take."""
        return DataTwilioAccountsTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> DataTwilioAccountsTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: DataTwilioAccountsTimeouts | cdk.IResolvable | None = (
            DataTwilioAccountsTimeouts(**given) if isinstance(given, dict) else given
        )
        return held

    def put_timeouts(self, *, read: str | None = None) -> None:
        """Give `timeouts` anew: How long reading may take.

        :param read: Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        """
        self._set("timeouts", DataTwilioAccountsTimeouts(read=read))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
