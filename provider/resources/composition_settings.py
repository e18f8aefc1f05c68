"""`twilio_video_composition_settings`, resource and data source."""

from __future__ import annotations

from .settings.video import VideoSettings


class CompositionSettings(
    VideoSettings, name="video_composition_settings", path="/v1/CompositionSettings/Default", media="compositions"
):
    """Where an account's Video compositions are stored, and whether they are encrypted.

    An account has exactly one such object. It applies to every composition that is made after it is set.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud. Once `twilio_video_recording_settings`
    encrypts, or stores in S3, no Compositions can be made of new recordings.
    """

    example = """\
resource "twilio_video_composition_settings" "compositions" {
  friendly_name = "Compositions of production"

  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.encryption.sid
}
"""
