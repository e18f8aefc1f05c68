"""Bucket URLs and the policy for the user that writes to them, as Twilio documents them.

What builds takes anything textual, tokens of a construct library too; the checks are apart, for values that are known.
Source: https://www.twilio.com/docs/video/tutorials/storing-aws-s3.
"""

from __future__ import annotations

import re
from typing import Any

from ..framework.blocks import Block, attr
from ..framework.checks import matches

_KMS_ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
_HOST = re.compile(
    r"(?:(?P<bucket>[^/]+)\.)?s3(?:[.-](?P<region>[a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?", re.IGNORECASE
)

region_name = matches(r"[a-z]{2}(-[a-z]+)+-\d", "an AWS region, such as eu-west-1")
bucket_arn = matches(r"arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the ARN of a bucket (arn:aws:s3:::NAME)")
kms_key_arn = matches(
    r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+", "the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID)"
)


def bucket_name(value: str) -> str | None:
    """A bucket that can be written to over https: without dots, which no certificate of AWS covers."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value):
        return f'"{value}" is not a bucket name: 3 to 63 lower-case letters, digits and hyphens.'
    if "." in value:
        return f'"{value}" has a dot, so https to BUCKET.s3-REGION.amazonaws.com fails: use a bucket without dots.'
    return None


def key_prefix(value: str) -> str | None:
    """A path in a bucket that reads the same in a URL and in a policy."""
    if {".", ".."} & set(value.split("/")):
        return f'"{value}" has a step "." or "..", which URLs leave out.'
    if re.fullmatch(r"[A-Za-z0-9\-._~/]*", value) and "//" not in value:
        return None
    return f'"{value}" has characters other than letters, digits, and - . _ ~ / or an empty step (//).'


def bucket_url(bucket: str, region: str, path: str | None) -> str:
    """`https://BUCKET.s3-REGION.amazonaws.com/PATH/`, the form that Twilio recommends."""
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    prefix = _prefix(path)
    return f"https://{bucket}.s3-{region}.{domain}/{prefix}/" if prefix else f"https://{bucket}.s3-{region}.{domain}/"


class S3Location(Block):
    """Where a bucket URL points to."""

    bucket: str = attr("Name of the bucket.")
    region: str | None = attr("Region, where the URL names one.")
    path: str = attr("Path in the bucket, without slashes around it; empty for the bucket itself.")


def parse_bucket_url(host: str, path: str) -> S3Location:
    """The parts of a URL that is one: virtual-host style, path style, or a host that is the bucket itself."""
    found = _HOST.fullmatch(host)
    steps = path.strip("/")
    if found is None:
        return S3Location(bucket=host, region=None, path=steps)
    if found["bucket"]:
        return S3Location(bucket=found["bucket"], region=found["region"], path=steps)
    bucket, _, rest = steps.partition("/")
    return S3Location(bucket=bucket, region=found["region"], path=rest)


def write_policy(bucket: str, path: str | None, kms_key: str | None) -> dict[str, Any]:
    """The least that Twilio's user needs: to put objects under a path, and to use the bucket's KMS key, if it has one.

    `bucket` and `kms_key` are ARNs.
    """
    prefix = _prefix(path)
    objects = f"{bucket}/{prefix}/*" if prefix else f"{bucket}/*"
    statements: list[dict[str, Any]] = [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": objects}]
    if kms_key:
        statements.append({"Effect": "Allow", "Action": _KMS_ACTIONS, "Resource": kms_key})
    return {"Version": "2012-10-17", "Statement": statements}


def _prefix(path: str | None) -> str:
    return (path or "").strip("/")
