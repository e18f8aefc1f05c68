"""What only the CDK knows about its tokens."""

from __future__ import annotations

from typing import Any

import cdktf as cdk


def number_as_text(number: float) -> str:
    """The string token for a number token. Raises ValueError for a number that looks like a token and is none."""
    try:
        token = cdk.Tokenization.reverse_number(number)
    except Exception:  # noqa: BLE001  # the classes of jsii's errors are its own
        token = None
    if token is None:
        raise ValueError(
            "It has a number in it that was computed or rounded from a token's. Python cannot compute with tokens: use Op or Fn "
            "of the CDK, and put the token itself into the text."
        )
    return cdk.Token.as_string(token)


def resolved(value: Any, scope: Any) -> Any:
    """A value as it is synthesized within `scope`."""
    resolver = cdk.DefaultTokenResolver(cdk.StringConcat())
    return cdk.Tokenization.resolve(value, resolver=resolver, scope=scope, preparing=False)
