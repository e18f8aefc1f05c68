"""The Twilio provider for one CDK: bindings of its resources and data sources, and constructs that join several."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from ..errors import InvalidConfiguration
from .encryption import EncryptedCompositions, EncryptedRecordings, EncryptionOptions
from .generated import (
    CredentialsAws,
    CredentialsAwsTimeouts,
    CredentialsPublicKey,
    CredentialsPublicKeyTimeouts,
    DataTwilioVideoCompositionHook,
    DataTwilioVideoCompositionHookTimeouts,
    DataTwilioVideoCompositionSettings,
    DataTwilioVideoCompositionSettingsTimeouts,
    DataTwilioVideoRecordingSettings,
    DataTwilioVideoRecordingSettingsTimeouts,
    OnDestroy,
    TwilioProvider,
    VideoCompositionHook,
    VideoCompositionHookFormat,
    VideoCompositionHookStatusCallbackMethod,
    VideoCompositionHookTimeouts,
    VideoCompositionSettings,
    VideoCompositionSettingsTimeouts,
    VideoRecordingSettings,
    VideoRecordingSettingsTimeouts,
)
from .storage import BucketConstruct, BucketLike, CompositionStorage, KeyConstruct, KeyLike, RecordingStorage, StorageOptions

__all__ = [
    "BucketConstruct",
    "BucketLike",
    "CompositionStorage",
    "CredentialsAws",
    "CredentialsAwsTimeouts",
    "CredentialsPublicKey",
    "CredentialsPublicKeyTimeouts",
    "DataTwilioVideoCompositionHook",
    "DataTwilioVideoCompositionHookTimeouts",
    "DataTwilioVideoCompositionSettings",
    "DataTwilioVideoCompositionSettingsTimeouts",
    "DataTwilioVideoRecordingSettings",
    "DataTwilioVideoRecordingSettingsTimeouts",
    "EncryptedCompositions",
    "EncryptedRecordings",
    "EncryptionOptions",
    "InvalidConfiguration",
    "KeyConstruct",
    "KeyLike",
    "OnDestroy",
    "RecordingStorage",
    "StorageOptions",
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
