"""`provider::twilio::parse_s3_url`."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..framework.functions import function
from .checks import readable_s3_url
from .s3 import S3Location, parse_bucket_url


def _parse_s3_url(url: str) -> S3Location:
    """The bucket, region and path of an `aws_s3_url`.

    `region` is null where the URL names none; `path` is without slashes around it. All endpoints that S3 documents for a
    bucket are understood (dual-stack, FIPS, transfer acceleration, China, the European Sovereign Cloud); a URL that names no
    bucket, such as that of a website or of the AWS Console, is an error.
    """
    parts = urlsplit(url)
    return parse_bucket_url(parts.hostname or "", parts.path)


parse_s3_url = function(
    "parse_s3_url",
    _parse_s3_url,
    parameters={"url": "URL of a bucket, as in `aws_s3_url`."},
    checks={"url": readable_s3_url},
    example='"https://my-recordings.s3-eu-west-1.amazonaws.com/video/"',
)
