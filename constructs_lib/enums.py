"""The words that some arguments take. A plain string does as well."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from enum import StrEnum


class AccountsStatus(StrEnum):
    """What `status` takes."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class OnDestroy(StrEnum):
    """What `on_destroy` takes."""

    RESTORE = "restore"
    RESET = "reset"
    RETAIN = "retain"


class VideoCompositionHookFormat(StrEnum):
    """What `format` takes."""

    MP4 = "mp4"
    WEBM = "webm"


class VideoCompositionHookStatusCallbackMethod(StrEnum):
    """What `status_callback_method` takes."""

    GET = "GET"
    POST = "POST"
