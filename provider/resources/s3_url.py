"""`provider::twilio::s3_url`."""

from __future__ import annotations

from ..framework.functions import function
from .s3 import bucket_name, bucket_url, key_prefix, region_name

s3_url = function(
    "s3_url",
    bucket_url,
    parameters={
        "bucket": "Name of the bucket.",
        "region": "Region of the bucket, such as `eu-west-1`.",
        "path": "Path in the bucket, or null for the bucket itself.",
    },
    checks={"bucket": bucket_name, "region": region_name, "path": key_prefix},
    example='"my-recordings", "eu-west-1", "video"',
)
