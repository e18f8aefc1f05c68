"""`twilio_video_recording_settings`, resource and data source."""

from __future__ import annotations

from .settings.video import VideoSettings


class RecordingSettings(
    VideoSettings,
    name="video_recording_settings",
    path="/v1/RecordingSettings/Default",
    media="recordings",
    side_effect=(
        "Compositions stop working for recordings made from now on: Twilio composes only recordings that are not encrypted and "
        "are stored in its own cloud."
    ),
):
    """Where an account's Video recordings are stored, and whether they are encrypted.

    An account has exactly one such object. It applies to every recording that is made after it is set.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud. Once `encryption_enabled` or
    `aws_storage_enabled` is on, no Compositions can be made of new recordings.
    """

    example = """\
resource "twilio_video_recording_settings" "recordings" {
  friendly_name = "Recordings of production"

  aws_storage_enabled = true
  aws_credentials_sid = twilio_credentials_aws.storage.sid
  aws_s3_url          = provider::twilio::s3_url("my-recordings", "eu-west-1", "video")

  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.encryption.sid
}
"""
