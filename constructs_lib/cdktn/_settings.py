"""Options that everything has which makes an account's settings, or completes some."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypeVar

from ..enums import OnDestroy
from .video_composition_settings import VideoCompositionSettings
from .video_recording_settings import VideoRecordingSettings

Leaving: TypeAlias = OnDestroy | Literal["restore", "reset", "retain"]
S = TypeVar("S", VideoRecordingSettings, VideoCompositionSettings)
