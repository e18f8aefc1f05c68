"""`twilio_credentials_public_key`: a public key, stored at Twilio."""

from __future__ import annotations

import base64
import binascii
import re

from ..framework.schema.attributes import attr
from ..framework.schema.checks import wants
from ._credential import Credential
from ._item import Form
from ._pem import PEM, pem_problem
from .checks import unquoted
from .settings.credentials import PUBLIC_KEYS

_SMALLEST_KEY = 2048


@wants(f"Must be one PEM block `PUBLIC KEY` (SPKI) with an RSA key of {_SMALLEST_KEY} bits or more.")
def public_key_pem(value: str) -> str | None:
    """One PEM block `PUBLIC KEY` with an RSA key of 2048 bits or more. The text is not quoted: it may be the wrong key."""
    if problem := pem_problem(value):
        return problem
    from ._rsa import rsa_problem  # noqa: PLC0415  # loads a library: only for a configuration that has a public key

    return rsa_problem(value.strip().encode(), _SMALLEST_KEY)


def same_pem(one: str, other: str) -> bool:
    """Whether two PEM texts hold the same bytes, however they are wrapped."""
    return _der(one) == _der(other)


def _der(text: str) -> bytes | str:
    found = re.fullmatch(PEM, text)
    try:
        return base64.b64decode("".join(found[2].split()), validate=True) if found else text
    except binascii.Error:
        return text


class CredentialsPublicKey(Credential, name="credentials_public_key", path=PUBLIC_KEYS):
    """A public key that Twilio encrypts recordings or compositions with. Only the holder of the private key can read them.

    Twilio can change only the friendly name; another key needs a new credential. Give the resource
    `lifecycle { create_before_destroy = true }`, so that settings which use it move to the new one first.
    """

    example = """\
resource "twilio_credentials_public_key" "encryption" {
  friendly_name = "Encrypts recordings"
  public_key    = file("recordings.public.pem")

  lifecycle {
    create_before_destroy = true
  }
}
"""

    public_key: str | None = attr(
        "The public key in PEM form.",
        requires_replace=True,
        unread=True,
        check=unquoted(public_key_pem),
        semantic_equality=same_pem,
    )

    def create_form(self, account_sid: str) -> Form:
        return super().create_form(account_sid) | {"PublicKey": self.public_key or ""}

    def is_imported(self) -> bool:
        return self.public_key is None
