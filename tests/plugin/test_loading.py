"""What a launch loads, and when: told by the interpreter itself, on a real launch."""

from __future__ import annotations

import re
import sys

from provider.fake import FakeTwilio
from tests.harness.certificates import ClientCertificate
from tests.harness.engine import Walk
from tests.harness.loop import LoopThread
from tests.harness.process import PluginProcess, started
from tests.harness.schema import Schema
from tests.keys import PEM
from tests.resources.managed import Managed

TOLD = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)
PRELOADED = "preloaded"

SERVES_PRELOADED = f"""
import gc, sys
from provider.cli import main
import provider.plugin.warm.cold  # what a launch goes through that nothing waits for
from provider.plugin.preload import preload
from provider.resources.provider import TwilioProvider
list(preload(TwilioProvider()))
print({PRELOADED!r}, file=sys.stderr, flush=True)
sys.exit(main())
"""


def loaded(log: str) -> set[str]:
    """The modules that a process started with `-X importtime` loaded while it wrote this."""
    return set(TOLD.findall(log))


def manage_a_public_key(plugin: PluginProcess, twilio: FakeTwilio) -> None:
    """All that a stack asks of a plugin: schema, configuration, validation, plan, apply, refresh, destroy."""
    with plugin.client() as client:
        schema = client.schema()
        config = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
        client.configure(Schema.of(schema.provider).config(config)).without_errors()
        walk = Walk(client, {name: Schema.of(each) for name, each in schema.resource_schemas.items()}, twilio)
        managed = Managed(walk, "twilio_credentials_public_key")
        given = {"friendly_name": "Recordings", "public_key": PEM}
        managed.validate(given).without_errors()
        managed.apply(given).without_errors()
        managed.refresh()
        managed.destroy().without_errors()


def test_after_a_preload_a_whole_stack_loads_nothing_more(loop: LoopThread, engine_certificate: ClientCertificate) -> None:
    command = (sys.executable, "-X", "importtime", "-c", SERVES_PRELOADED)
    with FakeTwilio() as twilio, started(loop, engine_certificate, command=command) as plugin:
        manage_a_public_key(plugin, twilio)
        before, _, after = plugin.log.partition(PRELOADED)

    assert {"requests.sessions", "provider.plugin.service"} <= loaded(before)
    assert loaded(after) == set()
