"""What the storage constructs make at AWS: an IAM user that writes to the bucket, its policy and its access key.

Each is an ordinary resource of the AWS provider, with `add_override` and everything else that a resource of the CDK has. Their
attributes are tokens.
"""

from __future__ import annotations

import json
from typing import Any, Self

import cdktf as cdk
import jsii
from constructs import Construct
from jsii._reference_map import register_reference

from provider.resources import s3

from ._dependencies import Depends
from ._native import NativeResource, callbacks, class_in_node
from ._stack import remember

_PATH = "PATH-OF-THE-ACCOUNT"
"""A placeholder for an expression, since JSON would escape its quotes."""


class _Part:
    def __init__(self, *_: Any, **__: Any) -> None:
        raise TypeError(f"Storage constructs make the {type(self).__name__}: it is read from storage.writer.")


class _AwsResource(_Part, Depends, NativeResource):
    """A resource of `hashicorp/aws`, without its prebuilt bindings: those have hundreds of megabytes, and import for seconds."""

    def attribute(self, name: str) -> str:
        """A token for any attribute that the AWS provider documents. With `accounts`, it is the attribute of the account.

        :param name: Its name there.
        """
        return str(jsii.invoke(self, "attribute", [name]))


class IamUser(_AwsResource, jsii_type=class_in_node("IamUser")):
    """The IAM user that Twilio writes as (`aws_iam_user`)."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.attribute("name")

    @property
    def arn(self) -> str:
        """Its ARN, to name it in the policy of a bucket or of a KMS key."""
        return self.attribute("arn")

    @property
    def unique_id(self) -> str:
        """The ID that AWS gave it, which no later user of that name has."""
        return self.attribute("unique_id")


class IamUserPolicy(_AwsResource, jsii_type=class_in_node("IamUserPolicy")):
    """The policy that lets the user write, and do nothing else (`aws_iam_user_policy`)."""

    @property
    def name(self) -> str:
        """Its name, which is another one for each bucket and path."""
        return self.attribute("name")

    @property
    def policy(self) -> str:
        """The policy itself, in JSON."""
        return self.attribute("policy")


class IamAccessKey(_AwsResource, jsii_type=class_in_node("IamAccessKey")):
    """The user's access key (`aws_iam_access_key`)."""

    @property
    def id(self) -> str:
        """Its ID, such as `AKIA…`."""
        return self.attribute("id")

    @property
    def secret(self) -> str:
        """Its secret. The AWS provider keeps it in its part of the state; give it to write-only arguments only."""
        return self.attribute("secret")

    @property
    def create_date(self) -> str:
        """When it was made, as AWS writes dates."""
        return self.attribute("create_date")


class BucketWriter(_Part, Construct, jsii_type=class_in_node("BucketWriter")):
    """An IAM user that may put objects under one path of a bucket and do nothing else, and its access key: `storage.writer`."""

    user: IamUser
    """The user."""
    policy: IamUserPolicy
    """What the user may do."""
    access_key: IamAccessKey
    """The key that Twilio signs in with; another one with each `key_version`."""
    _key_id: str
    _key_secret: str
    """The expressions for the key, for the credential."""

    @classmethod
    def _create(
        cls,
        scope: Construct,
        id_: str,
        *,
        user_name: str,
        bucket_arn: str,
        path: str | None,
        kms_key_arn: str | None,
        key_version: int,
        provider: cdk.TerraformProvider | None,
        for_each: cdk.TerraformIterator | None,
    ) -> Self:
        policy = s3.write_policy(bucket_arn, _PATH if for_each else path, kms_key_arn)
        named = policy if for_each is None else s3.write_policy(bucket_arn, None, kms_key_arn)  # there is no `each` in a local
        given = {
            "userName": user_name,
            "policy": json.dumps(policy).replace(_PATH, path or ""),
            "target": " ".join(str(each["Resource"]) for each in named["Statement"]),
            "keyVersion": key_version,
            **({"path": path} if for_each else {}),
        }
        config = {name: value for name, value in (("provider", provider), ("forEach", for_each)) if value is not None}
        made: dict[str, Any] = jsii.sinvoke(cls, "make", [scope, id_, callbacks(), config, given])
        writer: Self = made["writer"]
        writer.user, writer.policy, writer.access_key = parts = made["parts"]
        writer._key_id, writer._key_secret = made["expressions"]
        for one in (writer, *parts):
            register_reference(one)  # otherwise jsii would make another object of it the next time
        remember(writer, scope, id_)
        remember(writer.policy, writer, "Policy")
        return writer
