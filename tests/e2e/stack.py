"""A stack of credentials and the settings that use them, as configurations in HCL."""

from __future__ import annotations

from tests.e2e import hcl

AWS = "twilio_credentials_aws"
ENCRYPTION = "twilio_credentials_public_key"

ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtn/EMI/K7MDENG+bPxRfiCYEXAMPL=Yz4"
"""Forty characters, with all those that some encoding writes in another way."""
OTHER_SECRET = "zE0tH3r/ecretK3y+0fTheSameUser/abcdefg=9"

BUCKET = "https://managed.s3-eu-west-1.amazonaws.com/video/"
OTHER_BUCKET = "https://moved.s3-eu-central-1.amazonaws.com/video/"

CREATE_BEFORE_DESTROY = "  lifecycle {\n    create_before_destroy = true\n  }\n"


def secret_variable(name: str, *, ephemeral: bool = True) -> str:
    """A variable for a secret. One that is sensitive but not ephemeral is written into saved plans by the engine."""
    arguments: dict[str, hcl.Value] = {"type": hcl.Expression("string"), "sensitive": True}
    return hcl.block(f'variable "{name}"', arguments | ({"ephemeral": True} if ephemeral else {}))


def aws(*, inner: str = CREATE_BEFORE_DESTROY, **arguments: hcl.Value) -> str:
    """The AWS credential `this`."""
    return hcl.block(f'resource "{AWS}" "this"', {"aws_access_key_id": ACCESS_KEY_ID, **arguments}, inner)


def public_key(pem: str, *, inner: str = CREATE_BEFORE_DESTROY) -> str:
    """The public key `this`."""
    return hcl.block(f'resource "{ENCRYPTION}" "this"', {"public_key": pem}, inner)


def users(bucket: str = BUCKET, *, inner: str = "", **arguments: hcl.Value) -> str:
    """Recording and composition settings with everything on, which name both credentials."""
    held: dict[str, hcl.Value] = {
        "friendly_name": "Managed",
        "aws_credentials_sid": hcl.Expression(f"{AWS}.this.sid"),
        "aws_s3_url": bucket,
        "aws_storage_enabled": True,
        "encryption_key_sid": hcl.Expression(f"{ENCRYPTION}.this.sid"),
        "encryption_enabled": True,
        **arguments,
    }
    return "\n".join(hcl.settings(held, kind=kind, inner=inner) for kind in (hcl.RECORDING, hcl.COMPOSITION))
