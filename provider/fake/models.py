"""What an account holds, and which of its references dangle. Tests edit these objects by hand to play somebody at the Console."""

from __future__ import annotations

import enum
import hmac
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Self

from .errors import ErrorReply, restricted, unauthorized


def new_sid(prefix: str) -> str:
    """Return a SID as Twilio makes them: two letters for the kind of object, then 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def new_token() -> str:
    """Return an auth token as Twilio makes them."""
    return secrets.token_hex(16)


def now() -> datetime:
    """Return the time in whole seconds, which Twilio's dates have."""
    return datetime.now(UTC).replace(microsecond=0)


class SettingsKind(enum.Enum):
    """The two settings singletons of an account; the value is the name in the path."""

    RECORDING = "RecordingSettings"
    COMPOSITION = "CompositionSettings"

    @property
    def path(self) -> str:
        return f"/v1/{self.value}/Default"


class Live:
    """An object that requests change in place."""

    def become(self, other: Self) -> None:
        """Take on every value of `other`, so that whoever holds this object sees what the API now answers."""
        vars(self).update(vars(other))


@dataclass
class StorageSettings(Live):
    """Recording or composition settings; as created, they have never been posted."""

    friendly_name: str | None = None
    aws_credentials_sid: str | None = None
    aws_s3_url: str | None = None
    aws_storage_enabled: bool = False
    encryption_key_sid: str | None = None
    encryption_enabled: bool = False
    ever_posted: bool = False


@dataclass
class Credential:
    """A stored credential, as the API shows it."""

    collection: ClassVar[str]

    account_sid: str
    friendly_name: str | None = None
    sid: str = field(default_factory=lambda: new_sid("CR"))
    date_created: datetime = field(default_factory=now)
    date_updated: datetime = field(default_factory=now)
    hidden_reads: int = 0
    """How many more GETs answer 404; see `Behaviour.reads_before_visible`."""

    @property
    def path(self) -> str:
        return f"{self.collection}/{self.sid}"


@dataclass
class AwsCredential(Credential):
    """An AWS access key. The API never shows it again; in-process tests may see what was received."""

    collection: ClassVar[str] = "/v1/Credentials/AWS"

    access_key_id: str = field(default="", repr=False)
    secret_access_key: str = field(default="", repr=False)


@dataclass
class PublicKey(Credential):
    """An RSA public key (`pem`: as it was received)."""

    collection: ClassVar[str] = "/v1/Credentials/PublicKeys"

    pem: str = field(default="", repr=False)


@dataclass
class CompositionHook(Live):
    """A rule that composes each ended room; defaults as documented."""

    collection: ClassVar[str] = "/v1/CompositionHooks"

    account_sid: str
    friendly_name: str
    enabled: bool = True
    video_layout: dict[str, object] = field(default_factory=dict)
    audio_sources: list[str] = field(default_factory=list)
    audio_sources_excluded: list[str] = field(default_factory=list)
    resolution: str = "640x480"
    format: str = "webm"
    status_callback: str | None = None
    status_callback_method: str = "POST"
    trim: bool = True
    sid: str = field(default_factory=lambda: new_sid("HK"))
    date_created: datetime = field(default_factory=now)
    date_updated: datetime | None = None
    """None until the first update."""
    hidden_reads: int = 0

    @property
    def path(self) -> str:
        return f"{self.collection}/{self.sid}"


@dataclass
class ApiKey:
    """An API key: Main, unless it is said to be less. A Standard key may do everything but ask for accounts."""

    sid: str = field(default_factory=lambda: new_sid("SK"))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    standard: bool = False
    credentials_status: int | None = None
    """401 or 403: a Restricted key that may not reach credentials or accounts, and is answered so there."""

    @property
    def accounts_error(self) -> ErrorReply | None:
        """The answer to this key if it asks for accounts and may not."""
        if self.credentials_status:
            return restricted(self.credentials_status)
        return unauthorized() if self.standard else None


class AccountStatus(enum.Enum):
    """The status of an account. A closed one is never opened again."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass
class Account:
    """One account (or, with `owner_sid` other than its own, subaccount) and all that it holds."""

    collection: ClassVar[str] = "/2010-04-01/Accounts"

    friendly_name: str
    sid: str = field(default_factory=lambda: new_sid("AC"))
    auth_token: str = field(default_factory=new_token, repr=False)
    owner_sid: str = ""
    api_keys: list[ApiKey] = field(default_factory=list)
    recording_settings: StorageSettings = field(default_factory=StorageSettings)
    composition_settings: StorageSettings = field(default_factory=StorageSettings)
    credentials: dict[str, AwsCredential | PublicKey] = field(default_factory=dict)
    composition_hooks: dict[str, CompositionHook] = field(default_factory=dict)
    date_created: datetime = field(default_factory=now)
    date_updated: datetime = field(default_factory=now)
    status: AccountStatus = AccountStatus.ACTIVE
    type: str = "Full"
    hidden_reads: int = 0

    def __post_init__(self) -> None:
        self.owner_sid = self.owner_sid or self.sid

    @property
    def path(self) -> str:
        return f"{self.collection}/{self.sid}.json"

    def holds(self, sid: str) -> bool:
        """Say whether the account has a credential or a composition hook of this SID."""
        return sid in self.credentials or sid in self.composition_hooks

    def settings(self, kind: SettingsKind) -> StorageSettings:
        """Return the live settings. To edit them is what a change in the Console does."""
        return self.recording_settings if kind is SettingsKind.RECORDING else self.composition_settings

    @property
    def aws_credentials(self) -> dict[str, AwsCredential]:
        """The stored AWS credentials by SID (a copy)."""
        return {sid: each for sid, each in self.credentials.items() if isinstance(each, AwsCredential)}

    @property
    def public_keys(self) -> dict[str, PublicKey]:
        """The stored public keys by SID (a copy)."""
        return {sid: each for sid, each in self.credentials.items() if isinstance(each, PublicKey)}

    def add_aws_credential(self, friendly_name: str | None = None, *, sid: str | None = None) -> AwsCredential:
        """Store an AWS credential by hand, as somebody at the Console does."""
        credential = AwsCredential(self.sid, friendly_name, sid or new_sid("CR"))
        self.credentials[credential.sid] = credential
        return credential

    def add_public_key(self, friendly_name: str | None = None, *, sid: str | None = None) -> PublicKey:
        """Store a public key by hand."""
        key = PublicKey(self.sid, friendly_name, sid or new_sid("CR"))
        self.credentials[key.sid] = key
        return key

    def delete_credential(self, sid: str) -> None:
        """Delete a credential by hand, whether or not anything uses it. KeyError if there is none."""
        del self.credentials[sid]

    def add_composition_hook(self, friendly_name: str, *, audio_sources: list[str] | None = None) -> CompositionHook:
        """Make a composition hook by hand (by default of all audio of a room)."""
        hook = CompositionHook(self.sid, friendly_name, audio_sources=audio_sources or ["*"])
        self.composition_hooks[hook.sid] = hook
        return hook

    def add_api_key(self, *, standard: bool = False, credentials_status: int | None = None) -> ApiKey:
        """Make an API key: a main one, a standard one, or one that is answered `credentials_status` at credentials."""
        key = ApiKey(standard=standard, credentials_status=credentials_status)
        self.api_keys.append(key)
        return key


@dataclass
class Accounts:
    """Every account. Requests are processed, and edits grouped, under `lock`."""

    by_sid: dict[str, Account] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def add(self, account: Account) -> Account:
        """Add an account. ValueError if the SID is taken."""
        with self.lock:
            if account.sid in self.by_sid:
                raise ValueError(f"there is an account {account.sid} already")
            self.by_sid[account.sid] = account
        return account

    def family(self, owner: Account) -> list[Account]:
        """Return the account and its subaccounts."""
        if owner.owner_sid != owner.sid:
            return [owner]
        return [owner, *(each for each in self.by_sid.values() if each.owner_sid == owner.sid and each is not owner)]

    def authenticate(self, username: str, password: str) -> tuple[Account, ApiKey | None] | None:
        """Return the account, and the API key if one was used; None if the pair is wrong."""
        with self.lock:
            account, key = self._user(username)
        secret = key.secret if key else account.auth_token if account else ""
        right = hmac.compare_digest(secret.encode(), password.encode())
        return (account, key) if account and right else None

    def knows_user(self, username: str) -> bool:
        """Say whether there is such an account or API key, whatever its password."""
        with self.lock:
            return self._user(username)[0] is not None

    def _user(self, username: str) -> tuple[Account | None, ApiKey | None]:
        if username in self.by_sid:
            return self.by_sid[username], None
        keys = ((account, key) for account in self.by_sid.values() for key in account.api_keys if key.sid == username)
        return next(keys, (None, None))


class DanglingKind(enum.Enum):
    LIVE = "live"
    """The switch is on: recordings are being lost."""
    DORMANT = "dormant"
    """The switch is off: nothing is lost until somebody turns it on."""


@dataclass(frozen=True)
class Dangling:
    """A reference to a credential that the account does not have, or has of the other type.

    Twilio allows it, and then loses recordings: what it cannot encrypt or upload, it ends up removing.
    """

    kind: DanglingKind
    account_sid: str
    settings: SettingsKind
    field: str
    """`aws_credentials_sid` or `encryption_key_sid`."""
    credential_sid: str


def dangling_references(accounts: Accounts, asking: Account | None = None) -> frozenset[Dangling]:
    """Return every dangling reference at this moment, in all accounts or in those that `asking` can change."""
    with accounts.lock:
        within = accounts.family(asking) if asking else accounts.by_sid.values()
        return frozenset(each for account in within for each in _dangling(account))


def _dangling(account: Account) -> Iterator[Dangling]:
    for kind in SettingsKind:
        live = account.settings(kind)
        references = (
            ("aws_credentials_sid", live.aws_credentials_sid, live.aws_storage_enabled, AwsCredential),
            ("encryption_key_sid", live.encryption_key_sid, live.encryption_enabled, PublicKey),
        )
        for name, named, switched_on, wanted in references:
            if named and not isinstance(account.credentials.get(named), wanted):
                state = DanglingKind.LIVE if switched_on else DanglingKind.DORMANT
                yield Dangling(state, account.sid, kind, name, named)
