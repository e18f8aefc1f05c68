"""The resource `twilio_credentials_public_key`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cdktf as cdk
from constructs import Construct

from ..._calls import NamedArguments
from .._base import BlockReference, Resource
from ..meta_arguments import Connection, Dependency, Lifecycle, Provisioner

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema


@dataclass(frozen=True, kw_only=True)
class CredentialsPublicKeyTimeouts(NamedArguments):
    """How long each operation may take."""

    create: str | None = None
    """Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    update: str | None = None
    """Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    delete: str | None = None
    """Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class CredentialsPublicKeyTimeoutsOutputReference(BlockReference):
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


class CredentialsPublicKey(Resource, jsii_type=Resource._KIND):
    """A public key that Twilio encrypts recordings or compositions with. Only the holder of the private key can read them.

    Twilio can change only the friendly name; another key needs a new credential. Give the resource `lifecycle {
    create_before_destroy = true }`, so that settings which use it move to the new one first.
    """

    TF_RESOURCE_TYPE = "twilio_credentials_public_key"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        public_key: str,
        account_sid: str | None = None,
        friendly_name: str | None = None,
        timeouts: CredentialsPublicKeyTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the resource `twilio_credentials_public_key`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param public_key: The public key in PEM form. Must be one PEM block `PUBLIC KEY` (SPKI) with an RSA key of 2048 bits
            or more. It cannot be read back: after an import, state takes what the configuration says. Changing it replaces
            the resource.
        :param account_sid: SID of the account that the credential belongs to: a subaccount, or the provider's account, which
            is the default. Must be an account SID (AC and 32 hexadecimal digits). Changing it replaces the resource.
        :param friendly_name: A label, which need not be unique. Must have at most 64 characters.
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
            {"public_key": public_key, "account_sid": account_sid, "friendly_name": friendly_name, "timeouts": timeouts},
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
        from provider.resources.credentials_public_key import CredentialsPublicKey as Declaration

        return schema_of(Declaration)

    @property
    def id(self) -> str:
        """The SID."""
        return self.get_string_attribute("id")

    @property
    def sid(self) -> str:
        """The SID that Twilio gave it."""
        return self.get_string_attribute("sid")

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
        be an account SID (AC and 32 hexadecimal digits). Changing it replaces the resource.
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
        """A label, which need not be unique. Must have at most 64 characters."""
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
    def public_key(self) -> str:
        """The public key in PEM form. Must be one PEM block `PUBLIC KEY` (SPKI) with an RSA key of 2048 bits or more. It cannot
        be read back: after an import, state takes what the configuration says. Changing it replaces the resource.
        """
        return self.get_string_attribute("public_key")

    @public_key.setter
    def public_key(self, value: str) -> None:
        self._set("public_key", value)

    @property
    def public_key_input(self) -> str | None:
        """What was given for `public_key`; None if nothing was."""
        given: str | None = self._given["public_key"]
        return given

    @property
    def timeouts(self) -> CredentialsPublicKeyTimeoutsOutputReference:
        """How long each operation may take."""
        return CredentialsPublicKeyTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> CredentialsPublicKeyTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: CredentialsPublicKeyTimeouts | cdk.IResolvable | None = (
            CredentialsPublicKeyTimeouts(**given) if isinstance(given, dict) else given
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
        self._set("timeouts", CredentialsPublicKeyTimeouts(create=create, read=read, update=update, delete=delete))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
