"""A stand-in for AWS (moto) on the loopback interface: what it holds, and what a key may do there by the policies of its user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError
from moto.core.authorization import enable_iam_authentication
from moto.iam.access_control import CreateAccessKeyFailure, IAMPolicy, IAMUserAccessKey, PermissionResult
from moto.moto_api._internal.models import moto_api_backend
from moto.server import ThreadedMotoServer

ADMINISTRATOR = {"AWS_ACCESS_KEY_ID": "AKIAADMINISTRATOR000", "AWS_SECRET_ACCESS_KEY": "a" * 40}
_ACCOUNT = "123456789012"
_REGION = "eu-west-1"


@dataclass(frozen=True)
class Holding:
    """What is there at a moment, by name or ID."""

    buckets: frozenset[str]
    users: frozenset[str]
    policies: frozenset[str]
    keys: frozenset[str]


class StandInAws:
    def __init__(self, url: str) -> None:
        self.url = url

    @classmethod
    @contextmanager
    def served(cls) -> Iterator[StandInAws]:
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        try:
            host, port = server.get_host_and_port()
            yield cls(f"http://{host}:{port}")
        finally:
            moto_api_backend.reset()  # what moto holds, it holds once for the whole process
            server.stop()

    def client(self, service: str, key: str = ADMINISTRATOR["AWS_ACCESS_KEY_ID"], secret: str = "a" * 40) -> Any:
        """A client of Amazon's own library."""
        return boto3.client(
            service,
            region_name=_REGION,
            endpoint_url=self.url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        )

    def holding(self) -> Holding:
        iam, s3 = self.client("iam"), self.client("s3")
        users = [each["UserName"] for each in iam.list_users()["Users"]]
        return Holding(
            buckets=frozenset(each["Name"] for each in s3.list_buckets()["Buckets"]),
            users=frozenset(users),
            policies=frozenset(name for user in users for name in iam.list_user_policies(UserName=user)["PolicyNames"]),
            keys=frozenset(
                each["AccessKeyId"] for user in users for each in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
            ),
        )

    def may_write_to(self, key: str, url: str) -> bool:
        """Whether the policies of the key's user let it put an object where a bucket URL points to."""
        try:
            policies: list[Any] = IAMUserAccessKey(_ACCOUNT, "aws", key, {}).collect_policies()
        except CreateAccessKeyFailure:
            return False
        parts = urlsplit(url)
        resource = f"arn:aws:s3:::{parts.netloc.partition('.')[0]}{parts.path}RT1/audio.mka"
        results = [IAMPolicy(policy).is_action_permitted("s3:PutObject", resource) for policy in policies]
        return PermissionResult.PERMITTED in results and PermissionResult.DENIED not in results

    def outcomes(self, key: str, secret: str, bucket: str) -> dict[str, str]:
        """What becomes of some requests that are signed with a key, while signatures and policies are enforced."""
        s3, iam = self.client("s3", key, secret), self.client("iam", key, secret)
        attempts = {
            "write into the path": lambda: s3.put_object(Bucket=bucket, Key="recordings/RT1/audio.mka", Body=b"sound"),
            "write beside the path": lambda: s3.put_object(Bucket=bucket, Key="recordings-2/audio.mka", Body=b"sound"),
            "write to another bucket": lambda: s3.put_object(Bucket="somebody-elses", Key="recordings/a", Body=b"sound"),
            "read": lambda: s3.get_object(Bucket=bucket, Key="recordings/RT1/audio.mka"),
            "delete": lambda: s3.delete_object(Bucket=bucket, Key="recordings/RT1/audio.mka"),
            "list": lambda: s3.list_objects_v2(Bucket=bucket),
            "see users": iam.list_users,
        }
        with enable_iam_authentication():
            return {name: _outcome(attempt) for name, attempt in attempts.items()}


def _outcome(attempt: Any) -> str:
    try:
        attempt()
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return "done"
