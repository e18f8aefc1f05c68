"""Amazon's side of the story: buckets, users with access keys and policies, and an S3 that holds every request to them."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from botocore.exceptions import ClientError
from moto.core.authorization import enable_iam_authentication

from tests.examples.stand_in_aws import StandInAws

_REGION = "eu-west-1"
_NO_SUCH_KEY = {"InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch"}


@dataclass(frozen=True)
class AccessKey:
    """An access key, and the user whose policy says what it may do."""

    user: str
    id: str
    secret: str


@dataclass(frozen=True)
class Place:
    """Where a bucket URL points to."""

    bucket: str
    prefix: str

    @classmethod
    def of(cls, url: str) -> Place:
        parts = urlsplit(url)
        return cls(parts.netloc.partition(".")[0], parts.path.lstrip("/"))


@dataclass(frozen=True)
class Stored:
    """An object in a bucket."""

    body: bytes
    metadata: dict[str, str]


class Refused(Exception):
    """S3 did not take an object; `key_is_gone`: because there is no such access key (any more)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.key_is_gone = code in _NO_SUCH_KEY


class Cloud:
    """Everything is asked of it over HTTP, and every request is held to the policies of whoever signed it."""

    def __init__(self, aws: StandInAws, administrator: AccessKey) -> None:
        self._client_of = cache(lambda service, key: aws.client(service, key.id, key.secret))
        self._administrator = administrator
        self._users = itertools.count(1)
        self._allowed: dict[str, list[str]] = {}

    @classmethod
    @contextmanager
    def served(cls) -> Iterator[Cloud]:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # moto's server would print every request
        with StandInAws.served() as aws:
            _forget(aws)
            administrator = _administrator(aws)
            try:
                with enable_iam_authentication():
                    yield cls(aws, administrator)
            finally:
                _forget(aws)

    def url(self, bucket: str, path: str = "video") -> str:
        """What settings call a bucket."""
        return f"https://{bucket}.s3-{_REGION}.amazonaws.com/{path}/"

    def make_bucket(self, bucket: str) -> str:
        """A bucket, into which nobody may write yet; its URL."""
        self._s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": _REGION})
        return self.url(bucket)

    def make_key(self, *urls: str) -> AccessKey:
        """An access key of a new user, who may put objects where these URLs point to and do nothing else."""
        user = f"writer-{next(self._users)}"
        self._iam.create_user(UserName=user)
        made = self._iam.create_access_key(UserName=user)["AccessKey"]
        self._allow(user, list(urls))
        return AccessKey(user, made["AccessKeyId"], made["SecretAccessKey"])

    def allow(self, key: AccessKey, url: str) -> None:
        """Let the key's user write there too."""
        if url not in self._allowed[key.user]:
            self._allow(key.user, [*self._allowed[key.user], url])

    def forbid_all_but(self, key: AccessKey, url: str) -> None:
        self._allow(key.user, [url])

    def delete_key(self, key: AccessKey) -> None:
        """The access key, its user and the user's policy."""
        self._iam.delete_access_key(UserName=key.user, AccessKeyId=key.id)
        self._iam.delete_user_policy(UserName=key.user, PolicyName="put")
        self._iam.delete_user(UserName=key.user)
        del self._allowed[key.user]

    def put(self, key: AccessKey, url: str, name: str, stored: Stored) -> None:
        """Put an object with somebody's access key. Refused if S3 refuses."""
        place = Place.of(url)
        try:
            self._client_of("s3", key).put_object(
                Bucket=place.bucket, Key=place.prefix + name, Body=stored.body, Metadata=stored.metadata
            )
        except ClientError as refused:
            raise Refused(str(refused.response["Error"]["Code"])) from None

    def names(self, url: str) -> set[str]:
        """What is where a URL points to, as the administrator sees it."""
        place = Place.of(url)
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=place.prefix)
        return {each["Key"].removeprefix(place.prefix) for page in pages for each in page.get("Contents", [])}

    def get(self, url: str, name: str) -> Stored:
        """An object that is there, as the administrator sees it."""
        place = Place.of(url)
        found = self._s3.get_object(Bucket=place.bucket, Key=place.prefix + name)
        return Stored(found["Body"].read(), found["Metadata"])

    def _allow(self, user: str, urls: list[str]) -> None:
        places = [Place.of(url) for url in urls]
        resources = [f"arn:aws:s3:::{each.bucket}/{each.prefix}*" for each in places]
        statement = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": resources}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._iam.put_user_policy(UserName=user, PolicyName="put", PolicyDocument=document)
        self._allowed[user] = urls

    @property
    def _iam(self) -> Any:
        return self._client_of("iam", self._administrator)

    @property
    def _s3(self) -> Any:
        return self._client_of("s3", self._administrator)


def _forget(aws: StandInAws) -> None:
    """What the stand-in holds outlives its server; nobody else is to find it."""
    requests.post(f"{aws.url}/moto-api/reset", timeout=30).raise_for_status()


def _administrator(aws: StandInAws) -> AccessKey:
    """Made while nothing is enforced yet."""
    iam = aws.client("iam")
    iam.create_user(UserName="administrator")
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    iam.put_user_policy(UserName="administrator", PolicyName="everything", PolicyDocument=document)
    made = iam.create_access_key(UserName="administrator")["AccessKey"]
    return AccessKey("administrator", made["AccessKeyId"], made["SecretAccessKey"])
