"""What the samples of settings objects have in common."""

from __future__ import annotations

from provider.fake import Account, FakeTwilio, SettingsKind
from tests.conformance.samples import TIMEOUTS, Argument, Sample


def settings(twilio: FakeTwilio, account: Account, kind: SettingsKind, **further: Argument) -> Sample:
    """The sample of settings; `further`: arguments that only this kind has."""
    credentials = [account.add_aws_credential().sid for _ in range(3)]
    keys = [account.add_public_key().sid for _ in range(3)]
    customer = twilio.add_subaccount()
    theirs = {
        "account_sid": customer.sid,
        "aws_credentials_sid": customer.add_aws_credential().sid,
        "encryption_key_sid": customer.add_public_key().sid,
    }
    bucket = "https://ours.s3-eu-west-1.amazonaws.com"
    storage, encryption = ("aws_storage_enabled",), ("encryption_enabled",)
    return Sample(
        path=kind.path,
        least={"friendly_name": "Ours"},
        arguments={
            "account_sid": Argument(value=account.sid, other=customer.sid, along=theirs),
            "friendly_name": Argument(value="Ours", other="Still ours", by_hand="Somebody's"),
            "aws_credentials_sid": Argument(
                value=credentials[0],
                other=credentials[1],
                by_hand=credentials[2],
                removed_with=storage,
                refers_to="twilio_credentials_aws",
            ),
            "aws_s3_url": Argument(
                value=f"{bucket}/recordings/",
                other=f"{bucket}/elsewhere/",
                by_hand="https://somebody.s3.amazonaws.com/",
                removed_with=storage,
            ),
            "aws_storage_enabled": Argument(value=True, other=False, by_hand=False),
            "encryption_key_sid": Argument(
                value=keys[0], other=keys[1], by_hand=keys[2], removed_with=encryption, refers_to="twilio_credentials_public_key"
            ),
            "encryption_enabled": Argument(value=True, other=False, by_hand=False),
            "adopt_existing": Argument(value=True, other=False),
            "on_destroy": Argument(value="reset", other="retain"),
            "timeouts": Argument(value=TIMEOUTS, other={"create": None, "read": "7m", "update": None, "delete": None}),
            **further,
        },
        live=lambda state: twilio.account(state["account_sid"]).settings(kind),
    )
