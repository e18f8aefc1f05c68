"""`twilio_credentials_aws`: an AWS key pair, stored at Twilio."""

from __future__ import annotations

from ..framework.schema.attributes import attr
from ..framework.schema.checks import matches, wants
from ..framework.schema.rules import exactly_one, when
from ._credential import Credential
from ._item import Form
from .checks import unquoted
from .settings.credentials import AWS_CREDENTIALS

# The formats that Twilio's error 70106 states.
# Neither is shown: they change places easily.
_key_id_format = matches(r"[A-Z0-9]{20}", "an AWS access key ID (20 upper-case letters and digits)", show=False)
_OTHER_IDS = {
    "AGPA": "an IAM group",
    "AIDA": "an IAM user",
    "AIPA": "an EC2 instance profile",
    "ANPA": "a managed policy",
    "ANVA": "a version of a managed policy",
    "APKA": "a public key",
    "AROA": "an IAM role",
    "ASCA": "a certificate",
    "ABIA": "a bearer token of STS",
    "ACCA": "a context-specific credential",
}
"""What AWS gives such prefixes to. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html."""


@wants("Must be an AWS access key ID (20 upper-case letters and digits), and not a temporary one (`ASIA…`).")
def _access_key_id(value: str) -> str | None:
    prefix = value[:4]
    if prefix == "ASIA":
        return (
            "It begins with ASIA: it is a temporary key of AWS STS, which works only with its session token, and Twilio takes "
            "none. Make an access key (AKIA…) for an IAM user that may only put objects into the bucket."
        )
    if prefix in _OTHER_IDS:
        return f"It begins with {prefix}, as the ID of {_OTHER_IDS[prefix]} does. The ID of an access key is wanted (AKIA…)."
    return _key_id_format(value)


_secret_access_key = matches(
    r"[A-Za-z0-9/+=]{40}", "an AWS secret access key (40 characters of A-Z, a-z, 0-9, /, + and =)", show=False
)


class CredentialsAws(Credential, name="credentials_aws", path=AWS_CREDENTIALS):
    """An AWS key pair that Twilio uses to write recordings or compositions to S3.

    Twilio can change only the friendly name; everything else needs a new credential. Give the resource
    `lifecycle { create_before_destroy = true }`, so that settings which use it move to the new one first.
    """

    example = """\
variable "aws_secret_access_key" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "twilio_credentials_aws" "storage" {
  friendly_name                    = "Writes recordings"
  aws_access_key_id                = "AKIAIOSFODNN7EXAMPLE"
  aws_secret_access_key_wo         = var.aws_secret_access_key
  aws_secret_access_key_wo_version = 1

  lifecycle {
    create_before_destroy = true
  }
}
"""

    aws_access_key_id: str | None = attr("AWS access key ID.", requires_replace=True, unread=True, check=unquoted(_access_key_id))
    aws_secret_access_key: str | None = attr(
        "AWS secret access key. `aws_secret_access_key_wo` is the better choice: it is not stored.",
        default=None,
        sensitive=True,
        requires_replace=True,
        unread=True,
        check=_secret_access_key,
    )
    aws_secret_access_key_wo: str | None = attr(
        "AWS secret access key. Change `aws_secret_access_key_wo_version` with it.",
        default=None,
        sensitive=True,
        write_only=True,
        check=_secret_access_key,
    )
    aws_secret_access_key_wo_version: int | None = attr(
        "Any number; another number means another `aws_secret_access_key_wo`, and so a new credential.",
        default=None,
        requires_replace=True,
        unread=True,
    )

    rules = (
        exactly_one("aws_secret_access_key", "aws_secret_access_key_wo"),
        when("aws_secret_access_key_wo", needs=("aws_secret_access_key_wo_version",)),
        when("aws_secret_access_key_wo_version", needs=("aws_secret_access_key_wo",)),
    )

    def create_form(self, account_sid: str) -> Form:
        return super().create_form(account_sid) | {"Credentials": f"{self.aws_access_key_id}:{self._secret()}"}

    def secrets(self) -> tuple[str, ...]:
        return (self._secret(),)

    def _secret(self) -> str:
        return self.aws_secret_access_key_wo or self.aws_secret_access_key or ""

    def is_imported(self) -> bool:
        return self.aws_access_key_id is None
