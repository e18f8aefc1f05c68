"""A stand-in Twilio API for tests and demonstrations.

It serves the parts of Twilio that the provider uses (video recording and composition settings, composition hooks, AWS and
public-key credentials, accounts), as their documentation describes them, and is deliberately written without a look at the
provider's own declarations: a mistake in those must not find its twin here.
"""

from __future__ import annotations

from .behaviour import Behaviour, Empty, Omitted
from .errors import ErrorShape
from .fake import FakeTwilio, main
from .faults import Alter, Answer, Delay, Drop, Fault, Faults, Garbage, Reset, Slow, Stall, Truncate
from .log import LoggedRequest, Violation
from .models import (
    Account,
    AccountStatus,
    ApiKey,
    AwsCredential,
    CompositionHook,
    Dangling,
    DanglingKind,
    PublicKey,
    SettingsKind,
    StorageSettings,
)

__all__ = [
    "Account",
    "AccountStatus",
    "Alter",
    "Answer",
    "ApiKey",
    "AwsCredential",
    "Behaviour",
    "CompositionHook",
    "Dangling",
    "DanglingKind",
    "Delay",
    "Drop",
    "Empty",
    "ErrorShape",
    "FakeTwilio",
    "Fault",
    "Faults",
    "Garbage",
    "LoggedRequest",
    "Omitted",
    "PublicKey",
    "Reset",
    "SettingsKind",
    "Slow",
    "Stall",
    "StorageSettings",
    "Truncate",
    "Violation",
    "main",
]
