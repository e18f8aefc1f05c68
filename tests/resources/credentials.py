"""The two kinds of credentials, for tests of what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.engine.managed import Managed
from tests.keys import OTHER_PEM, PEM


@dataclass(frozen=True)
class Kind:
    """A kind of credential: what makes one, what makes another, and what the API is told of it."""

    name: str
    collection: str
    given: dict[str, Any]
    other: dict[str, Any]
    form: dict[str, str]
    attribute: str
    """The setting that names such a credential."""
    switch: str
    """The setting that is on where such a credential is used."""
    replaced_by: tuple[str, ...]

    @property
    def type_name(self) -> str:
        return f"twilio_{self.name}"


KINDS = [
    Kind(
        "credentials_aws",
        "/v1/Credentials/AWS",
        {"aws_access_key_id": "A" * 20, "aws_secret_access_key": "s" * 40},
        {"aws_access_key_id": "B" * 20, "aws_secret_access_key": "t" * 40},
        {"Credentials": f"{'A' * 20}:{'s' * 40}"},
        "aws_credentials_sid",
        "aws_storage_enabled",
        ("aws_access_key_id", "aws_secret_access_key"),
    ),
    Kind(
        "credentials_public_key",
        "/v1/Credentials/PublicKeys",
        {"public_key": PEM},
        {"public_key": OTHER_PEM},
        {"PublicKey": PEM},
        "encryption_key_sid",
        "encryption_enabled",
        ("public_key",),
    ),
]


def sid_of(managed: Managed) -> str:
    sid = managed.state["sid"]
    assert isinstance(sid, str)
    return sid
