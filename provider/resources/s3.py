"""Bucket URLs and the policy for the user that writes to them, as Twilio documents them.

What builds takes anything textual, tokens of a construct library too; the checks are apart, for values that are known.
Source: https://www.twilio.com/docs/video/tutorials/storing-aws-s3.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from ..framework.schema.attributes import attr
from ..framework.schema.blocks import Block
from ..framework.schema.checks import matches, wants

_KMS_ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
_REGION = r"(?:[a-z]{2}|eusc)(?:-(?!iso)[a-z]+)+-\d{1,2}"
_HOST = (
    r"(?:(?P<bucket>.+)\.)?"
    rf"(?:s3|s3(?:-fips)?(?:\.dualstack\.|[.-])(?P<region>{_REGION})|(?P<global>s3-accelerate(?:\.dualstack)?|s3-external-1))"
    r"\.(?P<domain>amazonaws\.(?:com\.cn|com|eu))"
)
"""The endpoints that take a bucket's objects. Source: https://docs.aws.amazon.com/general/latest/gr/s3.html."""

_OF_AWS = r"(?:.+\.)?(?:amazonaws\.(?:com|com\.cn|cn|eu)|aws\.amazon\.com|amazonaws-[a-z-]+\.(?:com|eu)|api\.aws)"

region_name = matches(_REGION, "an AWS region, such as eu-west-1, that can be reached over the internet")
bucket_arn = matches(r"arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the ARN of a bucket (arn:aws:s3:::NAME)")
kms_key_arn = matches(
    r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+", "the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID)"
)


_RESERVED = (
    (r"(xn--|sthree-|amzn-s3-demo-).*", "begins"),
    (r".*(\.mrap|--x-s3|--table-s3)", "ends"),
)
"""What no general purpose bucket is called. The aliases of access points (`-s3alias`, `--ol-s3`) are not here: they work as
buckets do. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html."""


@wants("Must be the name of a bucket without dots: 3 to 63 lower-case letters, digits and hyphens.")
def bucket_name(value: str) -> str | None:
    """A bucket that can be written to over https, as a part of the host."""
    problem = bucket_problem(value, in_host=True)
    return None if problem is None else f'"{value}" {problem}'


def bucket_problem(name: str, *, in_host: bool) -> str | None:
    """What is wrong with a bucket's name, to be said after it. A name with dots does in a path, and in no host: AWS has no
    certificate for that.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name) or ".." in name:
        return "is not a bucket name: 3 to 63 lower-case letters, digits and hyphens."
    if in_host and "." in name:
        return "has a dot, so https to BUCKET.s3-REGION.amazonaws.com fails: use a bucket without dots."
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", name):
        return "is not a bucket name: it has the form of an IP address."
    for pattern, how in _RESERVED:
        if found := re.fullmatch(pattern, name):
            return f"is not a bucket name: it {how} with {found[1]}, which S3 reserves."
    return None


@wants("Must have only letters, digits, and - . _ ~ / in it, and no empty step (//), no . and no .. step.")
def key_prefix(value: str) -> str | None:
    """A path in a bucket that reads the same in a URL and in a policy."""
    if {".", ".."} & set(value.split("/")):
        return f'"{value}" has a step "." or "..", which URLs leave out.'
    if re.fullmatch(r"[A-Za-z0-9\-._~/]*", value) and "//" not in value:
        return None
    return f'"{value}" has characters other than letters, digits, and - . _ ~ / or an empty step (//).'


def bucket_url(bucket: str, region: str, path: str | None) -> str:
    """The URL of a bucket, in the form that Twilio recommends for `aws_s3_url`.

    `https://BUCKET.s3-REGION.amazonaws.com/PATH/`, without a path if `path` is null or empty.
    """
    prefix = _prefix(path)
    return f"https://{bucket}.s3-{region}.{_domain(region)}/" + (f"{prefix}/" if prefix else "")


def partition(region: str) -> str:
    """The second part of an ARN in a region."""
    partitions = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc"}
    return next((name for prefix, name in partitions.items() if region.startswith(prefix)), "aws")


def _domain(region: str) -> str:
    return {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}.get(partition(region), "amazonaws.com")


class S3Location(Block):
    """Where a bucket URL points to."""

    bucket: str = attr("Name of the bucket.")
    region: str | None = attr("Region, where the URL names one.")
    path: str = attr("Path in the bucket, without slashes around it; empty for the bucket itself.")


class NoBucket(ValueError):
    """Host and path of a URL that no object can be put at. Its text is a sentence that quotes nothing of the URL."""


def parse_bucket_url(host: str, path: str) -> S3Location:
    """What a URL points to: virtual-host style, path style, or a host that is the bucket itself. `host` is in lower case.

    Raises `NoBucket` where that is no bucket, or where nothing documents what it is.
    """
    if any(unquote(step) in (".", "..") for step in path.split("/")):
        raise NoBucket('Its path has a step "." or "..", which URLs leave out.')
    if re.fullmatch(r"(?:.+\.)?(?:\d+|0x[0-9a-f]*)", host):  # 127.1 and 0x7f.1 are IP addresses too
        raise NoBucket("Its host is an IP address, which is no bucket.")
    if found := re.fullmatch(_HOST, host):
        return _at_endpoint(found["bucket"], found["global"], found["region"], found["domain"], path)
    if "s3-website" in host:
        raise NoBucket("Its host (s3-website) shows a bucket as a website and stores nothing.")
    if "console" in host.split(".") and re.fullmatch(_OF_AWS, host):
        raise NoBucket("It is a page of the AWS Console, and not the URL of a bucket.")
    if re.fullmatch(_OF_AWS, host):
        raise NoBucket("Its host belongs to AWS and is not one that S3 documents for buckets.")
    return S3Location(bucket=host, region=None, path=path.strip("/"))


def _at_endpoint(bucket: str | None, endpoint: str | None, region: str | None, domain: str, path: str) -> S3Location:
    if region and _domain(region) != domain:
        raise NoBucket(f"Region {region} is at {_domain(region)}, not at {domain}.")
    if endpoint and domain != "amazonaws.com":
        raise NoBucket(f"There is no {endpoint} at {domain}.")
    if endpoint == "s3-external-1":
        region = "us-east-1"
    steps = path.removeprefix("/")
    if bucket is None:
        bucket, _, steps = steps.partition("/")
        if not bucket:
            raise NoBucket("It names no bucket.")
        if endpoint and endpoint.startswith("s3-accelerate"):
            raise NoBucket("For s3-accelerate the bucket must be part of the host (BUCKET.s3-accelerate.amazonaws.com).")
    return S3Location(bucket=bucket, region=region, path=steps.strip("/"))


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
