"""Input that cannot work, and what a user must be told of it. For tests with and without engines."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, BUCKET, KEY

SECRET = "hunter2-hunter2-hunter2"


@dataclass(frozen=True)
class Bad:
    """Bad input, and a list for each error that must be shown: words that it must have."""

    errors: list[list[str]]
    arguments: dict[str, hcl.Value] = field(default_factory=dict)
    timeouts: dict[str, str] = field(default_factory=dict)
    provider: dict[str, hcl.Value] = field(default_factory=dict)
    environ: dict[str, str | None] = field(default_factory=dict)
    """Variables to set, or to remove (None)."""


def assert_told(told: list[str], bad: Bad) -> None:
    assert len(told) == len(bad.errors), told
    for words in bad.errors:
        assert any(all(word in text for word in words) for text in told), (words, told)


WRONG_CONFIGURATION = {
    "a credential SID that is none": Bad(
        [["aws_credentials_sid", '"CRnope"', "a credential SID (CR and 32 hexadecimal digits)"]],
        {"aws_credentials_sid": "CRnope"},
    ),
    "an account SID where a key's belongs": Bad(
        [["encryption_key_sid", ACCOUNT, "a credential SID (CR and 32 hexadecimal digits)"]],
        {"encryption_key_sid": ACCOUNT},
    ),
    "a SID with a line end": Bad([["encryption_key_sid", "white space"]], {"encryption_key_sid": f"{KEY}\n"}),
    "a URL that is not https": Bad(
        [["aws_s3_url", "must begin with https://", "Write it like https://"]],
        {"aws_s3_url": "http://bucket.s3.amazonaws.com/"},
    ),
    "an s3:// address": Bad([["aws_s3_url", "must begin with https://"]], {"aws_s3_url": "s3://bucket/path"}),
    "a bucket's name alone": Bad([["aws_s3_url", "must begin with https://"]], {"aws_s3_url": "my-bucket"}),
    "a URL without a host": Bad([["aws_s3_url", "names no host"]], {"aws_s3_url": "https:///recordings"}),
    "a host that is not DNS-compliant": Bad(
        [["aws_s3_url", '"my_bucket.s3.amazonaws.com" is not a DNS-compliant host name']],
        {"aws_s3_url": "https://my_bucket.s3.amazonaws.com/"},
    ),
    "a URL with a port": Bad([["aws_s3_url", "must name no port"]], {"aws_s3_url": "https://bucket.example:8443/"}),
    "a URL with a query": Bad([["aws_s3_url", "no query (?)"]], {"aws_s3_url": f"{BUCKET}?versionId=1"}),
    "a URL with a space in its path": Bad(
        [["aws_s3_url", "RFC 3986", "percent-encode"]], {"aws_s3_url": "https://bucket.s3.amazonaws.com/my path/"}
    ),
    "every fault of a URL at once": Bad(
        [["aws_s3_url", "https://", "port", "query"]], {"aws_s3_url": "http://bucket.example:80/?x"}
    ),
    "an unknown way to destroy": Bad([["on_destroy", '"delete"', '"restore", "reset", "retain"']], {"on_destroy": "delete"}),
    "a duration that is none": Bad([["create", '"soon" is not a duration', '"10m"']], timeouts={"create": "soon"}),
    "encryption without a key": Bad(
        [["Missing encryption_key_sid", "encryption_enabled is true", "Set encryption_key_sid"]],
        {"encryption_enabled": True},
    ),
    "S3 storage with neither credential nor bucket": Bad(
        [["Missing aws_credentials_sid", "aws_storage_enabled is true"], ["Missing aws_s3_url", "aws_storage_enabled is true"]],
        {"aws_storage_enabled": True},
    ),
    "several things at once": Bad(
        [["aws_s3_url"], ["aws_credentials_sid"], ["Missing encryption_key_sid"], ["on_destroy"]],
        {"aws_s3_url": "x", "aws_credentials_sid": "x", "encryption_enabled": True, "on_destroy": "x"},
    ),
    "a plain http base URL of another host": Bad(
        [["base_url", "must use https", "localhost"]], provider={"base_url": "http://twilio.example"}
    ),
    "an edge that could change the host": Bad(
        [["edge", "evil.example/", "one part of a host name"]], provider={"edge": "evil.example/"}
    ),
    "a negative number of retries": Bad([["retry_attempts", "must not be negative"]], provider={"retry_attempts": -1}),
    "an account SID that is none": Bad([["account_sid", '"AC123"', "32 hexadecimal digits"]], provider={"account_sid": "AC123"}),
}

WRONG_ENVIRONMENT = {
    "no credentials at all": Bad(
        [["Missing account_sid", "TWILIO_ACCOUNT_SID"], ["Missing credentials", "TWILIO_API_KEY", "TWILIO_AUTH_TOKEN"]],
        environ={"TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None},
    ),
    "no token": Bad([["Missing credentials", "TWILIO_AUTH_TOKEN"]], environ={"TWILIO_AUTH_TOKEN": None}),
    "a token that is none": Bad(
        [["Invalid auth_token", "TWILIO_AUTH_TOKEN", "32 hexadecimal digits", "not shown"]],
        environ={"TWILIO_AUTH_TOKEN": SECRET},
    ),
    "an account SID that is none": Bad(
        [["Invalid account_sid", "TWILIO_ACCOUNT_SID", '"AC123"']], environ={"TWILIO_ACCOUNT_SID": "AC123"}
    ),
    "an API key without its secret": Bad(
        [["Missing api_secret", "TWILIO_API_KEY", "Set api_secret or TWILIO_API_SECRET", "remove api_key"]],
        environ={"TWILIO_API_KEY": "SK" + "0c" * 16},
    ),
    "a secret without its API key": Bad(
        [["Missing api_key", "TWILIO_API_SECRET", "Set api_key or TWILIO_API_KEY"]],
        environ={"TWILIO_API_SECRET": SECRET},
    ),
    "a number of retries that is none": Bad(
        [["Invalid TWILIO_RETRY_ATTEMPTS", "whole number", "retry_attempts"]], environ={"TWILIO_RETRY_ATTEMPTS": "many"}
    ),
    "an edge that could change the host": Bad([["edge", "evil.example/"]], environ={"TWILIO_EDGE": "evil.example/"}),
    "a plain http base URL of another host": Bad(
        [["base_url", "must use https"]], environ={"TWILIO_BASE_URL": "http://twilio.example"}
    ),
}
