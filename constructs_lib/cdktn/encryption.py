"""A public key in, encrypted recordings (or compositions) out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypedDict, Unpack

import cdktn as cdk
from constructs import Construct

from provider.framework.diagnostics import error

from ..errors import InvalidConfiguration
from ._aws import CREATE_FIRST
from ._settings import Leaving, S
from .credentials_public_key import CredentialsPublicKey
from .video_composition_settings import VideoCompositionSettings
from .video_recording_settings import VideoRecordingSettings


class EncryptionOptions(TypedDict, Generic[S], total=False):
    """What the factories take, as the constructor does."""

    friendly_name: str
    settings: S
    adopt_existing: bool
    on_destroy: Leaving
    provider: cdk.TerraformProvider


class _Encryption(Construct, Generic[S]):
    """A public key at Twilio and the settings that encrypt with it; see the subclasses."""

    _settings_class: ClassVar[type[Any]]

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        public_key: str | None = None,
        key_sid: str | None = None,
        friendly_name: str | None = None,
        settings: S | None = None,
        adopt_existing: bool | None = None,
        on_destroy: Leaving | None = None,
        provider: cdk.TerraformProvider | None = None,
    ) -> None:
        """
        :param public_key: The key in PEM form, RSA of 2048 bits or more; either this or `key_sid`.
        :param key_sid: SID of a public key that Twilio has already.
        :param friendly_name: Label of the settings. Default: the construct's path.
        :param settings: Settings to complete, as those of `RecordingStorage`. Default: settings of its own.
        :param adopt_existing: See the settings.
        :param on_destroy: See the settings.
        :param provider: The Twilio provider configuration, if not the default one.

        Raises `InvalidConfiguration` with everything that is wrong.
        """
        super().__init__(scope, id_)
        if (public_key is None) == (key_sid is None):
            text = "Give either public_key (PEM text) or key_sid (of a key that Twilio has), and not both."
            raise InvalidConfiguration(self.node.path, [error("Which key?", text, ("public_key",))])
        self.key: CredentialsPublicKey | None = None
        """The credential that Twilio holds; none with `key_sid`."""
        if public_key is not None:
            label = self.node.path[-64:]
            self.key = CredentialsPublicKey(
                self, "Key", public_key=public_key, friendly_name=label, lifecycle=CREATE_FIRST, provider=provider
            )
        self.key_sid: str = key_sid or (self.key.sid if self.key else "")
        """SID of the key that is encrypted with."""
        self.settings: S = settings or self._settings_class(
            self,
            "Settings",
            friendly_name=friendly_name or self.node.path,
            adopt_existing=adopt_existing,
            on_destroy=on_destroy,
            provider=provider,
        )
        """The account's settings."""
        self.settings.encryption_enabled = True
        self.settings.encryption_key_sid = self.key_sid

    @classmethod
    def from_pem_file(cls, scope: Construct, id_: str, path: str | Path, **options: Unpack[EncryptionOptions[S]]) -> Self:
        """Encrypt with the public key in a file."""
        return cls(scope, id_, public_key=Path(path).read_text(encoding="utf-8"), **options)

    @classmethod
    def from_key_sid(cls, scope: Construct, id_: str, key_sid: str, **options: Unpack[EncryptionOptions[S]]) -> Self:
        """Encrypt with a public key that Twilio has already."""
        return cls(scope, id_, key_sid=key_sid, **options)


class EncryptedRecordings(_Encryption[VideoRecordingSettings]):
    """Encrypts an account's recordings: only the holder of the private key can read them.

    Compositions do not work for recordings that are made encrypted.
    """

    _settings_class = VideoRecordingSettings


class EncryptedCompositions(_Encryption[VideoCompositionSettings]):
    """Encrypts an account's compositions: only the holder of the private key can read them."""

    _settings_class = VideoCompositionSettings
