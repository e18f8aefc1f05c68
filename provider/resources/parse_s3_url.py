"""`provider::twilio::parse_s3_url`."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..framework.functions import function, require
from ._checks import s3_url
from ._s3 import S3Location, parse_bucket_url


def _parse_s3_url(url: str) -> S3Location:
    """The bucket, region and path of an `aws_s3_url`.

    `region` is null where the URL names none; `path` is without slashes around it.
    """
    require(0, s3_url, url)
    parts = urlsplit(url)
    return parse_bucket_url(parts.hostname or "", parts.path)


parse_s3_url = function("parse_s3_url", _parse_s3_url, parameters={"url": "URL of a bucket, as in `aws_s3_url`."})
