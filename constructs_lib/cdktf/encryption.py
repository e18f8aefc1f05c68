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
from ._aws import CREATE_FIRST
from ._given import Given, wrong_value
from ._settings import Leaving, S, SettingsConstruct, SettingsOptions, label
from .generated import CredentialsPublicKey, VideoCompositionSettings, VideoRecordingSettings


class EncryptionOptions(SettingsOptions[S], total=False):
    """What the factories take, as the constructor does."""


class _Encryption(SettingsConstruct[S]):
    """A public key at Twilio and the settings that encrypt with it; see the subclasses."""

    _completes = ("encryption_key_sid", "encryption_enabled")

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        public_key: str | None = None,
        key_sid: str | None = None,
        friendly_name: str | None = None,
        settings: S | None = None,
        adopt_existing: bool | cdk.IResolvable | None = None,
        on_destroy: Leaving | None = None,
        provider: cdk.TerraformProvider | None = None,
    ) -> None:
        """Make the key's credential, unless Twilio has it already, and the settings that encrypt with it.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param public_key: The key in PEM form, RSA of 2048 bits or more; either this or `key_sid`.
        :param key_sid: SID of a public key that Twilio has already.
        :param friendly_name: Label of the settings. Default: the construct's path.
        :param settings: Settings to complete, as those of a storage construct. Default: settings of its own.
        :param adopt_existing: See the settings.
        :param on_destroy: See the settings.
        :param provider: The Twilio provider configuration. Default: that of `settings`, or else the default one.

        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: With everything that is wrong.
        """
        given = Given(self)
        public_key, key_sid = given.text("public_key", public_key), given.text("key_sid", key_sid)
        friendly_name, on_destroy = given.text("friendly_name", friendly_name), given.text("on_destroy", on_destroy)
        adopt_existing, provider = given.flag("adopt_existing", adopt_existing), given.provider("provider", provider)
        super().__init__(scope, id_, given)
        provider = self._provider_for(settings, provider)
        self._problems += _wrong_choice_of_key(public_key, key_sid)
        self.key: CredentialsPublicKey | None = None
        """The credential that Twilio holds; none with `key_sid`."""
        if public_key is not None:
            with self._collecting():
                self.key = CredentialsPublicKey(
                    self, "Key", public_key=public_key, friendly_name=label(self), lifecycle=CREATE_FIRST, provider=provider
                )
        with self._collecting():
            self.settings: S = self._settings_from(settings, friendly_name, adopt_existing, on_destroy, provider)
            """The account's settings."""
        self._refuse_problems()
        self.key_sid: str = key_sid or (self.key.sid if self.key else "")
        """SID of the key that is encrypted with."""
        self.settings.encryption_enabled = True
        self.settings.encryption_key_sid = self.key_sid

    @classmethod
    def from_pem_file(cls, scope: Construct, id_: str, path: str | Path, **options: Unpack[EncryptionOptions[S]]) -> Self:
        """Encrypt with the public key in a file. A relative path begins where the stack is synthesized.

        :param path: The file, in PEM form.
        :param options: What the constructor takes besides.
        :raises InvalidConfiguration: The file cannot be read, or with everything that is wrong.
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


def _wrong_choice_of_key(public_key: str | None, key_sid: str | None) -> Iterator[Diagnostic]:
    if (public_key is None) == (key_sid is None):
        text = "Give either public_key (PEM text) or key_sid (of a key that Twilio has), and not both."
        yield error("Which key?", text, ("public_key",))
    yield from wrong_value("key_sid", credential_sid, key_sid if public_key is None else None)


def _unreadable(scope: Construct, id_: str, text: str) -> InvalidConfiguration:
    return InvalidConfiguration("/".join(filter(None, (scope.node.path, id_))), [error("Unreadable key", text, ("path",))])


class EncryptedRecordings(_Encryption[VideoRecordingSettings]):
    """Encrypts an account's recordings: only the holder of the private key can read them.

    Another public key is in use before the old one goes. Compositions do not work for recordings that are made encrypted.
    To take over settings that the account has, `settings.import_from("Default")` or give `adopt_existing=True`.
    """

    _settings_class = VideoRecordingSettings


class EncryptedCompositions(_Encryption[VideoCompositionSettings]):
    """Encrypts an account's compositions: what `EncryptedRecordings` does, for compositions."""

    _settings_class = VideoCompositionSettings
