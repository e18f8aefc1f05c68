"""The functions, called as engines call them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provider.framework.values import UNKNOWN
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.client import PluginClient

ARN = "arn:aws:s3:::my-recordings"
KMS = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PUT = {"Effect": "Allow", "Action": "s3:PutObject"}


def problem(client: PluginClient, name: str, *arguments: Any) -> tuple[int, str]:
    """The position of the argument that a call is refused for, and why."""
    error = client.call_function(name, *arguments)
    assert isinstance(error, pb.FunctionError), error
    assert error.HasField("function_argument"), error.text
    return error.function_argument, error.text


def statements(client: PluginClient, *arguments: Any) -> list[dict[str, Any]]:
    """The statements of a policy."""
    policy = json.loads(client.call_function("s3_write_policy", *arguments))
    assert set(policy) == {"Version", "Statement"}
    assert policy["Version"] == "2012-10-17"
    found: list[dict[str, Any]] = policy["Statement"]
    return found


def test_the_schema_lists_the_functions_with_names_types_and_words(client: PluginClient) -> None:
    functions = client.schema().functions

    signatures = {
        name: (
            [(each.name, json.loads(each.type), each.allow_null_value) for each in one.parameters],
            json.loads(returned_by(one)),
        )
        for name, one in functions.items()
    }
    assert signatures == {
        "s3_url": ([("bucket", "string", False), ("region", "string", False), ("path", "string", True)], "string"),
        "parse_s3_url": ([("url", "string", False)], ["object", {"bucket": "string", "region": "string", "path": "string"}]),
        "s3_write_policy": (
            [("bucket_arn", "string", False), ("path", "string", True), ("kms_key_arn", "string", True)],
            "string",
        ),
    }
    assert all(one.summary and one.description and all(each.description for each in one.parameters) for one in functions.values())


def returned_by(function: pb.Function) -> bytes:
    """The type that a function returns, whose field has the name of a statement of Python's."""
    returned: bytes = getattr(function, "return").type
    return returned


# s3_url


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        (("my-recordings", "eu-west-1", "video"), "https://my-recordings.s3-eu-west-1.amazonaws.com/video/"),
        (("my-recordings", "us-gov-west-1", "a/b"), "https://my-recordings.s3-us-gov-west-1.amazonaws.com/a/b/"),
        (("my-recordings", "eu-west-1", "/video/"), "https://my-recordings.s3-eu-west-1.amazonaws.com/video/"),
        (("my-recordings", "eu-west-1", None), "https://my-recordings.s3-eu-west-1.amazonaws.com/"),
        (("my-recordings", "eu-west-1", ""), "https://my-recordings.s3-eu-west-1.amazonaws.com/"),
        (("my-recordings", "cn-north-1", None), "https://my-recordings.s3-cn-north-1.amazonaws.com.cn/"),
        (("my-recordings", "eusc-de-east-1", "video"), "https://my-recordings.s3-eusc-de-east-1.amazonaws.eu/video/"),
    ],
)
def test_a_bucket_url_has_the_form_that_twilio_recommends(client: PluginClient, arguments: tuple[Any, ...], url: str) -> None:
    assert client.call_function("s3_url", *arguments) == url


@pytest.mark.parametrize(
    ("arguments", "position", "text"),
    [
        (("My_Recordings", "eu-west-1", None), 0, '"My_Recordings" is not a bucket name'),
        (("my.recordings", "eu-west-1", None), 0, "use a bucket without dots"),
        (("ab", "eu-west-1", None), 0, "3 to 63"),
        (("my-recordings", "Ireland", None), 1, "an AWS region, such as eu-west-1"),
        (("my-recordings", "us-iso-east-1", None), 1, "that can be reached over the internet"),
        (("my-recordings", "eus-de-east-1", None), 1, "an AWS region"),
        (("my-recordings", "eu-west-1", "my videos"), 2, "characters other than"),
        (("my-recordings", "eu-west-1", "a//b"), 2, "an empty step"),
        (("my-recordings", "eu-west-1", "../other"), 2, 'a step "." or ".."'),
        (("my-recordings", "eu-west-1", "a?b"), 2, "characters other than"),
    ],
)
def test_a_wrong_part_of_a_bucket_url_is_named_by_its_position(
    client: PluginClient, arguments: tuple[Any, ...], position: int, text: str
) -> None:
    argument, said = problem(client, "s3_url", *arguments)

    assert argument == position
    assert text in said


def test_the_url_of_a_bucket_that_is_not_known_yet_is_not_known_yet(client: PluginClient) -> None:
    assert client.call_function("s3_url", UNKNOWN, "eu-west-1", None) is UNKNOWN


# parse_s3_url


@pytest.mark.parametrize(
    ("url", "bucket", "region", "path"),
    [
        ("https://my-recordings.s3-eu-west-1.amazonaws.com/video/", "my-recordings", "eu-west-1", "video"),
        ("https://my-recordings.s3.eu-west-1.amazonaws.com/a/b", "my-recordings", "eu-west-1", "a/b"),
        ("https://my-recordings.s3.us-gov-west-1.amazonaws.com", "my-recordings", "us-gov-west-1", ""),
        ("https://my-recordings.s3.cn-north-1.amazonaws.com.cn/", "my-recordings", "cn-north-1", ""),
        ("https://my-super-duper-bucket.s3.amazonaws.com/my/path/", "my-super-duper-bucket", None, "my/path"),
        ("https://my.recordings.s3.amazonaws.com/", "my.recordings", None, ""),
        ("https://s3-eu-west-1.amazonaws.com/my-recordings/video/", "my-recordings", "eu-west-1", "video"),
        ("https://s3.eu-west-1.amazonaws.com/my-recordings", "my-recordings", "eu-west-1", ""),
        ("https://s3.amazonaws.com/my-recordings/a/b", "my-recordings", None, "a/b"),
        ("https://documentation-example-twilio-bucket/recordings", "documentation-example-twilio-bucket", None, "recordings"),
        ("HTTPS://My-Recordings.S3-EU-West-1.AmazonAWS.com/Video", "my-recordings", "eu-west-1", "Video"),
        ("https://my-recordings.s3.dualstack.eu-west-1.amazonaws.com/a", "my-recordings", "eu-west-1", "a"),
        ("https://s3.dualstack.eu-west-1.amazonaws.com/my-recordings/a", "my-recordings", "eu-west-1", "a"),
        ("https://my-recordings.s3-fips.us-east-1.amazonaws.com/a", "my-recordings", "us-east-1", "a"),
        ("https://my-recordings.s3-fips-us-gov-west-1.amazonaws.com/a", "my-recordings", "us-gov-west-1", "a"),
        ("https://my-recordings.s3-fips.dualstack.us-east-1.amazonaws.com/a", "my-recordings", "us-east-1", "a"),
        ("https://my-recordings.s3-accelerate.amazonaws.com/a", "my-recordings", None, "a"),
        ("https://my-recordings.s3-accelerate.dualstack.amazonaws.com/a", "my-recordings", None, "a"),
        ("https://my-recordings.s3-external-1.amazonaws.com/a", "my-recordings", "us-east-1", "a"),
        ("https://s3-external-1.amazonaws.com/my-recordings/a", "my-recordings", "us-east-1", "a"),
        ("https://my-recordings.s3.eusc-de-east-1.amazonaws.eu/a", "my-recordings", "eusc-de-east-1", "a"),
        ("https://my-recordings.s3-eusc-de-east-1.amazonaws.eu/a", "my-recordings", "eusc-de-east-1", "a"),
        ("https://s3.cn-north-1.amazonaws.com.cn/my-recordings/a", "my-recordings", "cn-north-1", "a"),
    ],
    ids=[
        "dash",
        "dot",
        "no path",
        "China",
        "no region",
        "dots in the name",
        "path style, dash",
        "path style, dot",
        "path style, no region",
        "plain host",
        "upper case",
        "dual-stack",
        "path style, dual-stack",
        "FIPS",
        "FIPS, dash",
        "FIPS, dual-stack",
        "acceleration",
        "acceleration, dual-stack",
        "external-1",
        "path style, external-1",
        "sovereign cloud",
        "sovereign cloud, dash",
        "path style, China",
    ],
)
def test_a_bucket_url_is_taken_apart(client: PluginClient, url: str, bucket: str, region: str | None, path: str) -> None:
    assert client.call_function("parse_s3_url", url) == {"bucket": bucket, "region": region, "path": path}


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://my-recordings.s3.amazonaws.com/", "It must begin with https://."),
        ("s3://my-recordings/video", "It must begin with https://."),
        ("https://", "It names no host."),
        ("https://my_recordings.s3.amazonaws.com/", "is not a DNS-compliant host name"),
        ("https://my-recordings.s3.amazonaws.com/a b", "percent-encode them"),
        ("https://my-recordings.s3.amazonaws.com/?x=1", "no query"),
        ("https://user:password@my-recordings.s3.amazonaws.com/", "no user name or password"),
        ("https://s3.amazonaws.com/", "It names no bucket."),
        ("https://my-recordings.s3-website-eu-west-1.amazonaws.com/", "shows a bucket as a website"),
        ("https://my-recordings.s3.dualstack.amazonaws.com/", "not one that S3 documents"),
        ("https://my-recordings.s3.eu-west-1.amazonaws.com/a/../b", 'a step "." or ".."'),
    ],
)
def test_what_is_no_bucket_url_is_refused_with_an_example(client: PluginClient, url: str, text: str) -> None:
    argument, said = problem(client, "parse_s3_url", url)

    assert argument == 0
    assert text in said
    assert "Write it like https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/" in said
    assert "user:password" not in said


@pytest.mark.parametrize("bucket", ["abc", "my-recordings", "s3-eu-west-1", "0" * 63])
@pytest.mark.parametrize("region", ["eu-west-1", "ap-southeast-2", "us-gov-east-1", "cn-northwest-1", "eusc-de-east-1"])
@pytest.mark.parametrize("path", ["", "video", "a/b/c", "s3/x_y.z~"])
def test_what_is_put_together_is_taken_apart_again(client: PluginClient, bucket: str, region: str, path: str) -> None:
    url = client.call_function("s3_url", bucket, region, path)

    assert client.call_function("parse_s3_url", url) == {"bucket": bucket, "region": region, "path": path}


# s3_write_policy


@pytest.mark.parametrize("path", [None, "", "/"])
def test_without_a_path_the_policy_permits_to_put_objects_anywhere_in_the_bucket(client: PluginClient, path: str | None) -> None:
    assert statements(client, ARN, path, None) == [{**PUT, "Resource": f"{ARN}/*"}]


@pytest.mark.parametrize("path", ["video", "/video/", "video/"])
def test_with_a_path_the_policy_permits_to_put_objects_below_it_and_no_more(client: PluginClient, path: str) -> None:
    assert statements(client, ARN, path, None) == [{**PUT, "Resource": f"{ARN}/video/*"}]


def test_with_a_kms_key_the_policy_permits_what_twilio_needs_of_that_key_only(client: PluginClient) -> None:
    put, use_key = statements(client, ARN, "video", KMS)

    assert put == {**PUT, "Resource": f"{ARN}/video/*"}
    assert use_key == {
        "Effect": "Allow",
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": KMS,
    }


def test_the_policy_fits_the_url_of_the_same_path(client: PluginClient) -> None:
    url = client.call_function("s3_url", "my-recordings", "eu-west-1", "a/b")

    (statement,) = statements(client, ARN, client.call_function("parse_s3_url", url)["path"], None)

    assert statement["Resource"] == f"{ARN}/a/b/*"


@pytest.mark.parametrize(
    ("arguments", "position", "text"),
    [
        (("my-recordings", None, None), 0, "the ARN of a bucket (arn:aws:s3:::NAME)"),
        ((f"{ARN}/*", None, None), 0, "the ARN of a bucket"),
        (("*", None, None), 0, "the ARN of a bucket"),
        ((ARN, "*", None), 1, "characters other than"),
        ((ARN, "a/../b", None), 1, 'a step "." or ".."'),
        ((ARN, None, "alias/my-key"), 2, "the ARN of a KMS key"),
        ((ARN, None, "*"), 2, "the ARN of a KMS key"),
    ],
)
def test_a_wrong_part_of_a_policy_is_named_by_its_position(
    client: PluginClient, arguments: tuple[Any, ...], position: int, text: str
) -> None:
    argument, said = problem(client, "s3_write_policy", *arguments)

    assert argument == position
    assert text in said


def test_a_function_that_is_not_there_is_an_error(client: PluginClient) -> None:
    error = client.call_function("s4_url", "x")

    assert isinstance(error, pb.FunctionError)
    assert "has no function s4_url" in error.text
