"""What a launch loads, and when: told by the interpreter itself, on a real launch."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.process import PluginProcess, started
from tests.harness.schema import Schema
from tests.keys import PEM

TOLD = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)
COMPILED_FOR = re.compile(r"^compiled for (.+)\.(\w+)$", re.MULTILINE)
PRELOADED = "preloaded"

NOT_BEFORE_IT_IS_USED = {
    "argparse": "an engine gives no arguments",
    "asyncio": "threads wait",
    "cryptography.hazmat.backends": "it is for what the certificate does without",
    "cryptography.hazmat.primitives.serialization": "the key is written as fixed bytes around two numbers",
    "cryptography.x509": "the certificate is put together from parts",
    "email": "dates are read when an answer has some",
    "google.protobuf.text_format": "the compiled library packs messages",
    "google.rpc": "no call has status details",
    "hashlib": "only state that came from another provider is marked by its content",
    "http.client": "requests to Twilio begin with `configure`",
    "importlib.metadata": "the version stands in the package itself",
    "platform": "the interpreter's version is known without it",
    "provider.fake": "the stand-in is for tests",
    "provider.installation": "an engine installs nothing",
    "provider.resources._rsa": "public keys are read when a configuration has one",
    "provider.twilio.client": "requests to Twilio begin with `configure`",
    "requests": "requests to Twilio begin with `configure`",
    "urllib3": "requests to Twilio begin with `configure`",
    "uuid": "a random mark is sixteen bytes",
}
"""Neither a handshake nor a schema loads these, for this reason each."""

AFTER_THE_HANDSHAKE = {"provider.plugin.warm.sweep"}
"""What removes the files of killed processes, while no engine waits for it."""

SERVES_AND_TELLS_WHAT_IS_COMPILED = """
import sys

def tell(event, arguments):
    makes_methods = event == "compile" and isinstance(arguments[0], bytes) and b"\\n def " in arguments[0]
    frame = sys._getframe(1) if makes_methods else None
    while frame and frame.f_globals["__name__"] == "dataclasses":
        if of := frame.f_locals.get("cls"):
            print("compiled for", f"{of.__module__}.{of.__name__}", file=sys.stderr)
            break
        frame = frame.f_back

sys.addaudithook(tell)
from provider.cli import main
sys.exit(main())
"""

SERVES_PRELOADED = f"""
import gc, sys
from provider.cli import main
import provider.plugin.warm.cold  # what a launch goes through that nothing waits for
from provider.plugin.preload import preload
from provider.resources.provider import TwilioProvider
preload(TwilioProvider())
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


@pytest.fixture(scope="module")
def at_handshake_and_at_schema(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[tuple[set[str], set[str]]]:
    """What a launch has loaded when it says how it is reached, and when it has told its schema."""
    command = (sys.executable, "-X", "importtime", "-m", "provider")
    with started(loop, engine_certificate, command=command) as plugin:
        handshake = loaded(plugin.log)
        with plugin.client() as client:
            assert client.schema().resource_schemas
        yield handshake, loaded(plugin.log)


@pytest.mark.parametrize("name", [name for name in NOT_BEFORE_IT_IS_USED if name.startswith("provider.")])
def test_a_module_of_ours_that_is_named_here_exists(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


@pytest.mark.parametrize("name", NOT_BEFORE_IT_IS_USED)
def test_neither_a_handshake_nor_a_schema_loads(name: str, at_handshake_and_at_schema: tuple[set[str], set[str]]) -> None:
    for moment in at_handshake_and_at_schema:
        assert {each for each in moment if f"{each}.".startswith(f"{name}.")} == set(), NOT_BEFORE_IT_IS_USED[name]


def test_a_schema_loads_nothing_that_a_handshake_has_not(at_handshake_and_at_schema: tuple[set[str], set[str]]) -> None:
    """What is loaded while an engine waits for the handshake is all, so the tests above look at the right moment."""
    handshake, schema = at_handshake_and_at_schema
    assert "provider.plugin.service" in handshake
    assert schema - AFTER_THE_HANDSHAKE == handshake - AFTER_THE_HANDSHAKE


def test_no_class_of_ours_has_methods_compiled_for_it_while_an_engine_waits(
    loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    """`provider.record` says why. One library has such classes: no more than these are to come with another."""
    command = (sys.executable, "-c", SERVES_AND_TELLS_WHAT_IS_COMPILED)
    with FakeTwilio() as twilio, started(loop, engine_certificate, command=command) as plugin:
        at_handshake = set(COMPILED_FOR.findall(plugin.log))
        manage_a_public_key(plugin, twilio)
        in_all = set(COMPILED_FOR.findall(plugin.log))

    assert {module for module, _ in at_handshake} == {"h2.events"}
    assert len(at_handshake) <= 11
    assert {f"{module}.{name}" for module, name in in_all if module.startswith("provider.")} == set()


def test_after_a_preload_a_whole_stack_loads_nothing_more(loop: LoopThread, engine_certificate: ClientCertificate) -> None:
    command = (sys.executable, "-X", "importtime", "-c", SERVES_PRELOADED)
    with FakeTwilio() as twilio, started(loop, engine_certificate, command=command) as plugin:
        manage_a_public_key(plugin, twilio)
        before, _, after = plugin.log.partition(PRELOADED)

    assert {"requests.sessions", "provider.plugin.service"} <= loaded(before)
    assert loaded(after) == set()


def test_a_whole_stack_loads_no_library_that_guesses_encodings_and_warns_of_none(
    loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    command = (sys.executable, "-X", "importtime", "-m", "provider")
    with FakeTwilio() as twilio, started(loop, engine_certificate, command=command) as plugin:
        manage_a_public_key(plugin, twilio)
        log = plugin.log

    assert "requests.sessions" in loaded(log)
    assert {each for each in loaded(log) if each.startswith(("charset_normalizer.", "chardet."))} == set()
    assert "Warning" not in log
