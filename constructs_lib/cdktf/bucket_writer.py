"""Who writes to the bucket: what the storage constructs make at AWS, to be read and passed on.

Each part is an ordinary resource of the AWS provider, so that `add_override` and the rest of what the CDK gives a resource
work on it. Their attributes are tokens.
"""

from __future__ import annotations

import json

import cdktf as cdk
from constructs import Construct

from provider.resources import s3

from ._aws import CREATE_FIRST, AwsResource


class IamUser(AwsResource):
    """The IAM user that Twilio writes as (`aws_iam_user`)."""

    _type = "aws_iam_user"

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


class IamUserPolicy(AwsResource):
    """The policy that lets the user write, and do nothing else (`aws_iam_user_policy`)."""

    _type = "aws_iam_user_policy"

    @property
    def name(self) -> str:
        """Its name, which is another one for each bucket and path."""
        return self.attribute("name")

    @property
    def policy(self) -> str:
        """The policy itself, in JSON."""
        return self.attribute("policy")


class IamAccessKey(AwsResource):
    """The user's access key (`aws_iam_access_key`)."""

    _type = "aws_iam_access_key"

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


class BucketWriter(Construct):
    """An IAM user that may put objects under one path of a bucket and do nothing else, and its access key: `storage.writer`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        user_name: str,
        bucket_arn: str,
        path: str | None,
        kms_key_arn: str | None,
        key_version: int,
        provider: cdk.TerraformProvider | None,
    ) -> None:
        super().__init__(scope, id_)
        self.user: IamUser = IamUser(self, "User", {"name": user_name}, provider=provider)
        """The user."""
        statements = s3.write_policy(bucket_arn, path, kms_key_arn)
        # AWS would change a policy in place, and writes to the old bucket would fail until the settings have moved. Another
        # prefix makes it another policy; and no two policies have one name, since the old one is deleted by its name.
        # (A local, because the CDK's functions do not take text with tokens in it.)
        target = cdk.TerraformLocal(self, "Target", " ".join(str(each["Resource"]) for each in statements["Statement"]))
        prefix = f"twilio-write-{cdk.Fn.substr(cdk.Fn.sha256(target.as_string), 0, 8)}-"
        self.policy: IamUserPolicy = IamUserPolicy(
            self,
            "Policy",
            {"name_prefix": prefix, "user": self.user.name, "policy": json.dumps(statements)},
            provider=provider,
            lifecycle=CREATE_FIRST,
        )
        """What the user may do."""
        # A key has no argument that asks for a new one, so that each version is a resource: AWS lets a user have two keys.
        self.access_key: IamAccessKey = IamAccessKey(
            self, f"AccessKey{key_version}", {"user": self.user.name}, provider=provider, lifecycle=CREATE_FIRST
        )
        """The key that Twilio signs in with; another one with each `key_version`."""
