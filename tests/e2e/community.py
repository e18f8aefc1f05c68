"""State as the community provider (RJPearson94/twilio, on Terraform's SDK) leaves it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from tests.e2e import hcl
from tests.e2e.account import ACCOUNT

ADDRESS = "registry.terraform.io/rjpearson94/twilio"
"""Its address. Engines write the namespace in lower case, however a configuration spells it."""

_TIMEOUTS_KEY = "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0"
"""Where the SDK keeps default timeouts in private state."""


def state(held: Mapping[str, str | bool | None], *, address: str = ADDRESS) -> str:
    """A state file with recording settings; as the SDK has no null strings, what is not set is empty."""
    attributes = {name: "" if value is None else value for name, value in held.items()}
    ten_minutes = 600_000_000_000
    private = {_TIMEOUTS_KEY: {"create": ten_minutes, "delete": ten_minutes, "read": ten_minutes // 2, "update": ten_minutes}}
    instance = {
        "schema_version": 0,
        "attributes": {
            **attributes,
            "id": ACCOUNT,
            "account_sid": ACCOUNT,
            "timeouts": None,
            "url": "https://video.twilio.com/v1/RecordingSettings/Default",
        },
        "sensitive_attributes": [],
        "private": base64.b64encode(json.dumps(private, separators=(",", ":")).encode()).decode(),
    }
    resource = {
        "mode": "managed",
        "type": hcl.RECORDING,
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
