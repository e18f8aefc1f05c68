"""Bucket URLs as Twilio takes them."""

from __future__ import annotations

import pytest

from provider.resources.checks import account_sid, api_key_sid, credential_sid, s3_url, same_url

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


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://s3.amazonaws.com", "It names no bucket."),
        ("https://s3.amazonaws.com/", "It names no bucket."),
        ("https://s3.amazonaws.com//recordings", "It names no bucket."),
        ("https://s3-eu-west-1.amazonaws.com/", "It names no bucket."),
        ("https://s3.dualstack.eu-west-1.amazonaws.com/", "It names no bucket."),
        ("https://s3.eusc-de-east-1.amazonaws.eu", "It names no bucket."),
        ("https://s3-external-1.amazonaws.com/", "It names no bucket."),
        ("https://s3-accelerate.amazonaws.com/my-bucket/", "BUCKET.s3-accelerate.amazonaws.com"),
        ("https://my-bucket.s3-accelerate.amazonaws.com.cn/", "There is no s3-accelerate at amazonaws.com.cn."),
        ("https://my-bucket.s3-website-eu-west-1.amazonaws.com/", "stores nothing"),
        ("https://my-bucket.s3-website.eu-central-1.amazonaws.com/", "stores nothing"),
        ("https://s3.console.aws.amazon.com/s3/buckets/my-bucket", "a page of the AWS Console"),
        ("https://eu-west-1.console.aws.amazon.com/s3/buckets/my-bucket?region=eu-west-1", "a page of the AWS Console"),
        ("https://console.amazonaws.cn/s3/buckets/my-bucket", "a page of the AWS Console"),
        ("https://console.amazonaws-us-gov.com/s3/buckets/my-bucket", "a page of the AWS Console"),
        ("https://my-bucket.s3-fips.amazonaws.com/", "not one that S3 documents for buckets"),
        ("https://point-111122223333.s3-accesspoint.eu-west-1.amazonaws.com/", "not one that S3 documents for buckets"),
        ("https://ec2-192-0-2-1.eu-west-1.compute.amazonaws.com/", "not one that S3 documents for buckets"),
        ("https://my-bucket.s3.us-iso-east-1.amazonaws.com/", "not one that S3 documents for buckets"),
        ("https://amazonaws.com/", "not one that S3 documents for buckets"),
        ("https://my-bucket.s3.cn-north-1.amazonaws.com/", "Region cn-north-1 is at amazonaws.com.cn, not at amazonaws.com."),
        ("https://my-bucket.s3.eu-west-1.amazonaws.eu/", "Region eu-west-1 is at amazonaws.com, not at amazonaws.eu."),
        ("https://192.0.2.1/my-bucket/", "an IP address"),
        ("https://127.1/", "an IP address"),
        ("https://0x7f.0x1/", "an IP address"),
        ("https://3221225985/", "an IP address"),
        ("https://[2001:db8::1]/my-bucket/", "not a DNS-compliant host name"),
        ("https://my-bucket.s3.amazonaws.com/../x", 'a step "." or ".."'),
        ("https://my-bucket.s3.amazonaws.com/x/..", 'a step "." or ".."'),
        ("https://my-bucket.s3.amazonaws.com/./x", 'a step "." or ".."'),
        ("https://my-bucket.s3.amazonaws.com/%2E%2e/x", 'a step "." or ".."'),
        ("https://my-bucket/../x", 'a step "." or ".."'),
    ],
)
def test_a_url_that_cannot_work_is_refused_with_a_sentence(url: str, problem: str) -> None:
    told = s3_url(url)
    assert told is not None
    assert problem in told
    assert "Write it like https://" in told


@pytest.mark.parametrize(
    "url",
    [
        "https://my-bucket.s3.dualstack.eu-west-1.amazonaws.com/",
        "https://my-bucket.s3-fips.us-east-1.amazonaws.com/",
        "https://my-bucket.s3-accelerate.amazonaws.com/",
        "https://my-bucket.s3.cn-north-1.amazonaws.com.cn/",
        "https://my-bucket.s3.eusc-de-east-1.amazonaws.eu/",
        "https://my-bucket.s3.amazonaws.com/..x/.y/z../a..b/...",
        "https://console.s3.amazonaws.com/",
        "https://recordings.example.com/",
        "https://notamazonaws.com/",
    ],
)
def test_a_url_that_can_work_is_not_refused(url: str) -> None:
    assert s3_url(url) is None


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
