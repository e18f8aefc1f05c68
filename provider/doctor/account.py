"""The account: credentials, whether Twilio can be reached with them, and settings that make no sense."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from ..framework.diagnostics import Diagnostics
from ..framework.resource import Context, Memory
from ..framework.schema.blocks import to_values
from ..resources._client import Client
from ..resources._environment import client_of_environment
from ..resources.composition_hook import CompositionHook
from ..resources.composition_settings import CompositionSettings
from ..resources.provider import TwilioProvider
from ..resources.recording_settings import RecordingSettings
from ..resources.settings import credentials
from ..resources.settings.placement import Placement
from ..resources.settings.video import VideoSettings
from ..twilio.errors import TwilioError
from .finding import Finding, of_diagnostics, ok, warning
from .settings import hopeless_hooks, missing_credential, wrong_values

logging.getLogger("provider").addHandler(logging.NullHandler())  # or Python would print the logs that are meant for an engine

SECONDS = 20.0
"""How long each look may take, retries included."""
_CLOCK_SECONDS = 60.0
"""How far apart the clocks may be."""


def look() -> Iterator[Finding]:
    """Examine the account; only its credentials if Twilio does not accept them."""
    provider, diagnostics = TwilioProvider(), Diagnostics()
    client = client_of_environment(provider, diagnostics, retry_attempts=0)  # a person waits, and the first failure says enough
    yield from of_diagnostics("credentials", diagnostics)
    if client is None:
        return
    with _open(provider, client) as ctx:
        yield _credentials(ctx)
        try:
            live = RecordingSettings.of(RecordingSettings.api().fetch(ctx))
        except TwilioError as failed:
            yield from _refused(provider, "api", failed)
            return
        yield ok("api", f"{client.address('video', RecordingSettings.api().path)} answers.")
        yield _clock(client)
        yield from look_at_settings(ctx, live)
        try:
            yield from look_at_settings(ctx, CompositionSettings.of(CompositionSettings.api().fetch(ctx)))
            yield from look_at_hooks(ctx, live)
        except TwilioError as failed:
            yield from _refused(provider, "settings", failed)


@contextmanager
def _open(provider: TwilioProvider, client: Client) -> Iterator[Context[Client]]:
    try:
        yield Context(
            client=client, seconds=SECONDS, diagnostics=Diagnostics(), private={}, stop=threading.Event(), memory=Memory()
        )
    finally:
        provider.close(client)


def _credentials(ctx: Context[Client]) -> Finding:
    kind = "an API key" if os.environ.get("TWILIO_API_KEY") else "the auth token"
    return ok("credentials", f"Account {ctx.client.account_sid} with {kind}.")


def _refused(provider: TwilioProvider, check: str, failed: TwilioError) -> Iterator[Finding]:
    diagnostic = provider.explain(failed)
    assert diagnostic is not None  # it knows every error of its own client
    yield from of_diagnostics(check, [diagnostic])


def _clock(client: Client) -> Finding:
    ahead = (datetime.now(UTC) - client.now()).total_seconds()
    if abs(ahead) > _CLOCK_SECONDS:
        direction = "ahead of" if ahead > 0 else "behind"
        return warning(
            "clock",
            f"This machine's clock is {abs(ahead):.0f} seconds {direction} Twilio's.",
            "Let it be set by the network (NTP): certificates are valid by this clock.",
        )
    return ok("clock", "This machine's clock agrees with Twilio's.")


def look_at_settings(ctx: Context[Client], live: VideoSettings) -> Iterator[Finding]:
    """Find mistakes in the live settings. If there are none, say what the settings do."""
    api, settings = live.api(), live.settings()
    wrong = wrong_values(type(live), to_values(live))
    wrong += [missing_credential(type(live), settings, name) for name in credentials.missing(ctx, api.shape.named(settings))]
    yield from wrong
    if not wrong:
        yield ok(api.title, Placement.of(settings).in_words(live.media))


def look_at_hooks(ctx: Context[Client], live: RecordingSettings) -> Iterator[Finding]:
    enabled = enabled_of(CompositionHook.listed(ctx))
    wrong = list(hopeless_hooks(type(live), live.settings(), enabled))
    yield from wrong
    if enabled and not wrong:
        yield ok("composition hooks", f"{len(enabled)} enabled, and recordings can be composed.")


def enabled_of(hooks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the SIDs of the hooks that are enabled."""
    return [str(hook.get("sid") or "a hook without a SID") for hook in hooks if hook.get("enabled")]
