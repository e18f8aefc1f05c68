"""Draws an account as it is now, with the findings of the doctor."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from ..doctor.account import SECONDS, enabled_of, look_at_settings
from ..doctor.finding import Status
from ..doctor.settings import hopeless_hooks, not_encrypted
from ..framework.diagnostics import Diagnostics
from ..framework.resource import Context, Memory
from ..resources._client import Client
from ..resources._environment import client_of_environment
from ..resources.composition_hook import CompositionHook
from ..resources.composition_settings import CompositionSettings
from ..resources.provider import TwilioProvider
from ..resources.recording_settings import RecordingSettings
from ..twilio.errors import TwilioError
from .picture import OFF, ON, AccountPicture, HookPicture, MediaPicture
from .route import Route, named


class CannotExplain(Exception):
    """The account could not be read. The text says why, and what to do."""


def live(account_sid: str | None) -> AccountPicture:
    """Draw an account; None is the account that the environment names. Raises `CannotExplain`."""
    provider, diagnostics = TwilioProvider(), Diagnostics()
    client = client_of_environment(provider, diagnostics)
    if client is None:
        raise CannotExplain("\n".join(map(str, diagnostics)))
    try:
        return _picture(client.of(account_sid))
    except TwilioError as problem:
        explained = provider.explain(problem)
        raise CannotExplain(f"{explained.summary}: {explained.detail}" if explained else str(problem)) from None
    finally:
        provider.close(client)


def _picture(client: Client) -> AccountPicture:
    ctx = Context(client=client, seconds=SECONDS, diagnostics=Diagnostics(), private={}, stop=threading.Event(), memory=Memory())
    recordings = RecordingSettings.of(RecordingSettings.api().fetch(ctx))
    compositions = CompositionSettings.of(CompositionSettings.api().fetch(ctx))
    hooks, media, findings = list(CompositionHook.listed(ctx)), [], []
    for each in (recordings, compositions):
        media.append(MediaPicture(each.media, Route.of(each.settings())))
        findings += [one for one in look_at_settings(ctx, each) if one.status is not Status.OK]
        findings += not_encrypted(type(each), each.settings())
    findings += hopeless_hooks(RecordingSettings, recordings.settings(), enabled_of(hooks))
    return AccountPicture(client.account_sid, media, [_hook(each) for each in hooks], findings)


def _hook(listed: Mapping[str, Any]) -> HookPicture:
    name = f"{named(listed.get('friendly_name'), 'without a name')} ({named(listed.get('sid'))})"
    return HookPicture(name, ON if listed.get("enabled") else OFF)
