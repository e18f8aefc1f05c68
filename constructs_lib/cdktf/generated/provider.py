"""The provider configuration `twilio`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

import cdktf as cdk
from constructs import Construct

from provider.framework.blocks import schema_of
from provider.resources.provider import Configuration as Declaration

from .._base import ProviderConfiguration


class TwilioProvider(ProviderConfiguration):
    """Manage a Twilio account's Video recording settings: where recordings are stored, and whether they are encrypted.

    Credentials are an account SID with either an auth token or, better, an API key and its secret.
    """

    _schema = schema_of(Declaration)

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
        """
        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param account_sid: Account SID (`AC…`).
        :param auth_token: Auth token of the account.
        :param api_key: API key SID (`SK…`); needs `api_secret`.
        :param api_secret: Secret of the API key.
        :param skip_credential_validation: Do not check the form of SIDs and tokens.
        :param retry_attempts: How often a failed request is repeated. Default 3.
        :param backoff_interval_in_ms: Milliseconds before the first repetition; it doubles with each. Default 5000.
        :param edge: Edge location, such as `dublin`.
        :param region: Region, such as `ie1`; regions other than `us1` have credentials of their own.
        :param base_url: Replaces the host of every Twilio product, for a proxy or a stand-in.
        :param alias: The name that tells this configuration from others of the same provider.
        :param local_name: What the provider is called within the stack; another name lets it share the stack with another
            provider called twilio. Resources then need `provider`.
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

    @property
    def account_sid(self) -> str | None:
        """Account SID (`AC…`)."""
        given: str | None = self._given["account_sid"]
        return given

    @account_sid.setter
    def account_sid(self, value: str | None) -> None:
        self._set("account_sid", value)

    @property
    def account_sid_input(self) -> str | None:
        given: str | None = self._given["account_sid"]
        return given

    def reset_account_sid(self) -> None:
        self._set("account_sid", None)

    @property
    def auth_token(self) -> str | None:
        """Auth token of the account."""
        given: str | None = self._given["auth_token"]
        return given

    @auth_token.setter
    def auth_token(self, value: str | None) -> None:
        self._set("auth_token", value)

    @property
    def auth_token_input(self) -> str | None:
        given: str | None = self._given["auth_token"]
        return given

    def reset_auth_token(self) -> None:
        self._set("auth_token", None)

    @property
    def api_key(self) -> str | None:
        """API key SID (`SK…`); needs `api_secret`."""
        given: str | None = self._given["api_key"]
        return given

    @api_key.setter
    def api_key(self, value: str | None) -> None:
        self._set("api_key", value)

    @property
    def api_key_input(self) -> str | None:
        given: str | None = self._given["api_key"]
        return given

    def reset_api_key(self) -> None:
        self._set("api_key", None)

    @property
    def api_secret(self) -> str | None:
        """Secret of the API key."""
        given: str | None = self._given["api_secret"]
        return given

    @api_secret.setter
    def api_secret(self, value: str | None) -> None:
        self._set("api_secret", value)

    @property
    def api_secret_input(self) -> str | None:
        given: str | None = self._given["api_secret"]
        return given

    def reset_api_secret(self) -> None:
        self._set("api_secret", None)

    @property
    def skip_credential_validation(self) -> bool | cdk.IResolvable | None:
        """Do not check the form of SIDs and tokens."""
        given: bool | cdk.IResolvable | None = self._given["skip_credential_validation"]
        return given

    @skip_credential_validation.setter
    def skip_credential_validation(self, value: bool | cdk.IResolvable | None) -> None:
        self._set("skip_credential_validation", value)

    @property
    def skip_credential_validation_input(self) -> bool | cdk.IResolvable | None:
        given: bool | cdk.IResolvable | None = self._given["skip_credential_validation"]
        return given

    def reset_skip_credential_validation(self) -> None:
        self._set("skip_credential_validation", None)

    @property
    def retry_attempts(self) -> int | float | None:
        """How often a failed request is repeated. Default 3."""
        given: int | float | None = self._given["retry_attempts"]
        return given

    @retry_attempts.setter
    def retry_attempts(self, value: int | float | None) -> None:
        self._set("retry_attempts", value)

    @property
    def retry_attempts_input(self) -> int | float | None:
        given: int | float | None = self._given["retry_attempts"]
        return given

    def reset_retry_attempts(self) -> None:
        self._set("retry_attempts", None)

    @property
    def backoff_interval_in_ms(self) -> int | float | None:
        """Milliseconds before the first repetition; it doubles with each. Default 5000."""
        given: int | float | None = self._given["backoff_interval_in_ms"]
        return given

    @backoff_interval_in_ms.setter
    def backoff_interval_in_ms(self, value: int | float | None) -> None:
        self._set("backoff_interval_in_ms", value)

    @property
    def backoff_interval_in_ms_input(self) -> int | float | None:
        given: int | float | None = self._given["backoff_interval_in_ms"]
        return given

    def reset_backoff_interval_in_ms(self) -> None:
        self._set("backoff_interval_in_ms", None)

    @property
    def edge(self) -> str | None:
        """Edge location, such as `dublin`."""
        given: str | None = self._given["edge"]
        return given

    @edge.setter
    def edge(self, value: str | None) -> None:
        self._set("edge", value)

    @property
    def edge_input(self) -> str | None:
        given: str | None = self._given["edge"]
        return given

    def reset_edge(self) -> None:
        self._set("edge", None)

    @property
    def region(self) -> str | None:
        """Region, such as `ie1`; regions other than `us1` have credentials of their own."""
        given: str | None = self._given["region"]
        return given

    @region.setter
    def region(self, value: str | None) -> None:
        self._set("region", value)

    @property
    def region_input(self) -> str | None:
        given: str | None = self._given["region"]
        return given

    def reset_region(self) -> None:
        self._set("region", None)

    @property
    def base_url(self) -> str | None:
        """Replaces the host of every Twilio product, for a proxy or a stand-in."""
        given: str | None = self._given["base_url"]
        return given

    @base_url.setter
    def base_url(self, value: str | None) -> None:
        self._set("base_url", value)

    @property
    def base_url_input(self) -> str | None:
        given: str | None = self._given["base_url"]
        return given

    def reset_base_url(self) -> None:
        self._set("base_url", None)
