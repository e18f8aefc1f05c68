"""A public key in, encrypted recordings (or compositions) out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self, Unpack

import cdktf as cdk
from constructs import Construct

from provider.framework.diagnostics import Diagnostic, error
from provider.resources.checks import credential_sid

from .._values import wrong_type
from ..errors import InvalidConfiguration
from ._accounts import Accounts, Exceptions, wrong_arguments
from ._construct_arguments import ConstructArguments, wrong_value
from ._settings import CREATE_FIRST, OnDestroyValue, S, SettingsConstruct, SettingsOptions
from .generated import CredentialsPublicKey, VideoCompositionSettings, VideoRecordingSettings


class EncryptionOptions(SettingsOptions[S], total=False):
    """What the factories take besides, as the constructor does."""


class _Encryption(SettingsConstruct[S]):
    """A public key at Twilio, and the settings that encrypt with it."""

    _completes = ("encryption_key_sid", "encryption_enabled")

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        public_key: str | None = None,
        key_sid: str | None = None,
        friendly_name: str | None = None,
        account_sid: str | None = None,
        accounts: Accounts | None = None,
        exceptions: Exceptions | None = None,
        settings: S | None = None,
        adopt_existing: bool | cdk.IResolvable | None = None,
        on_destroy: OnDestroyValue | None = None,
        provider: cdk.TerraformProvider | None = None,
    ) -> None:
        """Make the credential for the key, unless Twilio has it already, and the settings that encrypt with it.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param public_key: The key in PEM form, RSA of 2048 bits or more. Give either this or `key_sid`.
        :param key_sid: SID of a public key that Twilio has already.
        :param friendly_name: Label of the settings. Default: the construct's path.
        :param account_sid: The account, where it is a subaccount of the provider's.
        :param accounts: Many accounts: a list of their SIDs, a `DataTwilioAccounts`, or an iterator whose keys are SIDs. Then
            there is one of each thing per account, with `for_each`.
        :param exceptions: By the SID of an account, its own `public_key`, `friendly_name`, `adopt_existing` and `on_destroy`, in
            the place of the common ones.
        :param settings: Settings to complete, as those of a storage construct. Default: settings of its own.
        :param adopt_existing: See the settings.
        :param on_destroy: See the settings.
        :param provider: The Twilio provider configuration, if not that of `settings`, or the default one.

        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: With everything that is wrong.
        """
        given = ConstructArguments(self)
        public_key, key_sid = given.text("public_key", public_key), given.text("key_sid", key_sid)
        declared = CredentialsPublicKey._declared()
        super().__init__(
            scope,
            id_,
            given,
            own_exceptions={"public_key": declared},
            settings=settings,
            account_sid=account_sid,
            accounts=accounts,
            exceptions=exceptions,
            provider=provider,
            friendly_name=friendly_name,
            adopt_existing=adopt_existing,
            on_destroy=on_destroy,
        )
        targets = self._accounts
        self._problems += _wrong_choice_of_key(public_key, key_sid, many=targets.for_each is not None)
        self._problems += wrong_arguments(declared, {} if public_key is None else {"public_key": public_key})
        self._create_construct()
        self.key: CredentialsPublicKey | None = None
        """The credential at Twilio. None with `key_sid`."""
        self._key_sid = key_sid or ""
        if public_key is not None:
            self.key = CredentialsPublicKey(
                self,
                "Key",
                public_key=targets.argument(self, "public_key", public_key),
                friendly_name=self._label,
                account_sid=targets.sid,
                for_each=targets.for_each,
                lifecycle=CREATE_FIRST,
                provider=self._provider,
            )
            self._key_sid = targets.expression(self.key, "sid")
        completed = {"encryption_enabled": True, "encryption_key_sid": self._key_sid}
        self.settings: S = self._complete(completed)
        """The account's settings."""

    @property
    def key_sid(self) -> str:
        """SID of the key. With `accounts`, an expression for that of the account, for elements with the same `for_each`."""
        return self._token_of(self.key, self._key_sid)

    @classmethod
    def from_pem_file(cls, scope: Construct, id_: str, path: str | Path, **options: Unpack[EncryptionOptions[S]]) -> Self:
        """Encrypt with the public key in a file. A relative path begins at the current directory.

        :param path: The file, in PEM form.
        :param options: What the constructor takes besides.
        :raises InvalidConfiguration: The file cannot be read, or an argument is wrong.
        """
        if not isinstance(path, str | Path):
            raise wrong_type(f"{cls.__name__}.path", "a str or a Path", path)
        try:
            public_key = Path(path).read_text(encoding="utf-8")
        except OSError as problem:
            raise _unreadable(scope, id_, f"{path} cannot be read: {problem.strerror}.") from None
        except UnicodeDecodeError:
            convert = f"openssl pkey -pubin -inform DER -in {path} -pubout -out public.pem"
            raise _unreadable(scope, id_, f"{path} is not text, and so not PEM. If it is a key in DER form: {convert}") from None
        return cls(scope, id_, public_key=public_key, **options)

    @classmethod
    def from_key_sid(cls, scope: Construct, id_: str, key_sid: str, **options: Unpack[EncryptionOptions[S]]) -> Self:
        """Encrypt with a public key that Twilio has already.

        :param options: What the constructor takes besides.
        """
        return cls(scope, id_, key_sid=key_sid, **options)


def _wrong_choice_of_key(public_key: str | None, key_sid: str | None, *, many: bool) -> Iterator[Diagnostic]:
    if (public_key is None) == (key_sid is None):
        text = "Give either public_key (PEM text) or key_sid (of a key that Twilio has), and not both."
        yield error("Which key?", text, ("public_key",))
    yield from wrong_value("key_sid", credential_sid, key_sid if public_key is None else None)
    if key_sid is not None and many:
        text = "A key at Twilio is one account's, and there are several: give public_key, and each gets its own."
        yield error("Whose key?", text, ("key_sid",))


def _unreadable(scope: Construct, id_: str, text: str) -> InvalidConfiguration:
    return InvalidConfiguration("/".join(filter(None, (scope.node.path, id_))), [error("Unreadable key", text, ("path",))])


class EncryptedRecordings(_Encryption[VideoRecordingSettings]):
    """Encrypts an account's recordings: only the holder of the private key can read them.

    - A new public key is in use before the old one is deleted.
    - Twilio makes no compositions of encrypted recordings.
    - To take over settings that the account has already, give `adopt_existing=True`, or call `settings.import_from("Default")`.
      With `accounts`, only the first works.
    """

    _settings_class = VideoRecordingSettings


class EncryptedCompositions(_Encryption[VideoCompositionSettings]):
    """Encrypts an account's compositions: what `EncryptedRecordings` does, for compositions."""

    _settings_class = VideoCompositionSettings
