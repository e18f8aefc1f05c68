from __future__ import annotations

from provider.fake import Account, FakeTwilio, SettingsKind
from tests.conformance.samples import Sample
from tests.resources.samples._settings import settings


def sample(twilio: FakeTwilio, account: Account) -> Sample:
    return settings(twilio, account, SettingsKind.RECORDING)
