"""State as the community provider (RJPearson94/twilio, on Terraform's SDK) leaves it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from provider.fake.models import CompositionHook
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT

ADDRESS = "registry.terraform.io/rjpearson94/twilio"
"""Its address. Engines write the namespace in lower case, however a configuration spells it."""

_TIMEOUTS_KEY = "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0"
"""Where the SDK keeps default timeouts in private state."""


def state(held: Mapping[str, str | bool | None], *, address: str = ADDRESS) -> str:
    """A state file with recording settings; as the SDK has no null strings, what is not set is empty."""
    attributes = {name: "" if value is None else value for name, value in held.items()}
    url = "https://video.twilio.com/v1/RecordingSettings/Default"
    return _state(hcl.RECORDING, {**attributes, "id": ACCOUNT, "account_sid": ACCOUNT, "url": url}, address)


def hook_state(hook: CompositionHook) -> str:
    """A state file with a composition hook that nobody updated. Lists that are not set are null there."""
    attributes = {
        "id": hook.sid,
        "sid": hook.sid,
        "account_sid": hook.account_sid,
        "friendly_name": hook.friendly_name,
        "audio_sources": hook.audio_sources or None,
        "audio_sources_excluded": hook.audio_sources_excluded or None,
        "enabled": hook.enabled,
        "format": hook.format,
        "resolution": hook.resolution,
        "status_callback_method": hook.status_callback_method,
        "status_callback_url": "",
        "trim": hook.trim,
        "video_layout": json.dumps(hook.video_layout),
        "date_created": hook.date_created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "date_updated": "",
        "url": f"https://video.twilio.com{hook.path}",
    }
    return _state(hcl.HOOK, attributes, ADDRESS)


def _state(type_name: str, attributes: Mapping[str, object], address: str) -> str:
    ten_minutes = 600_000_000_000
    private = {_TIMEOUTS_KEY: {"create": ten_minutes, "delete": ten_minutes, "read": ten_minutes // 2, "update": ten_minutes}}
    instance = {
        "schema_version": 0,
        "attributes": {**attributes, "timeouts": None},
        "sensitive_attributes": [],
        "private": base64.b64encode(json.dumps(private, separators=(",", ":")).encode()).decode(),
    }
    resource = {
        "mode": "managed",
        "type": type_name,
        "name": "this",
        "provider": f'provider["{address}"]',
        "instances": [instance],
    }
    return json.dumps(
        {
            "version": 4,
            "terraform_version": "1.0.3",
            "serial": 7,
            "lineage": "3f0c9d3a-6c1e-4a55-9f1c-0f6e5a1d2b3c",
            "outputs": {},
            "resources": [resource],
        },
        indent=2,
    )
