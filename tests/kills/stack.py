"""The stack that is killed: two credentials, both settings with everything on, and a composition hook that is off.

Once as a configuration for a real engine, and once as what an engine makes of it.
"""

from __future__ import annotations

from typing import Any

from tests.e2e import hcl
from tests.e2e.account import BUCKET, Held
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

WANTED: Configuration = {
    AWS: Wanted(AWS, {"friendly_name": AWS_LABEL, "aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET}, True),
    ENCRYPTION: Wanted(ENCRYPTION, {"friendly_name": KEY_LABEL, "public_key": PEM}, True),
    hcl.RECORDING: Wanted(hcl.RECORDING, _SETTINGS),
    hcl.COMPOSITION: Wanted(hcl.COMPOSITION, _SETTINGS),
    HOOK: Wanted(HOOK, _HOOK),
}
"""By address, which is the type name here: there is one object of each."""


def configuration(features: Features) -> list[str]:
    """The same in HCL, with a write-only secret where the engine has such a thing."""
    settings = held(hcl.Expression(f"{AWS}.this.sid"), hcl.Expression(f"{ENCRYPTION}.this.sid")) | {"adopt_existing": True}
    secret: dict[str, hcl.Value] = (
        {"aws_secret_access_key_wo": SECRET, "aws_secret_access_key_wo_version": 1}
        if features.write_only
        else {"aws_secret_access_key": SECRET}
    )
    writer: dict[str, hcl.Value] = {"friendly_name": AWS_LABEL, "aws_access_key_id": ACCESS_KEY_ID, **secret}
    grid: dict[str, hcl.Value] = {**_HOOK, "audio_sources": hcl.Expression('["*"]')}
    return [
        hcl.block(f'resource "{AWS}" "this"', writer, CREATE_BEFORE_DESTROY),
        hcl.block(f'resource "{ENCRYPTION}" "this"', {"friendly_name": KEY_LABEL, "public_key": PEM}, CREATE_BEFORE_DESTROY),
        hcl.settings(settings, kind=hcl.RECORDING),
        hcl.settings(settings, kind=hcl.COMPOSITION),
        hcl.block(f'resource "{HOOK}" "this"', grid),
    ]


def address(type_name: str) -> str:
    return f"{type_name}.this"
