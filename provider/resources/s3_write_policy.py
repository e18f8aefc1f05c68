"""`provider::twilio::s3_write_policy`."""

from __future__ import annotations

import json

from ..framework.functions import function
from .s3 import bucket_arn as is_bucket_arn
from .s3 import key_prefix, write_policy
from .s3 import kms_key_arn as is_kms_key_arn


def _s3_write_policy(bucket_arn: str, path: str | None, kms_key_arn: str | None) -> str:
    """The IAM policy (JSON) for the user that Twilio writes with: to put objects under a path, and no more.

    With `kms_key_arn`, also what SSE-KMS needs on that key.
    """
    return json.dumps(write_policy(bucket_arn, path, kms_key_arn))


s3_write_policy = function(
    "s3_write_policy",
    _s3_write_policy,
    parameters={
        "bucket_arn": "ARN of the bucket.",
        "path": "Path that may be written under, or null for the whole bucket.",
        "kms_key_arn": "ARN of the key that the bucket encrypts with by default (SSE-KMS), or null.",
    },
    checks={"bucket_arn": is_bucket_arn, "path": key_prefix, "kms_key_arn": is_kms_key_arn},
    example='"arn:aws:s3:::my-recordings", "video", null',
)
