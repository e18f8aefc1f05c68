"""What `explain` says of a plan or a state, held against the account: in this process, and without a request."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from provider.explain.picture import ROWS, AccountPicture
from provider.explain.planned import planned
from provider.explain.route import LATER, Route
from provider.fake import FakeTwilio
from provider.reports.engine_json import PlanUnusable
from provider.resources.provider import ADDRESS


def pictures_of(shown: str) -> list[AccountPicture]:
    """Those of what `show -json` printed; none where it has no settings."""
    try:
        return planned(shown.encode())
    except PlanUnusable as unusable:
        if "says nothing of where anything is stored" not in str(unusable):
            raise
        return []


def as_shown(instances: Mapping[str, Mapping[str, Any]]) -> str:
    """Instances of a state file in the form that `show -json` has, without a process of the engine."""
    resources = [
        {
            "address": address,
            "mode": "managed",
            "type": address.partition(".")[0],
            "provider_name": ADDRESS,
            "values": instance["attributes"],
        }
        for address, instance in instances.items()
    ]
    return json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": resources}}})


def disagreements(pictures: list[AccountPicture], twilio: FakeTwilio) -> list[str]:
    """Where the account is not as its picture says. What was to be known after the apply alone may be anything."""
    return [
        f"{picture.sid}: {media.media}, {label}: told {told!r}, and it is {holds!r}"
        for picture in pictures
        if picture.sid != LATER
        for media in picture.media
        for name, label in ROWS.items()
        if (told := getattr(media.after, name)) != LATER
        and (route := _route(twilio, picture.sid, media.media))
        and (holds := getattr(route, name)) != told
    ]


def _route(twilio: FakeTwilio, sid: str, media: str) -> Route | None:
    """None for an account of another stand-in."""
    try:
        account = twilio.account(sid)
    except KeyError:
        return None
    settings = account.recording_settings if media == "recordings" else account.composition_settings
    return Route.of(dataclasses.asdict(settings))
