"""Typed bindings of the Twilio provider for one CDK: a module for each resource and data source."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from ...enums import AccountsStatus, OnDestroy, VideoCompositionHookFormat, VideoCompositionHookStatusCallbackMethod
from .credentials_aws import CredentialsAws, CredentialsAwsTimeouts
from .credentials_public_key import CredentialsPublicKey, CredentialsPublicKeyTimeouts
from .data_twilio_accounts import DataTwilioAccounts, DataTwilioAccountsTimeouts
from .data_twilio_credentials_aws import DataTwilioCredentialsAws, DataTwilioCredentialsAwsTimeouts
from .data_twilio_credentials_public_key import DataTwilioCredentialsPublicKey, DataTwilioCredentialsPublicKeyTimeouts
from .data_twilio_video_composition_hook import DataTwilioVideoCompositionHook, DataTwilioVideoCompositionHookTimeouts
from .data_twilio_video_composition_settings import DataTwilioVideoCompositionSettings, DataTwilioVideoCompositionSettingsTimeouts
from .data_twilio_video_recording_settings import DataTwilioVideoRecordingSettings, DataTwilioVideoRecordingSettingsTimeouts
from .provider import TwilioProvider
from .video_composition_hook import VideoCompositionHook, VideoCompositionHookTimeouts
from .video_composition_settings import VideoCompositionSettings, VideoCompositionSettingsTimeouts
from .video_recording_settings import VideoRecordingSettings, VideoRecordingSettingsTimeouts

__all__ = [
    "AccountsStatus",
    "CredentialsAws",
    "CredentialsAwsTimeouts",
    "CredentialsPublicKey",
    "CredentialsPublicKeyTimeouts",
    "DataTwilioAccounts",
    "DataTwilioAccountsTimeouts",
    "DataTwilioCredentialsAws",
    "DataTwilioCredentialsAwsTimeouts",
    "DataTwilioCredentialsPublicKey",
    "DataTwilioCredentialsPublicKeyTimeouts",
    "DataTwilioVideoCompositionHook",
    "DataTwilioVideoCompositionHookTimeouts",
    "DataTwilioVideoCompositionSettings",
    "DataTwilioVideoCompositionSettingsTimeouts",
    "DataTwilioVideoRecordingSettings",
    "DataTwilioVideoRecordingSettingsTimeouts",
    "OnDestroy",
    "TwilioProvider",
    "VideoCompositionHook",
    "VideoCompositionHookFormat",
    "VideoCompositionHookStatusCallbackMethod",
    "VideoCompositionHookTimeouts",
    "VideoCompositionSettings",
    "VideoCompositionSettingsTimeouts",
    "VideoRecordingSettings",
    "VideoRecordingSettingsTimeouts",
]
