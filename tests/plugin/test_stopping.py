"""An operation that waits (here: for an activation that Twilio goes on refusing) ends as soon as somebody wants it to."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from google.protobuf.empty_pb2 import Empty
from grpclib.exceptions import StreamTerminatedError

from provider.fake import FakeTwilio
from provider.fake.log import LoggedRequest
from provider.plugin.wire.goplugin_grpc import GRPCControllerStub
from tests.harness.client import Answered, PluginClient
from tests.harness.loop import PATIENCE
from tests.harness.process import PluginProcess
from tests.harness.schema import Schema

SETTINGS = "twilio_video_recording_settings"


@dataclass
class Waiting:
    """A plugin in the midst of an apply that is waiting before it tries again."""

    plugin: PluginProcess
    client: PluginClient
    answer: Future[Answered]


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


def test_shutdown_does_not_wait_for_a_waiting_apply(waiting: Waiting) -> None:
    waiting.client.call(GRPCControllerStub(waiting.client.channel).Shutdown, Empty())
    assert waiting.plugin.ended() == 0
    with pytest.raises(StreamTerminatedError):
        waiting.answer.result(PATIENCE)


def test_sigterm_does_not_wait_for_a_waiting_apply(waiting: Waiting) -> None:
    waiting.plugin.send(signal.SIGTERM)
    assert waiting.plugin.ended() == 0
    with pytest.raises(StreamTerminatedError):
        waiting.answer.result(PATIENCE)
