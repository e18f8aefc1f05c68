"""What `constructs_lib.cdktf` and `constructs_lib.cdktn` both have, for code that is written once for both."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from . import cdktf


class Twin(Protocol):
    """Either set of bindings, typed as the one for `cdktf`; that for `cdktn` has the same members."""

    CredentialsAws: type[cdktf.CredentialsAws]
    CredentialsAwsTimeouts: type[cdktf.CredentialsAwsTimeouts]
    CredentialsPublicKey: type[cdktf.CredentialsPublicKey]
    CredentialsPublicKeyTimeouts: type[cdktf.CredentialsPublicKeyTimeouts]
    DataTwilioVideoCompositionHook: type[cdktf.DataTwilioVideoCompositionHook]
    DataTwilioVideoCompositionHookTimeouts: type[cdktf.DataTwilioVideoCompositionHookTimeouts]
    DataTwilioVideoCompositionSettings: type[cdktf.DataTwilioVideoCompositionSettings]
    DataTwilioVideoCompositionSettingsTimeouts: type[cdktf.DataTwilioVideoCompositionSettingsTimeouts]
    DataTwilioVideoRecordingSettings: type[cdktf.DataTwilioVideoRecordingSettings]
    DataTwilioVideoRecordingSettingsTimeouts: type[cdktf.DataTwilioVideoRecordingSettingsTimeouts]
    TwilioProvider: type[cdktf.TwilioProvider]
    VideoCompositionHook: type[cdktf.VideoCompositionHook]
    VideoCompositionHookTimeouts: type[cdktf.VideoCompositionHookTimeouts]
    VideoCompositionSettings: type[cdktf.VideoCompositionSettings]
    VideoCompositionSettingsTimeouts: type[cdktf.VideoCompositionSettingsTimeouts]
    VideoRecordingSettings: type[cdktf.VideoRecordingSettings]
    VideoRecordingSettingsTimeouts: type[cdktf.VideoRecordingSettingsTimeouts]
