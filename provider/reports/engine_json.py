"""Reads what `terraform show -json` printed, and tells of anything else what it is and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_FORMATS = re.compile(r"0\.2|1\.\d+")
"""The known versions of the format. Terraform 1.0 called the first of them 0.2."""
HOW = "Write it with: terraform show -json PLAN (or tofu show -json PLAN)"
NOT_JSON_OF_AN_ENGINE = f"It is not the JSON of a plan. {HOW}"

_WRAPPED = (
    "It begins with the line that setup-terraform prints before each command: set terraform_wrapper: false where that is used."
)
_PLAN_ITSELF = f"{HOW}. This file seems to be such a PLAN itself."
_LOG = f"It is the log of a command with -json, and not the plan that the command made. Let plan write that with -out=PLAN. {HOW}"
_SEVERAL = "It has several JSON texts, one after the other, as when a command runs in many folders: give each by itself."
_STATE_FILE = f"It is a state as the engine stores it. {HOW}, or of a state: terraform show -json (or tofu show -json)"
_ENCRYPTED = "It is encrypted, as OpenTofu stores states: tofu show -json decrypts it."


class PlanUnusable(Exception):
    """It is no plan, or a plan without settings. The text says what to do."""


def read(content: bytes) -> Mapping[str, Any]:
    """Raises `PlanUnusable`."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise PlanUnusable(_not_json(content)) from None
    if not isinstance(data, dict) or not isinstance(version := data.get("format_version"), str):
        raise PlanUnusable(_other_json(data))
    if not _FORMATS.fullmatch(version):
        raise PlanUnusable(f"Its format is {version}, and what Terraform 1.x and OpenTofu 1.x write is known here. {HOW}")
    return data


def _not_json(content: bytes) -> str:
    if not content.strip():
        return f"It is empty, so the command that should have written it failed. {HOW}"
    if content.startswith(b"PK\x03\x04"):
        return f"It is not JSON. {_PLAN_ITSELF}"
    if content.lstrip().startswith(b"[command]"):
        return f"It is not JSON. {_WRAPPED}"
    first = _first(content)
    return _other_json(first) if _is_log(first) else _SEVERAL if isinstance(first, dict) else f"It is not JSON. {HOW}"


def _first(content: bytes) -> object:
    """The first of several JSON texts; None if it does not begin with one."""
    try:
        text = content.decode(json.detect_encoding(content)).lstrip("\ufeff \t\r\n")
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _is_log(data: object) -> bool:
    return isinstance(data, dict) and "@message" in data


def _other_json(data: object) -> str:
    if _is_log(data):
        return _LOG
    if isinstance(data, dict) and "encrypted_data" in data:
        return _ENCRYPTED
    if isinstance(data, dict) and {"version", "serial", "lineage"} <= data.keys():
        return _STATE_FILE
    return NOT_JSON_OF_AN_ENGINE
