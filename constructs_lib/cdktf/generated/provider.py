"""The provider configuration `twilio`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

import cdktf as cdk
from constructs import Construct

from .._base import ProviderConfiguration

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema


class TwilioProvider(ProviderConfiguration):
    """Manage a Twilio account's Video recording settings: where recordings are stored, and whether they are encrypted.

    Credentials are an account SID with either an auth token or, better, an API key and its secret.
    """

    TF_RESOURCE_TYPE = "twilio"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        account_sid: str | None = None,
        auth_token: str | None = None,
        api_key: str | None = None,
        api_secret: str | None = None,
        skip_credential_validation: bool | cdk.IResolvable | None = None,
        retry_attempts: int | float | None = None,
        backoff_interval_in_ms: int | float | None = None,
        edge: str | None = None,
        region: str | None = None,
        base_url: str | None = None,
        alias: str | None = None,
        local_name: str = "twilio",
    ) -> None:
        """Declare the provider configuration `twilio`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param account_sid: Account SID (`AC…`). Environment variable: `TWILIO_ACCOUNT_SID`.
        :param auth_token: Auth token of the account. Environment variable: `TWILIO_AUTH_TOKEN`.
        :param api_key: API key SID (`SK…`); needs `api_secret`. Environment variable: `TWILIO_API_KEY`.
        :param api_secret: Secret of the API key. Environment variable: `TWILIO_API_SECRET`.
        :param skip_credential_validation: Do not check the form of SIDs and tokens. Environment variable:
            `TWILIO_SKIP_CREDENTIAL_VALIDATION`.
        :param retry_attempts: How often a failed request is repeated. Default 3. Must not be negative. Environment variable:
            `TWILIO_RETRY_ATTEMPTS`.
        :param backoff_interval_in_ms: Milliseconds before the first repetition; it doubles with each. Default 5000. Must not
            be negative. Environment variable: `TWILIO_BACKOFF_INTERVAL_IN_MS`.
        :param edge: Edge location, such as `dublin`. Must be one part of a host name: letters, digits and inner hyphens, at
            most 63. Environment variable: `TWILIO_EDGE`.
        :param region: Region, such as `ie1`; regions other than `us1` have credentials of their own. Must be one part of a
            host name: letters, digits and inner hyphens, at most 63. Environment variable: `TWILIO_REGION`.
        :param base_url: Replaces the host of every Twilio product, for a proxy or a stand-in. Must be https (http only to
            this machine itself), with no user name, query or fragment; a path goes before the API's. Environment variable:
            `TWILIO_BASE_URL`.
        :param alias: The name that tells this configuration from others of the same provider.
        :param local_name: What the provider is called within the stack; another name lets it share the stack with another
            provider called twilio. Resources then need `provider`.
        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: A value is one that the provider would refuse.
        """
        super().__init__(
            scope,
            id_,
            {
                "account_sid": account_sid,
                "auth_token": auth_token,
                "api_key": api_key,
                "api_secret": api_secret,
                "skip_credential_validation": skip_credential_validation,
                "retry_attempts": retry_attempts,
                "backoff_interval_in_ms": backoff_interval_in_ms,
                "edge": edge,
                "region": region,
                "base_url": base_url,
            },
            alias=alias,
            local_name=local_name,
        )

    @staticmethod
    def _declared() -> BlockSchema:
        from provider.framework.schema.blocks import schema_of
        from provider.resources.provider import Configuration as Declaration

        return schema_of(Declaration)

    @property
    def account_sid(self) -> str | None:
        """Account SID (`AC…`). Environment variable: `TWILIO_ACCOUNT_SID`."""
        given: str | None = self._given["account_sid"]
        return given

    @account_sid.setter
    def account_sid(self, value: str | None) -> None:
        self._set("account_sid", value)

    @property
    def account_sid_input(self) -> str | None:
        """What was given for `account_sid`; None if nothing was."""
        given: str | None = self._given["account_sid"]
        return given

    def reset_account_sid(self) -> None:
        """Leave `account_sid` out again: the environment variable `TWILIO_ACCOUNT_SID` holds then, if it is set."""
        self._set("account_sid", None)

    @property
    def auth_token(self) -> str | None:
        """Auth token of the account. Environment variable: `TWILIO_AUTH_TOKEN`."""
        given: str | None = self._given["auth_token"]
        return given

    @auth_token.setter
    def auth_token(self, value: str | None) -> None:
        self._set("auth_token", value)

    @property
    def auth_token_input(self) -> str | None:
        """What was given for `auth_token`; None if nothing was."""
        given: str | None = self._given["auth_token"]
        return given

    def reset_auth_token(self) -> None:
        """Leave `auth_token` out again: the environment variable `TWILIO_AUTH_TOKEN` holds then, if it is set."""
        self._set("auth_token", None)

    @property
    def api_key(self) -> str | None:
        """API key SID (`SK…`); needs `api_secret`. Environment variable: `TWILIO_API_KEY`."""
        given: str | None = self._given["api_key"]
        return given

    @api_key.setter
    def api_key(self, value: str | None) -> None:
        self._set("api_key", value)

    @property
    def api_key_input(self) -> str | None:
        """What was given for `api_key`; None if nothing was."""
        given: str | None = self._given["api_key"]
        return given

    def reset_api_key(self) -> None:
        """Leave `api_key` out again: the environment variable `TWILIO_API_KEY` holds then, if it is set."""
        self._set("api_key", None)

    @property
    def api_secret(self) -> str | None:
        """Secret of the API key. Environment variable: `TWILIO_API_SECRET`."""
        given: str | None = self._given["api_secret"]
        return given

    @api_secret.setter
    def api_secret(self, value: str | None) -> None:
        self._set("api_secret", value)

    @property
    def api_secret_input(self) -> str | None:
        """What was given for `api_secret`; None if nothing was."""
        given: str | None = self._given["api_secret"]
        return given

    def reset_api_secret(self) -> None:
        """Leave `api_secret` out again: the environment variable `TWILIO_API_SECRET` holds then, if it is set."""
        self._set("api_secret", None)

    @property
    def skip_credential_validation(self) -> bool | cdk.IResolvable | None:
        """Do not check the form of SIDs and tokens. Environment variable: `TWILIO_SKIP_CREDENTIAL_VALIDATION`."""
        given: bool | cdk.IResolvable | None = self._given["skip_credential_validation"]
        return given

    @skip_credential_validation.setter
    def skip_credential_validation(self, value: bool | cdk.IResolvable | None) -> None:
        self._set("skip_credential_validation", value)

    @property
    def skip_credential_validation_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `skip_credential_validation`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["skip_credential_validation"]
        return given

    def reset_skip_credential_validation(self) -> None:
        """Leave `skip_credential_validation` out again: the environment variable `TWILIO_SKIP_CREDENTIAL_VALIDATION` holds then,
        if it is set.
        """
        self._set("skip_credential_validation", None)

    @property
    def retry_attempts(self) -> int | float | None:
        """How often a failed request is repeated. Default 3. Must not be negative. Environment variable:
        `TWILIO_RETRY_ATTEMPTS`.
        """
        given: int | float | None = self._given["retry_attempts"]
        return given

    @retry_attempts.setter
    def retry_attempts(self, value: int | float | None) -> None:
        self._set("retry_attempts", value)

    @property
    def retry_attempts_input(self) -> int | float | None:
        """What was given for `retry_attempts`; None if nothing was."""
        given: int | float | None = self._given["retry_attempts"]
        return given

    def reset_retry_attempts(self) -> None:
        """Leave `retry_attempts` out again: the environment variable `TWILIO_RETRY_ATTEMPTS` holds then, if it is set."""
        self._set("retry_attempts", None)

    @property
    def backoff_interval_in_ms(self) -> int | float | None:
        """Milliseconds before the first repetition; it doubles with each. Default 5000. Must not be negative. Environment
        variable: `TWILIO_BACKOFF_INTERVAL_IN_MS`.
        """
        given: int | float | None = self._given["backoff_interval_in_ms"]
        return given

    @backoff_interval_in_ms.setter
    def backoff_interval_in_ms(self, value: int | float | None) -> None:
        self._set("backoff_interval_in_ms", value)

    @property
    def backoff_interval_in_ms_input(self) -> int | float | None:
        """What was given for `backoff_interval_in_ms`; None if nothing was."""
        given: int | float | None = self._given["backoff_interval_in_ms"]
        return given

    def reset_backoff_interval_in_ms(self) -> None:
        """Leave `backoff_interval_in_ms` out again: the environment variable `TWILIO_BACKOFF_INTERVAL_IN_MS` holds then, if it
        is set.
        """
        self._set("backoff_interval_in_ms", None)

    @property
    def edge(self) -> str | None:
        """Edge location, such as `dublin`. Must be one part of a host name: letters, digits and inner hyphens, at most 63.
        Environment variable: `TWILIO_EDGE`.
        """
        given: str | None = self._given["edge"]
        return given

    @edge.setter
    def edge(self, value: str | None) -> None:
        self._set("edge", value)

    @property
    def edge_input(self) -> str | None:
        """What was given for `edge`; None if nothing was."""
        given: str | None = self._given["edge"]
        return given

    def reset_edge(self) -> None:
        """Leave `edge` out again: the environment variable `TWILIO_EDGE` holds then, if it is set."""
        self._set("edge", None)

    @property
    def region(self) -> str | None:
        """Region, such as `ie1`; regions other than `us1` have credentials of their own. Must be one part of a host name:
        letters, digits and inner hyphens, at most 63. Environment variable: `TWILIO_REGION`.
        """
        given: str | None = self._given["region"]
        return given

    @region.setter
    def region(self, value: str | None) -> None:
        self._set("region", value)

    @property
    def region_input(self) -> str | None:
        """What was given for `region`; None if nothing was."""
        given: str | None = self._given["region"]
        return given

    def reset_region(self) -> None:
        """Leave `region` out again: the environment variable `TWILIO_REGION` holds then, if it is set."""
        self._set("region", None)

    @property
    def base_url(self) -> str | None:
        """Replaces the host of every Twilio product, for a proxy or a stand-in. Must be https (http only to this machine
        itself), with no user name, query or fragment; a path goes before the API's. Environment variable: `TWILIO_BASE_URL`.
        """
        given: str | None = self._given["base_url"]
        return given

    @base_url.setter
    def base_url(self, value: str | None) -> None:
        self._set("base_url", value)

    @property
    def base_url_input(self) -> str | None:
        """What was given for `base_url`; None if nothing was."""
        given: str | None = self._given["base_url"]
        return given

    def reset_base_url(self) -> None:
        """Leave `base_url` out again: the environment variable `TWILIO_BASE_URL` holds then, if it is set."""
        self._set("base_url", None)
