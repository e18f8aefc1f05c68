"""`provider::twilio::s3_url`."""

from __future__ import annotations

from ..framework.functions import function
from .s3 import bucket_name, bucket_url, key_prefix, region_name


def _s3_url(bucket: str, region: str, path: str | None) -> str:
    """The URL of a bucket, in the form that Twilio recommends for `aws_s3_url`.

    `https://BUCKET.s3-REGION.amazonaws.com/PATH/`, without a path if `path` is null or empty.
    """
    return bucket_url(bucket, region, path)


s3_url = function(
    "s3_url",
    _s3_url,
    parameters={
        "bucket": "Name of the bucket.",
        "region": "Region of the bucket, such as `eu-west-1`.",
        "path": "Path in the bucket, or null for the bucket itself.",
    },
    checks={"bucket": bucket_name, "region": region_name, "path": key_prefix},
    example='"my-recordings", "eu-west-1", "video"',
)
