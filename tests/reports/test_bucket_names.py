"""Somebody names a bucket that Twilio cannot write to."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from provider.resources.checks import s3_url
from provider.resources.parse_s3_url import parse_s3_url
from provider.resources.s3 import bucket_name
from tests.engine.managed import Managed
from tests.engine.walk import Walk

DOT = "Its bucket has a dot, so https to BUCKET.s3-REGION.amazonaws.com fails: use a bucket without dots."
NAME = "Its bucket is not a bucket name: 3 to 63 lower-case letters, digits and hyphens."


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://my.dotted.bucket.s3.amazonaws.com/x", DOT),
        ("https://my.bucket.s3-eu-west-1.amazonaws.com/", DOT),
        ("https://my.bucket.s3.dualstack.eu-west-1.amazonaws.com/", DOT),
        ("https://my.bucket.s3-fips.us-east-1.amazonaws.com/", DOT),
        ("https://my.bucket.s3-accelerate.amazonaws.com/", DOT),
        ("https://my.bucket.s3.cn-north-1.amazonaws.com.cn/", DOT),
        ("https://ab.s3.amazonaws.com/", NAME),
        ("https://ab/recordings", NAME),
        ("https://s3.amazonaws.com/My_Bucket/x", NAME),
        ("https://s3.eu-west-1.amazonaws.com/MyBucket", NAME),
        ("https://s3.amazonaws.com/my_bucket", NAME),
        ("https://s3.amazonaws.com/-bucket", NAME),
        ("https://s3.amazonaws.com/my..bucket", NAME),
        (f"https://s3.amazonaws.com/{'a' * 64}", NAME),
        ("https://s3.amazonaws.com/my%2Dbucket/x", NAME),
        ("https://s3.amazonaws.com/192.168.5.4/x", "Its bucket is not a bucket name: it has the form of an IP address."),
        ("https://xn--bucket.s3.amazonaws.com/", "it begins with xn--, which S3 reserves."),
        ("https://amzn-s3-demo-bucket.s3.us-west-2.amazonaws.com/", "it begins with amzn-s3-demo-, which S3 reserves."),
        ("https://bucket--usw2-az1--x-s3.s3.us-west-2.amazonaws.com/", "it ends with --x-s3, which S3 reserves."),
    ],
)
def test_a_url_is_refused_whose_bucket_cannot_be(url: str, problem: str) -> None:
    assert problem in (s3_url(url) or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://documentation-example-twilio-bucket/recordings",  # this and the next: from Twilio's documentation
        "https://my-super-duper-bucket.s3.amazonaws.com/my/path/",
        "https://s3.eu-west-1.amazonaws.com/my.dotted.bucket/x",
        "https://s3.dualstack.eu-west-1.amazonaws.com/my.dotted.bucket",
        "https://my-access-po-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias.s3.eu-west-1.amazonaws.com/",
        "https://a1b.s3.amazonaws.com/",
        f"https://{'a' * 63}.s3.amazonaws.com/",
        "https://my.own.host.example.com/recordings",
        "https://My-Bucket.s3.amazonaws.com/",
    ],
)
def test_a_url_whose_bucket_can_be_is_taken(url: str) -> None:
    assert s3_url(url) is None


@pytest.mark.parametrize("name", ["my.bucket", "ab", "My_Bucket", "my..bucket", "192.168.5.4", "xn--bucket", "a--x-s3", "a" * 64])
def test_the_function_that_makes_a_url_refuses_what_the_argument_does(name: str) -> None:
    assert bucket_name(name) is not None
    assert s3_url(f"https://{name.lower()}.s3.amazonaws.com/") is not None


def test_a_url_that_an_account_has_is_read_whatever_its_bucket_is_called(walk: Walk, twilio: FakeTwilio) -> None:
    live = twilio.account().recording_settings
    live.friendly_name, live.aws_s3_url = "Old", "https://my.dotted.bucket.s3.amazonaws.com/x"
    settings = Managed(walk, "twilio_video_recording_settings")

    settings.import_(twilio.account_sid)
    settings.refresh()

    assert settings.state["aws_s3_url"] == live.aws_s3_url
    assert parse_s3_url.parameters[0].problem(live.aws_s3_url) is None
    assert parse_s3_url.call(live.aws_s3_url).bucket == "my.dotted.bucket"
