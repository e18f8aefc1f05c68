"""What the samples of credentials have in common."""

from __future__ import annotations

from collections.abc import Mapping

from provider.fake import Account, FakeTwilio
from provider.framework.values import Values
from tests.conformance.samples import TIMEOUTS, Argument, Sample, forget


def credential(twilio: FakeTwilio, account: Account, path: str, least: Values, arguments: Mapping[str, Argument]) -> Sample:
    """The sample of a credential, with the arguments that only this kind has."""
    common = {
        "account_sid": Argument(value=account.sid, other=twilio.add_subaccount().sid),
        "friendly_name": Argument(value="Ours", other="Still ours", by_hand="Somebody's"),
        "timeouts": Argument(value=TIMEOUTS),
    }
    return Sample(
        path=path,
        least=least,
        arguments={**common, **arguments},
        live=lambda state: twilio.account(state["account_sid"]).credentials[state["sid"]],
        remove=lambda state: forget(twilio.account(state["account_sid"]).credentials, state),
    )
