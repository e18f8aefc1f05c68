"""Configurations of one stack, in values that are quickly drawn: two settings objects, two credentials, and a hook."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from provider.fake import FakeTwilio, SettingsKind
from tests.conformance.samples import sample_of
from tests.engine.objects import Ref, Wanted
from tests.keys import OTHER_PEM, PEM
from tests.scenarios.fuzz.account import Settings

KEY, AWS, HOOK = "key", "aws", "hook"
ADDRESS = {SettingsKind.RECORDING: "recording", SettingsKind.COMPOSITION: "composition"}
KIND = {address: kind for kind, address in ADDRESS.items()}
TYPES = {
    "recording": "twilio_video_recording_settings",
    "composition": "twilio_video_composition_settings",
    KEY: "twilio_credentials_public_key",
    AWS: "twilio_credentials_aws",
    HOOK: "twilio_video_composition_hook",
}
PATHS = {address: sample_of(type_name, FakeTwilio()).path for address, type_name in TYPES.items()}
"""Where the requests for each go, as the samples have it."""
URLS = ("https://ours.s3-eu-west-1.amazonaws.com/recordings/", "https://theirs.s3-us-west-2.amazonaws.com/else/")
SECRETS = ("s3cr3t/" + "0" * 33, "0th3r+" + "1" * 34)
PEMS = (PEM, OTHER_PEM)
OWN = 9
"""Instead of an index into the credentials that the account has anyway: the stack's own."""
TIMEOUTS = dict.fromkeys(("create", "read", "update", "delete"), "20s")
"""Long enough for every repetition of a request on a busy machine, and short where something is waited for in vain."""


@dataclass(frozen=True)
class SettingsConfig:
    """`storage` and `encryption`: on, off (named all the same), or None. `aws` and `key`: which credential, or `OWN`."""

    name: str = "Ours"
    storage: str | None = None
    aws: int = 0
    url: int = 0
    encryption: str | None = None
    key: int = 0
    adopt: bool = False
    on_destroy: str = "restore"
    create_before_destroy: bool = False


@dataclass(frozen=True)
class CredentialConfig:
    """`content`: which PEM, or which secret. `plain`: the secret as an ordinary argument, which state keeps."""

    name: str = "Ours"
    content: int = 0
    plain: bool = False
    create_before_destroy: bool = True


@dataclass(frozen=True)
class HookConfig:
    name: str = "Everybody"
    trim: bool = True
    enabled: bool = True


AnyConfig = SettingsConfig | CredentialConfig | HookConfig


@dataclass(frozen=True)
class StackConfig:
    """What a stack has at each address."""

    parts: Mapping[str, AnyConfig] = field(default_factory=dict)

    def having(self, address: str, part: AnyConfig | None) -> StackConfig:
        others = {name: each for name, each in self.parts.items() if name != address}
        return StackConfig(others if part is None else others | {address: part})

    def wanted(self, aws: Sequence[str], keys: Sequence[str]) -> dict[str, Wanted]:
        """As an engine takes it. `aws` and `keys`: SIDs of the credentials that the account has anyway."""
        wanted = {}
        for address, part in self.parts.items():
            given, order = self._given(address, part, aws, keys), getattr(part, "create_before_destroy", False)
            wanted[address] = Wanted(TYPES[address], given, order)
        return wanted

    def _given(self, address: str, part: AnyConfig, aws: Sequence[str], keys: Sequence[str]) -> dict[str, Any]:
        match part:
            case SettingsConfig():
                return self._settings(part, aws, keys)
            case HookConfig():
                given = {"friendly_name": part.name, "trim": part.trim, "enabled": part.enabled}
                return given | {"audio_sources": ["*"], "timeouts": TIMEOUTS}
            case CredentialConfig() if address == KEY:
                return {"friendly_name": part.name, "public_key": PEMS[part.content], "timeouts": TIMEOUTS}
            case CredentialConfig():
                secret = SECRETS[part.content]
                how = (
                    {"aws_secret_access_key": secret}
                    if part.plain
                    else {"aws_secret_access_key_wo": secret, "aws_secret_access_key_wo_version": part.content}
                )
                key_id = "AKIA" + ("A1", "B2")[part.content] * 8
                return {"friendly_name": part.name, "aws_access_key_id": key_id, "timeouts": TIMEOUTS} | how

    def _settings(self, part: SettingsConfig, aws: Sequence[str], keys: Sequence[str]) -> dict[str, Any]:
        given: dict[str, Any] = {
            "friendly_name": part.name,
            "adopt_existing": part.adopt,
            "on_destroy": part.on_destroy,
            "timeouts": TIMEOUTS,
        }
        if part.storage:
            given["aws_credentials_sid"] = Ref(AWS) if part.aws == OWN and AWS in self.parts else aws[part.aws % len(aws)]
            given |= {"aws_s3_url": URLS[part.url], "aws_storage_enabled": part.storage == "on"}
        if part.encryption:
            given["encryption_key_sid"] = Ref(KEY) if part.key == OWN and KEY in self.parts else keys[part.key % len(keys)]
            given["encryption_enabled"] = part.encryption == "on"
        return given


def settings_by_hand(part: SettingsConfig, aws: Sequence[str], keys: Sequence[str]) -> Settings:
    """The same choice as somebody makes it in the Console, who can name any credential there is."""
    return Settings(
        friendly_name=part.name or None,
        aws_credentials_sid=aws[part.aws % len(aws)] if part.storage and aws else None,
        aws_s3_url=URLS[part.url] if part.storage and aws else None,
        aws_storage_enabled=part.storage == "on" and bool(aws),
        encryption_key_sid=keys[part.key % len(keys)] if part.encryption and keys else None,
        encryption_enabled=part.encryption == "on" and bool(keys),
    )


def unobstructed(config: StackConfig, held: Sequence[str]) -> StackConfig:
    """The configuration with every way on that errors advise, so that nothing may refuse it: existing settings are taken
    over, credentials are created before the old ones go, and what state has (`held`) stays in the configuration."""
    parts: dict[str, AnyConfig] = {}
    for address in sorted({*config.parts, *held}):
        part = config.parts.get(address)
        if address in KIND:
            settings = part if isinstance(part, SettingsConfig) else SettingsConfig()
            parts[address] = dataclasses.replace(settings, adopt=True)
        elif address == HOOK:
            parts[address] = part or HookConfig()
        else:
            credential = part if isinstance(part, CredentialConfig) else CredentialConfig()
            parts[address] = dataclasses.replace(credential, create_before_destroy=True)
    return StackConfig(parts)
