"""The account: credentials, whether Twilio can be reached with them, and settings that make no sense."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from ..framework.blocks import schema_of, to_instance, to_values
from ..framework.diagnostics import Diagnostics
from ..framework.resource import Context, Memory
from ..framework.validation import validate, with_defaults, with_environment
from ..resources._client import Client
from ..resources.composition_hook import CompositionHook
from ..resources.composition_settings import CompositionSettings
from ..resources.provider import TwilioProvider
from ..resources.recording_settings import RecordingSettings
from ..resources.settings.video import VideoSettings
from ..twilio.errors import TwilioError
from .finding import Finding, of_diagnostics, ok, problem, warning

logging.getLogger("provider").addHandler(logging.NullHandler())  # else Python prints what the provider logs for an engine

SECONDS = 20.0
"""How long each look may take, retries included."""
_CLOCK_SECONDS = 60.0
"""How far apart the clocks may be: what a lost answer made is told from older objects by its time."""


def look() -> Iterator[Finding]:
    """Everything that can be said of the account; no more than the credentials where they do not let us in."""
    provider, told = TwilioProvider(), Diagnostics()
    client = _client(provider, told)
    yield from of_diagnostics("credentials", told)
    if client is None:
        return
    with _open(provider, client) as ctx:
        yield _credentials(ctx)
        try:
            live = RecordingSettings.fetch(ctx)
        except TwilioError as failed:
            yield from _refused(provider, "api", failed)
            return
        yield ok("api", f"{client.address('video', RecordingSettings.path)} answers.")
        yield _clock(client)
        yield from _settings(ctx, live)
        try:
            yield from _settings(ctx, CompositionSettings.fetch(ctx))
            yield from _hooks(ctx, live)
        except TwilioError as failed:
            yield from _refused(provider, "settings", failed)


def _client(provider: TwilioProvider, told: Diagnostics) -> Client | None:
    """The client that a provider block without arguments gets, or None where one of its arguments is not in order."""
    schema = schema_of(provider.config)
    config = with_environment(schema, dict.fromkeys([*schema.attributes, *schema.blocks]), os.environ, told)
    config["retry_attempts"] = 0  # whoever asks is waiting, and is better told of a first failure
    told.extend(validate(schema, config))
    if told.errors:
        return None
    return provider.configure(to_instance(provider.config, with_defaults(schema, config)), threading.Event(), told)


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
    told = provider.explain(failed)
    assert told is not None  # it knows every error of its own client
    yield from of_diagnostics(check, [told])


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


def _settings(ctx: Context[Client], live: VideoSettings) -> Iterator[Finding]:
    """What the live settings say, and what in them looks like a mistake."""
    check = live.title
    schema = schema_of(type(live))
    wrong = of_diagnostics(check, validate(schema, to_values(live)).errors)
    wrong += _dangling(ctx, live)
    yield from wrong
    if not wrong:
        yield ok(check, _in_words(live))


def _dangling(ctx: Context[Client], live: VideoSettings) -> list[Finding]:
    return [_missing(live, name) for name in live.missing_references(ctx, live.named())]


def _missing(live: VideoSettings, name: str) -> Finding:
    told = f"{name} names the credential {getattr(live, name)}, which does not exist"
    if live.is_off(name):
        switch = live.switch_of(name)
        return warning(live.title, f"{told}. Nothing is lost while {switch} is off.", f"Name another one before {switch} is on.")
    remedy = f"Name a credential that exists, or leave {name} out and turn off what needs it."
    return problem(live.title, f"{told}: {live.media} are lost while it is in use.", remedy)


def _in_words(live: VideoSettings) -> str:
    place = f"in {live.aws_s3_url}" if live.aws_storage_enabled else "in Twilio's cloud"
    key = f"encrypted with {live.encryption_key_sid}" if live.encryption_enabled else "not encrypted"
    return f"{live.media.capitalize()} are stored {place}, {key}."


def _hooks(ctx: Context[Client], live: RecordingSettings) -> Iterator[Finding]:
    enabled = [hook["sid"] for hook in CompositionHook.listed(ctx) if hook.get("enabled")]
    switches = [name for name in live.switches() if getattr(live, name)]
    if not enabled:
        return
    if not switches:
        yield ok("composition hooks", f"{len(enabled)} enabled, and recordings can be composed.")
        return
    yield problem(
        "composition hooks",
        f"{', '.join(enabled)} will compose nothing: the recording settings have {' and '.join(switches)} on, and Twilio "
        "composes only recordings that are not encrypted and are stored in its own cloud.",
        "Disable the hooks, or turn that off in the recording settings.",
    )
