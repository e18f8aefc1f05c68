"""The pictures of `explain` that stand in the README and the guides: `python -m tools.pictures` draws them anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from provider.explain.planned import planned
from provider.explain.svg import as_svg

DOCS = Path(__file__).parents[1] / "docs"

_KEY, _CREDENTIAL = f"CR{'b2' * 16}", f"CR{'c3' * 16}"
_URL = "https://my-recordings.s3-eu-west-1.amazonaws.com/video/"
_OFF: dict[str, Any] = {"account_sid": f"AC{'0a' * 16}", "aws_storage_enabled": False, "encryption_enabled": False}
_ON = _OFF | {"encryption_enabled": True, "encryption_key_sid": _KEY}
_IN_S3 = _ON | {"aws_storage_enabled": True, "aws_credentials_sid": _CREDENTIAL, "aws_s3_url": _URL}
_HOOK = {"account_sid": _OFF["account_sid"], "friendly_name": "Everybody in a grid", "enabled": True}


def drawn() -> dict[str, str]:
    """By the name of the file: an account, and a plan that stores its recordings in a bucket and ends their compositions."""
    account = {"values": {"root_module": {"resources": list(_held())}}}
    plan = {"resource_changes": list(_changes())}
    return {"explain.svg": _svg(account), "explain-plan.svg": _svg(plan)}


def _svg(shown: dict[str, Any]) -> str:
    return as_svg(planned(json.dumps(shown | {"format_version": "1.2"}).encode()))


def _held() -> Iterator[dict[str, Any]]:
    for kind, name, values in (("recording", "this", _IN_S3), ("composition", "this", _ON)):
        yield _resource(f"twilio_video_{kind}_settings", name) | {"values": values}


def _changes() -> Iterator[dict[str, Any]]:
    for kind, name, before, after in (
        ("recording_settings", "this", _OFF, _IN_S3),
        ("composition_settings", "this", _ON, _ON),
        ("composition_hook", "grid", _HOOK, _HOOK),
    ):
        change = {"actions": ["update"], "before": before, "after": after, "after_unknown": {}}
        yield _resource(f"twilio_video_{kind}", name) | {"change": change}


def _resource(kind: str, name: str) -> dict[str, Any]:
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "provider_name": ""}


def main() -> None:
    for name, picture in drawn().items():
        (DOCS / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
