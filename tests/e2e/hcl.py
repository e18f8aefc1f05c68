"""Configurations in HCL: the few blocks that these tests are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping

ADDRESS = "terraform.local/twilio/twilio"
"""What users write; not taken from the provider's constant, so that a change of that one shows."""

REQUIRED_PROVIDERS = f"""
terraform {{
  required_providers {{
    twilio = {{ source = "{ADDRESS}" }}
  }}
}}
"""

RECORDING = "twilio_video_recording_settings"
COMPOSITION = "twilio_video_composition_settings"
HOOK = "twilio_video_composition_hook"
THIS = f"{RECORDING}.this"
"""Address of the resource in most of these configurations."""


class Expression(str):
    """HCL that is not a literal, such as `var.name`."""


Value = str | bool | int | None


def literal(value: Value) -> str:
    """A value as HCL writes it: JSON does, for these."""
    return str(value) if isinstance(value, Expression) else json.dumps(value)


def block(head: str, arguments: Mapping[str, Value], inner: str = "") -> str:
    """`head { … }` with an argument a line, and `inner` blocks."""
    lines = "".join(f"  {name} = {literal(value)}\n" for name, value in arguments.items())
    return f"{head} {{\n{lines}{inner}}}\n"


def settings(
    base: Mapping[str, Value] | None = None,
    *,
    name: str = "this",
    kind: str = RECORDING,
    inner: str = "",
    **arguments: Value,
) -> str:
    """The resource of an account's recording (or composition) settings: `base`, with `arguments` added or replaced."""
    return block(f'resource "{kind}" "{name}"', {**(base or {}), **arguments}, inner)


def provider(**arguments: Value) -> str:
    """The provider's configuration block."""
    return block('provider "twilio"', arguments)


def import_block(key: str, to: str = f"{RECORDING}.this") -> str:
    return f'import {{\n  to = {to}\n  id = "{key}"\n}}\n'
