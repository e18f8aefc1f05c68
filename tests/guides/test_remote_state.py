"""docs/guides/remote-state.md, with a real S3 backend against a stand-in for S3."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer

from provider.fake import FakeTwilio
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine

BUCKET, KEY, REGION = "my-terraform-state", "twilio/recordings.tfstate", "eu-west-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIA0123456789ABCDEF", "AWS_SECRET_ACCESS_KEY": "x" * 40}
LOCK = {
    "ID": "6b1f3f5e-0000-4000-8000-000000000000",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "colleague@elsewhere",
    "Version": "1.11.4",
    "Created": "2026-01-01T00:00:00Z",
    "Path": f"{BUCKET}/{KEY}",
}


@pytest.fixture
def s3_address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    yield address
    requests.post(f"{address}/moto-api/reset", timeout=10).raise_for_status()  # what it holds is this process's
    server.stop()


def test_state_is_kept_in_s3_and_nothing_is_sent_to_twilio_while_a_colleague_holds_the_lock(
    reader: Reader, twilio: FakeTwilio, s3_address: str
) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=s3_address,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    endpoints = {f"AWS_ENDPOINT_URL_{service}": s3_address for service in ("S3", "STS", "IAM")}
    # The stand-in for S3 has one host for all buckets.
    reader.environment = {
        **reader.environment,
        **CREDENTIALS,
        **endpoints,
        "TF_CLI_ARGS_init": "-backend-config=use_path_style=true",
    }
    before_the_lock: list[int] = []

    def colleague_applies() -> None:
        before_the_lock.append(len(twilio.requests))
        s3.put_object(Bucket=BUCKET, Key=f"{KEY}.tflock", Body=json.dumps(LOCK).encode())

    def colleague_is_done() -> None:
        assert [len(twilio.requests)] == before_the_lock
        s3.delete_object(Bucket=BUCKET, Key=f"{KEY}.tflock")

    reader.follow(guide("remote-state"), {"a colleague applies": colleague_applies, "the colleague is done": colleague_is_done})

    state = json.loads(s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read())
    (resource,) = state["resources"]
    assert json.loads(resource["instances"][0]["attributes"]["baseline"])["encryption_enabled"] is False
    assert not (reader.folder / "terraform.tfstate").exists()
