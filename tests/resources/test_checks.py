"""Bucket URLs as Twilio takes them."""

from __future__ import annotations

import pytest

from provider.resources._checks import account_sid, api_key_sid, credential_sid, s3_url, same_url

LABEL = "a" * 63


@pytest.mark.parametrize(
    "url",
    [
        "https://my-super-duper-bucket.s3.amazonaws.com/my/path/",  # this and the next: from Twilio's documentation
        "https://documentation-example-twilio-bucket/recordings",
        "https://my-bucket.s3-eu-west-1.amazonaws.com",
        "https://my-bucket.s3-eu-west-1.amazonaws.com/",
        "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/2026/",
        "https://s3-eu-west-1.amazonaws.com/my-bucket/recordings",
        "HTTPS://My-Bucket.S3.amazonaws.com/",
        "https://bucket/a-b._~!$&'()*+,;=:@/%20/%c3%a4",
        f"https://{LABEL}.{LABEL}.{LABEL}.{'a' * 61}/",
    ],
)
def test_a_bucket_url_is_right(url: str) -> None:
    assert s3_url(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "https://"),
        ("my-bucket", "https://"),
        ("s3://my-bucket/recordings", "https://"),
        ("http://my-bucket.s3.amazonaws.com/", "https://"),
        ("https://", "no host"),
        ("https:///recordings", "no host"),
        ("https://my_bucket.s3.amazonaws.com/", '"my_bucket.s3.amazonaws.com" is not a DNS-compliant'),
        ("https://-bucket.s3.amazonaws.com/", "DNS-compliant"),
        ("https://bucket-.s3.amazonaws.com/", "DNS-compliant"),
        ("https://bucket..s3.amazonaws.com/", "DNS-compliant"),
        ("https://bücket.s3.amazonaws.com/", "DNS-compliant"),
        (f"https://{LABEL}a.amazonaws.com/", "DNS-compliant"),
        (f"https://{LABEL}.{LABEL}.{LABEL}.{LABEL}/", "DNS-compliant"),
        ("https://my-bucket.s3.amazonaws.com:443/", "no port"),
        ("https://my-bucket.s3.amazonaws.com:/", "no port"),
        ("https://my-bucket.s3.amazonaws.com:port/", "not a URL"),
        ("https://[::1/", "not a URL"),
        ("https://user@my-bucket.s3.amazonaws.com/", "no user name or password"),
        ("https://my-bucket.s3.amazonaws.com/?versionId=1", "no query"),
        ("https://my-bucket.s3.amazonaws.com/?", "no query"),
        ("https://my-bucket.s3.amazonaws.com/#top", "no fragment"),
        ("https://my-bucket.s3.amazonaws.com/my path/", "percent-encode"),
        ("https://my-bucket.s3.amazonaws.com/ä/", "percent-encode"),
        ("https://my-bucket.s3.amazonaws.com/%zz/", "percent-encode"),
        ("https://my-bucket.s3.amazonaws.com/%2", "percent-encode"),
        ("https://my-bucket.s3.amazonaws.com/a\\b", "percent-encode"),
        ("https://my-bucket.s3.amazonaws.com/<id>", "percent-encode"),
        ("https://my-bucket.s3.amazonaws.com/ ", "percent-encode"),
        (" https://my-bucket.s3.amazonaws.com/", "white space"),
        ("https://my-bucket.s3.amazonaws.com/\n", "line break"),
        ("https://my-bucket.s3.amazonaws.com/a\tb", "tab"),
        ("https://my-\nbucket.s3.amazonaws.com/", "line break"),
    ],
)
def test_what_is_wrong_with_a_url_is_said_with_an_example(url: str, problem: str) -> None:
    told = s3_url(url)
    assert told is not None
    assert problem in told
    assert "Write it like https://" in told


def test_everything_that_is_wrong_is_said_at_once() -> None:
    told = s3_url("http://my_bucket:80/my path?x#y") or ""
    for problem in ("https://", "no port", "DNS-compliant", "no query", "percent-encode"):
        assert problem in told


def test_a_password_in_a_url_is_not_repeated() -> None:
    told = s3_url("https://user:hunter2@my-bucket.s3.amazonaws.com/") or ""
    assert "user name or password" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://b.s3.amazonaws.com/x/", "https://b.s3.amazonaws.com/x"),
        ("https://b.s3.amazonaws.com/", "https://b.s3.amazonaws.com"),
        ("https://B.S3.amazonaws.com/x", "HTTPS://b.s3.AMAZONAWS.com/x"),
    ],
)
def test_the_same_bucket_in_other_words(one: str, other: str) -> None:
    assert same_url(one, other)
    assert same_url(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://b.s3.amazonaws.com/x/", "https://b.s3.amazonaws.com/X/"),
        ("https://b.s3.amazonaws.com/x", "https://b.s3.amazonaws.com/x/y"),
        ("https://b.s3.amazonaws.com/x", "https://c.s3.amazonaws.com/x"),
        ("https://b.s3.amazonaws.com/x", "http://b.s3.amazonaws.com/x"),
        ("https://b.s3.amazonaws.com/%61", "https://b.s3.amazonaws.com/a"),
        ("https://[broken", "https://broken"),
    ],
)
def test_another_place_is_not_the_same(one: str, other: str) -> None:
    assert not same_url(one, other)


@pytest.mark.parametrize(("check", "prefix"), [(account_sid, "AC"), (api_key_sid, "SK"), (credential_sid, "CR")])
def test_a_sid_is_its_prefix_and_32_hexadecimal_digits(check: object, prefix: str) -> None:
    assert callable(check)
    assert check(prefix + "0123456789abcdefABCDEF0123456789") is None
    for wrong in (prefix, prefix + "0" * 31, prefix + "0" * 33, prefix + "g" * 32, "XX" + "0" * 32, prefix.lower() + "0" * 32):
        assert check(wrong) is not None
