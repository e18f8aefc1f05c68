"""Configurations of composition hooks, small and large."""

from __future__ import annotations

import json
from typing import Any

from provider.fake import CompositionHook, FakeTwilio

TYPE = "twilio_video_composition_hook"
COLLECTION = "/v1/CompositionHooks"

LAYOUT = {"main": {"z_pos": 1, "video_sources": ["screen"]}, "pip": {"z_pos": 2, "width": 240, "video_sources": ["camera"]}}
SMALL: dict[str, Any] = {"friendly_name": "Everybody", "audio_sources": ["*"]}
LARGE: dict[str, Any] = {
    "friendly_name": "Everything",
    "enabled": False,
    "audio_sources": ["teacher*", "moderator"],
    "audio_sources_excluded": ["teachers-phone", "admin"],
    "video_layout": json.dumps(LAYOUT),
    "resolution": "1280x720",
    "format": "mp4",
    "trim": False,
    "status_callback_url": "https://example.com/told?who=me",
    "status_callback_method": "GET",
}


def live(twilio: FakeTwilio) -> CompositionHook:
    """The one hook of the account."""
    (hook,) = twilio.account().composition_hooks.values()
    return hook
