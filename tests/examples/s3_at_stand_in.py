"""Run as a program: an example as it is, by default `s3_recordings`, but for the AWS provider, which is led to this machine."""

from __future__ import annotations

import os
import runpy
import sys
from typing import Any

from constructs import Construct

from examples.s3_recordings import aws

SKIPPED = ("skip_credentials_validation", "skip_requesting_account_id", "skip_metadata_api_check")


class LedAwsProvider(aws.AwsProvider):
    def __init__(self, scope: Construct, id_: str, **arguments: Any) -> None:
        url = os.environ["AWS_STAND_IN_URL"]
        # What the stand-in lacks, it answers with errors that the AWS provider would repeat for a minute.
        led = (
            {"max_retries": 1}
            | dict.fromkeys((*SKIPPED, "s3_force_path_style"), True)
            | {"endpoints": [dict.fromkeys(("s3", "iam", "sts"), url)]}
        )
        super().__init__(scope, id_, **arguments, **led)


if __name__ == "__main__":
    aws.AwsProvider = LedAwsProvider  # type: ignore[misc]
    runpy.run_module((*sys.argv[1:], "examples.s3_recordings.main")[0], run_name="__main__")
