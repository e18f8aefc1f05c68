from __future__ import annotations

from provider.fake import Account, FakeTwilio
from tests.conformance.samples import Argument, Sample
from tests.resources.samples._credential import credential


def sample(twilio: FakeTwilio, account: Account) -> Sample:
    secret, other = "s3cr3t/" + "0" * 33, "0th3r+" + "1" * 34
    arguments = {
        "aws_access_key_id": Argument(value="AKIA" + "A1" * 8, other="AKIA" + "B2" * 8),
        "aws_secret_access_key": Argument(
            other=other, along={"aws_secret_access_key_wo": None, "aws_secret_access_key_wo_version": None}
        ),
        "aws_secret_access_key_wo": Argument(value=secret, other=other, along={"aws_secret_access_key_wo_version": 2}),
        "aws_secret_access_key_wo_version": Argument(value=1, other=2),
    }
    least = {name: each.value for name, each in arguments.items() if each.value is not None}
    return credential(twilio, account, "/v1/Credentials/AWS", least, arguments)
