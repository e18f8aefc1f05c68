"""The provider: its configuration block, its client, and its words for what Twilio refuses."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import threading
from collections.abc import Container, Iterator, Mapping

from .. import __version__, twilio
from ..framework.data_sources import DataSource
from ..framework.diagnostics import Diagnostic, Diagnostics, error, invalid
from ..framework.functions import Function
from ..framework.provider import Provider
from ..framework.resource import Resource
from ..framework.schema.attributes import attr
from ..framework.schema.blocks import Block
from ..framework.schema.checks import Check, matches, wants
from ..framework.schema.validation import null_is_meant
from ..framework.values import UNKNOWN, Values
from ..record import record
from ..twilio import errors
from ..twilio.configuration import (
    DEFAULT_BACKOFF_INTERVAL_IN_MS,
    DEFAULT_RETRY_ATTEMPTS,
    ClientSettings,
    check_base_url,
    check_label,
)
from ._client import Client
from .checks import account_sid, api_key_sid, unquoted

NAME = "twilio"
DISTRIBUTION = "terraform-provider-twilio"
ADDRESS = "terraform.local/twilio/twilio"
"""Where the provider is found: a `.local` host cannot be claimed in a public registry, and every engine looks for it in the
local mirror without any configuration."""

_auth_token = matches(r"[0-9a-fA-F]{32}", "an auth token (32 hexadecimal digits)", show=False)
_FORMATS = {"account_sid": account_sid, "auth_token": _auth_token, "api_key": api_key_sid}


@record(frozen=True)
class CredentialFormats:
    """SIDs and tokens look like Twilio's, unless `skip_credential_validation` is set."""

    names = ("skip_credential_validation", "account_sid", "auth_token", "api_key")
    sentence = (
        "Unless `skip_credential_validation` is true, "
        + ", ".join(f"`{name}` {check.sentence[0].lower()}{check.sentence[1:-1]}" for name, check in _FORMATS.items())
        + "."
    )

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        if values["skip_credential_validation"] is UNKNOWN or values["skip_credential_validation"]:
            return
        for name, check in _FORMATS.items():
            value = values[name]
            problem = check(value) if isinstance(value, str) else None
            if problem:
                yield invalid((name,), problem, f" (Given by the argument or by {_variable(name)}.){null_is_meant(value)}")


_label = Check("Must be one part of a host name: letters, digits and inner hyphens, at most 63.", check_label)
_base_url = Check(
    "Must be https (http only to this machine itself), with no user name, query or fragment; a path goes before the API's.",
    check_base_url,
)


@wants("Must not be negative.")
def _at_least_zero(value: int) -> str | None:
    return None if value >= 0 else "It must not be negative."


class Configuration(Block):
    """Manage a Twilio account's Video recording settings: where recordings are stored, and whether they are encrypted.

    Credentials are an account SID with either an auth token or, better, an API key and its secret.
    """

    account_sid: str | None = attr("Account SID (`AC…`).", default=None, env="TWILIO_ACCOUNT_SID")
    auth_token: str | None = attr("Auth token of the account.", default=None, sensitive=True, env="TWILIO_AUTH_TOKEN")
    api_key: str | None = attr("API key SID (`SK…`); needs `api_secret`.", default=None, env="TWILIO_API_KEY")
    api_secret: str | None = attr("Secret of the API key.", default=None, sensitive=True, env="TWILIO_API_SECRET")
    skip_credential_validation: bool | None = attr(
        "Do not check the form of SIDs and tokens.", default=None, env="TWILIO_SKIP_CREDENTIAL_VALIDATION"
    )
    retry_attempts: int | None = attr(
        f"How often a failed request is repeated. Default {DEFAULT_RETRY_ATTEMPTS}.",
        default=None,
        check=_at_least_zero,
        env="TWILIO_RETRY_ATTEMPTS",
    )
    backoff_interval_in_ms: int | None = attr(
        f"Milliseconds before the first repetition; it doubles with each. Default {DEFAULT_BACKOFF_INTERVAL_IN_MS}.",
        default=None,
        check=_at_least_zero,
        env="TWILIO_BACKOFF_INTERVAL_IN_MS",
    )
    edge: str | None = attr("Edge location, such as `dublin`.", default=None, check=_label, env="TWILIO_EDGE")
    region: str | None = attr(
        "Region, such as `ie1`; regions other than `us1` have credentials of their own.",
        default=None,
        check=_label,
        env="TWILIO_REGION",
    )
    base_url: str | None = attr(
        "Replaces the host of every Twilio product, for a proxy or a stand-in.",
        default=None,
        check=unquoted(_base_url),
        env="TWILIO_BASE_URL",
    )

    rules = (CredentialFormats(),)


def _variable(name: str) -> str:
    return f"TWILIO_{name.upper()}"


class TwilioProvider(Provider[Client]):
    """Everything that the files of this package declare."""

    name = NAME
    config = Configuration
    moves_from = frozenset({"rjpearson94/twilio"})

    def __init__(self) -> None:
        self.version = __version__
        declared = list(_declared())
        self.resources = {_full(one): one for one in declared if isinstance(one, type) and issubclass(one, Resource)}
        self.data_sources = {_full(one): one for one in declared if isinstance(one, type) and issubclass(one, DataSource)}
        self.functions = [one for one in declared if isinstance(one, Function)]

    def preload(self) -> None:
        """Reading the usual CA certificates here saves a plan some 30 ms of 250."""
        for module in (f"{twilio.__name__}.client", "encodings.idna", f"{__package__}._rsa"):  # the second for a first host name
            importlib.import_module(module)
        from ..twilio.transport import usual_trust  # noqa: PLC0415  # see `configure`

        usual_trust()

    def configure(self, config: Block, stop: threading.Event, diagnostics: Diagnostics) -> Client | None:
        assert isinstance(config, Configuration)
        username, password = _credentials(config, diagnostics)
        if diagnostics.errors:
            return None
        from ..twilio.client import Client as HttpClient  # noqa: PLC0415  # loads the HTTP stack: not before it is needed

        settings = ClientSettings(
            account_sid=config.account_sid or "",
            username=username,
            password=password,
            edge=config.edge,
            region=config.region,
            base_url=config.base_url,
            retry_attempts=_or(config.retry_attempts, DEFAULT_RETRY_ATTEMPTS),
            backoff_interval_in_ms=_or(config.backoff_interval_in_ms, DEFAULT_BACKOFF_INTERVAL_IN_MS),
            user_agent=self._user_agent(),
        )
        return HttpClient(settings, stop=stop)

    def not_from_environment(self, config: Values) -> Container[str]:
        """Credentials in the configuration are meant as a whole: the environment's may be those of another account."""
        if config["api_key"] is not None or config["api_secret"] is not None:
            return ("auth_token",)
        return ("api_key", "api_secret") if config["auth_token"] is not None else ()

    def close(self, client: Client) -> None:
        client.close()

    def explain(self, error_: Exception) -> Diagnostic | None:
        for kind, (summary, remedy) in _EXPLANATIONS.items():
            if isinstance(error_, kind):
                assert isinstance(error_, errors.TwilioError)
                notes = "".join(f" {note}" for note in getattr(error_, "__notes__", ()))
                return error(summary, f"{error_}{notes}{remedy} {_what_became(error_)}")
        return None

    def _user_agent(self) -> str:
        agent = f"{DISTRIBUTION}/{self.version} python/{sys.version.partition(' ')[0]}"
        appended = os.environ.get("TF_APPEND_USER_AGENT", "").strip()
        return f"{agent} {appended}" if appended.isascii() and appended.isprintable() and appended else agent


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _credentials(config: Configuration, diagnostics: Diagnostics) -> tuple[str, str]:
    """User name and password for HTTP Basic. An API key goes before an auth token, being the lesser power."""
    if not config.account_sid:
        diagnostics.error(
            "Missing account_sid", "Set account_sid or TWILIO_ACCOUNT_SID to the account's SID (AC…).", ("account_sid",)
        )
    if bool(config.api_key) != bool(config.api_secret):
        missing, given = ("api_secret", "api_key") if config.api_key else ("api_key", "api_secret")
        diagnostics.error(
            f"Missing {missing}",
            f"{given} is set (by the argument or {_variable(given)}), and an API key needs both. Set {missing} or "
            f"{_variable(missing)}, or remove {given} to use auth_token.",
            (missing,),
        )
    elif config.api_key and config.api_secret:
        return config.api_key, config.api_secret
    elif not config.auth_token:
        diagnostics.error(
            "Missing credentials",
            "Set api_key and api_secret (or TWILIO_API_KEY and TWILIO_API_SECRET), or auth_token (or TWILIO_AUTH_TOKEN).",
            ("auth_token",),
        )
    return config.account_sid or "", config.auth_token or ""


def _what_became(problem: errors.TwilioError) -> str:
    if problem.ambiguous:
        return "The next plan shows what is in place."
    # An operation may have written before it reads, so of a read no more is known than this.
    return "Nothing was changed by this request." if problem.method == "GET" else "Nothing was changed."


_EXPLANATIONS: dict[type[errors.TwilioError], tuple[str, str]] = {
    errors.NotAddressable: (
        "Wrong identifier",
        " Restore a backup of the state, or remove the object from it (`state rm`) and import it.",
    ),
    errors.NotASubaccount: (
        "Not a subaccount of the provider's account",
        " Check its SID. Only the account that owns a subaccount can speak for it; for any other, use a provider block with "
        "credentials of its own.",
    ),
    errors.AccountNotActive: (
        "The account is not active",
        " A suspended account can be made active again. A closed one cannot, and nothing in it can be read or restored: take it "
        "out of the configuration, and what state has of it out of state: `terraform state list` shows the addresses, and "
        "`terraform state rm 'ADDRESS'` removes one.",
    ),
    errors.TokensNotPermitted: (
        "The API key cannot be used for subaccounts",
        " Use the auth token of the provider's account, or a Main API key of it, which is made in the Console: Standard keys may "
        "not ask for accounts, and Restricted keys only where that is permitted to them. For one account, a provider block with "
        "that account's SID and an API key of its own does without.",
    ),
    errors.TokenRefused: (
        "The subaccount does not accept its token",
        " It is the token that Twilio tells for this account, and told once more. Try again, for it may just be changing; where "
        "`region` is set, use a provider block with credentials of that account and region.",
    ),
    errors.AuthenticationFailed: (
        "Twilio does not accept the credentials",
        " Check account_sid with auth_token, or api_key with api_secret; regions other than us1 have credentials of their own.",
    ),
    errors.PermissionDenied: ("Twilio does not permit this", " The API key or account may lack the right to do this."),
    errors.NotFound: ("Twilio does not know what was asked for", ""),
    errors.RateLimited: (
        "Twilio is asked too much at once",
        " Others use the account at the same time: try again later, or raise retry_attempts.",
    ),
    errors.Rejected: ("Twilio refused the request", ""),
    errors.ServerError: ("Twilio failed", " Try again."),
    errors.ConnectFailed: ("Twilio cannot be reached", " Check the network, proxy variables, edge, region and base_url."),
    errors.AmbiguousResult: ("It is not known whether Twilio carried this out", ""),
    errors.DeadlineExceeded: ("Time ran out", " A `timeouts` block sets the limit."),
    errors.Cancelled: ("Interrupted", ""),
    errors.TwilioError: ("No usable answer from Twilio", ""),
}
"""Headline and remedy by kind of error, the particular before the general. What became of the account is said after that."""


def _full(declared: type[Resource[Client] | DataSource[Client]]) -> str:
    return f"{NAME}_{declared.type_name}"


def _declared() -> Iterator[type[Resource[Client]] | type[DataSource[Client]] | Function]:
    """What the files of this package declare: named resources and data sources, and functions."""
    from .. import resources  # noqa: PLC0415  # this package, whole only once this module is loaded

    for module in pkgutil.iter_modules(resources.__path__):
        if module.name.startswith("_") or module.name == "provider":
            continue
        found = vars(importlib.import_module(f"{resources.__name__}.{module.name}"))
        for value in found.values():
            if isinstance(value, Function) or (
                isinstance(value, type)
                and issubclass(value, Resource | DataSource)
                and value.__module__ == found["__name__"]
                and value.type_name
            ):
                yield value
