from __future__ import annotations

from provider.fake import Account, FakeTwilio
from tests.conformance.samples import Argument, Sample
from tests.keys import OTHER_PEM, PEM
from tests.resources.samples._credential import credential


def sample(twilio: FakeTwilio, account: Account) -> Sample:
    arguments = {"public_key": Argument(value=PEM, other=OTHER_PEM)}
    return credential(twilio, account, "/v1/Credentials/PublicKeys", {"public_key": PEM}, arguments)
