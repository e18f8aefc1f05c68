"""An operation that waits (here: for an activation that Twilio goes on refusing) ends as soon as somebody wants it to."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from google.protobuf.empty_pb2 import Empty
from grpclib.exceptions import StreamTerminatedError

from provider.fake import FakeTwilio
from provider.fake.log import LoggedRequest
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.process import PluginProcess, started
from tests.harness.schema import Schema
from tests.harness.wire.goplugin_grpc import GRPCControllerStub

SETTINGS = "twilio_video_recording_settings"


@dataclass
class Waiting:
    """A plugin in the midst of an apply that is waiting before it tries again."""

    plugin: PluginProcess
    client: PluginClient
    answer: Future[Any]


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A Twilio that can never write its test file."""
    with FakeTwilio() as served:
        served.behaviour.failing_activations = 1_000_000
        yield served


@pytest.fixture
def waiting(plugin: PluginProcess, twilio: FakeTwilio) -> Iterator[Waiting]:
    refused = threading.Event()

    def watch(request: LoggedRequest) -> None:
        if request.is_write:
            refused.set()

    twilio.after_request = watch
    with plugin.client() as client, ThreadPoolExecutor() as threads:
        schemas = client.schema()
        login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
        client.configure(Schema.of(schemas.provider).config(login)).without_errors()
        settings = {
            "friendly_name": "Recordings",
            "aws_storage_enabled": True,
            "aws_s3_url": "https://bucket.s3-eu-west-1.amazonaws.com/",
            "aws_credentials_sid": twilio.account().add_aws_credential().sid,
        }
        config = Schema.of(schemas.resource_schemas[SETTINGS]).config(settings)
        planned = client.plan(SETTINGS, prior=None, proposed=config, config=config).without_errors()
        answer = threads.submit(
            client.apply, SETTINGS, prior=None, planned=planned.object, config=config, private=planned.private
        )
        assert refused.wait(PATIENCE)
        yield Waiting(plugin, client, answer)


def test_stop_ends_a_waiting_apply_which_says_what_happened(waiting: Waiting, twilio: FakeTwilio) -> None:
    assert waiting.client.stop() == ""
    answer = waiting.answer.result(PATIENCE)
    assert [each.summary for each in answer.errors] == ["Interrupted"]
    assert answer.state is None
    assert len(twilio.writes) == 1


def test_shutdown_ends_a_waiting_apply_which_says_what_happened(waiting: Waiting) -> None:
    waiting.client.call(GRPCControllerStub(waiting.client.channel).Shutdown, Empty())
    assert waiting.plugin.ended() == 0
    assert [each.summary for each in waiting.answer.result(PATIENCE).errors] == ["Interrupted"]


def test_sigterm_ends_a_waiting_apply_which_says_what_happened(waiting: Waiting) -> None:
    waiting.plugin.send(signal.SIGTERM)
    assert waiting.plugin.ended() == 0
    assert [each.summary for each in waiting.answer.result(PATIENCE).errors] == ["Interrupted"]


BLOCKED_PLUGIN = """\
import os, sys, threading
from provider.plugin import process
from provider.resources.provider import TwilioProvider

class Blocked(TwilioProvider):
    def configure(self, *_):
        threading.Event().wait()

sys.exit(process.serve(Blocked(), os.environ))
"""


@pytest.fixture
def blocked(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[Waiting]:
    """A plugin in the midst of an operation that nothing can end."""
    with (
        started(loop, engine_certificate, command=(sys.executable, "-c", BLOCKED_PLUGIN)) as plugin,
        plugin.client() as client,
        ThreadPoolExecutor() as threads,
    ):
        login = Schema.of(client.schema().provider).config({"account_sid": "AC" + "0" * 32, "auth_token": "0" * 32})
        yield Waiting(plugin, client, threads.submit(client.configure, login))


def test_shutdown_does_not_wait_for_an_operation_that_nothing_can_end(blocked: Waiting) -> None:
    blocked.client.call(GRPCControllerStub(blocked.client.channel).Shutdown, Empty())
    assert blocked.plugin.ended() == 0
    with pytest.raises(StreamTerminatedError):
        blocked.answer.result(PATIENCE)


def test_sigterm_does_not_wait_for_an_operation_that_nothing_can_end(blocked: Waiting) -> None:
    blocked.plugin.send(signal.SIGTERM)
    assert blocked.plugin.ended() == 0
    with pytest.raises(StreamTerminatedError):
        blocked.answer.result(PATIENCE)
