"""The stack that is killed: one of each resource that the provider has, settings with everything on.

Once as a configuration for a real engine, and once as what an engine makes of it. What refers to nothing is as little as its
sample says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from provider.fake import FakeTwilio
from tests.conformance.resources import ITEMS, TYPES
from tests.conformance.samples import sample_of
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, BUCKET, Held
from tests.e2e.stack import ACCESS_KEY_ID, AWS, CREATE_BEFORE_DESTROY, ENCRYPTION, SECRET
from tests.engine.objects import Configuration, Ref, Wanted
from tests.keys import PEM
from tools.engines import Features

HOOK = "twilio_video_composition_hook"

AWS_LABEL = "Writer of the stack"
KEY_LABEL = "Key of the stack"
HOOK_LABEL = "Grid of the stack"


def held(aws_sid: Any, key_sid: Any) -> Held:
    """What the stack wants of both settings."""
    return {
        "friendly_name": "Managed",
        "aws_credentials_sid": aws_sid,
        "aws_s3_url": BUCKET,
        "aws_storage_enabled": True,
        "encryption_key_sid": key_sid,
        "encryption_enabled": True,
    }


_HOOK: dict[str, Any] = {"friendly_name": HOOK_LABEL, "enabled": False, "audio_sources": ["*"]}
_SETTINGS = held(Ref(AWS), Ref(ENCRYPTION)) | {"adopt_existing": True}

_CHOSEN: Configuration = {
    AWS: Wanted(AWS, {"friendly_name": AWS_LABEL, "aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET}, True),
    ENCRYPTION: Wanted(ENCRYPTION, {"friendly_name": KEY_LABEL, "public_key": PEM}, True),
    hcl.RECORDING: Wanted(hcl.RECORDING, _SETTINGS),
    hcl.COMPOSITION: Wanted(hcl.COMPOSITION, _SETTINGS),
    HOOK: Wanted(HOOK, _HOOK),
}


def _as_sampled(type_name: str) -> Wanted:
    sample = sample_of(type_name, FakeTwilio())
    name = {"friendly_name": f"{type_name} of the stack"} if "friendly_name" in sample.arguments else {}
    return Wanted(type_name, sample.least | name)


_SAMPLED = {type_name: _as_sampled(type_name) for type_name in TYPES if type_name not in _CHOSEN}
WANTED: Configuration = {**_CHOSEN, **_SAMPLED}
"""By address, which is the type name here: there is one object of each."""


def wanted_in(account_sid: str) -> Configuration:
    """The stack in an account, which is named unless it is the provider's."""
    if account_sid == ACCOUNT:
        return WANTED
    return {name: replace(each, given={**each.given, "account_sid": account_sid}) for name, each in WANTED.items()}


LABELS = {type_name: str(WANTED[type_name].given.get("friendly_name")) for type_name in ITEMS}
"""What each object is called that is made and removed."""


def configuration(features: Features, account_sid: str = ACCOUNT) -> list[str]:
    """The same in HCL, with a write-only secret where the engine has such a thing."""
    there: dict[str, hcl.Value] = {} if account_sid == ACCOUNT else {"account_sid": account_sid}
    settings = held(hcl.Expression(f"{AWS}.this.sid"), hcl.Expression(f"{ENCRYPTION}.this.sid")) | {"adopt_existing": True}
    secret: dict[str, hcl.Value] = (
        {"aws_secret_access_key_wo": SECRET, "aws_secret_access_key_wo_version": 1}
        if features.write_only
        else {"aws_secret_access_key": SECRET}
    )
    writer: dict[str, hcl.Value] = {"friendly_name": AWS_LABEL, "aws_access_key_id": ACCESS_KEY_ID, **secret}
    grid: dict[str, hcl.Value] = {**_HOOK, "audio_sources": hcl.Expression('["*"]')}
    key: dict[str, hcl.Value] = {"friendly_name": KEY_LABEL, "public_key": PEM}
    return [
        hcl.block(f'resource "{AWS}" "this"', writer | there, CREATE_BEFORE_DESTROY),
        hcl.block(f'resource "{ENCRYPTION}" "this"', key | there, CREATE_BEFORE_DESTROY),
        hcl.settings(settings | there, kind=hcl.RECORDING),
        hcl.settings(settings | there, kind=hcl.COMPOSITION),
        hcl.block(f'resource "{HOOK}" "this"', grid | there),
        *(hcl.block(f'resource "{name}" "this"', {**each.given, **there}) for name, each in _SAMPLED.items()),
    ]


def address(type_name: str) -> str:
    return f"{type_name}.this"
