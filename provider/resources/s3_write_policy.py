"""`provider::twilio::s3_write_policy`."""

from __future__ import annotations

import json

from ..framework.functions import function, require
from .s3 import bucket_arn as is_bucket_arn
from .s3 import key_prefix, write_policy
from .s3 import kms_key_arn as is_kms_key_arn


def _s3_write_policy(bucket_arn: str, path: str | None, kms_key_arn: str | None) -> str:
    """The IAM policy (JSON) for the user that Twilio writes with: to put objects under a path, and no more.

    With `kms_key_arn`, also what SSE-KMS needs on that key.
    """
    require(0, is_bucket_arn, bucket_arn)
    require(1, key_prefix, path)
    require(2, is_kms_key_arn, kms_key_arn)
    return json.dumps(write_policy(bucket_arn, path, kms_key_arn))


s3_write_policy = function(
    "s3_write_policy",
    _s3_write_policy,
    parameters={
        "bucket_arn": "ARN of the bucket.",
        "path": "Path that may be written under, or null for the whole bucket.",
        "kms_key_arn": "ARN of the key that the bucket encrypts with by default (SSE-KMS), or null.",
    },
)
