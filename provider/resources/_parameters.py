"""Twilio's names for what Terraform names in its own way."""

from __future__ import annotations


def parameter(attribute: str) -> str:
    """The form parameter of an attribute: `aws_s3_url` is sent as `AwsS3Url`."""
    return "".join(word.capitalize() for word in attribute.split("_"))
