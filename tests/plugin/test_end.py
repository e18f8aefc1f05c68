"""How a plugin process ends, and what it leaves: nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf.empty_pb2 import Empty

from tests.harness.certificates import ClientCertificate
from tests.harness.handshake import Handshake
from tests.harness.process import ROOT, PluginProcess, engine_environment
from tests.harness.wire.goplugin_grpc import GRPCControllerStub

WATCHFUL_PLUGIN = """\
import os, sys
from provider.plugin import process
from provider.resources.provider import TwilioProvider
sys.exit(process.serve(TwilioProvider(), os.environ, orphan_check_seconds=0.02))
"""
ENGINE = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"


def test_shutdown_ends_the_process_and_removes_its_directory(plugin: PluginProcess) -> None:
    with plugin.client() as client:
        client.call(GRPCControllerStub(client.channel).Shutdown, Empty())
    assert plugin.ended() == 0
    assert not plugin.directory.exists()


def test_sigterm_ends_the_process_and_removes_its_directory(plugin: PluginProcess) -> None:
    plugin.send(signal.SIGTERM)
    assert plugin.ended() == 0
    assert not plugin.directory.exists()


def test_ctrl_c_is_left_to_the_engine(plugin: PluginProcess) -> None:
    plugin.send(signal.SIGINT)
    with plugin.client() as client:
        assert client.schema().resource_schemas
    assert plugin.process.poll() is None


def test_nothing_but_the_handshake_goes_to_stdout(plugin: PluginProcess) -> None:
    with plugin.client() as client:
        client.schema()
        client.call(GRPCControllerStub(client.channel).Shutdown, Empty())
    assert plugin.process.stdout is not None
    assert plugin.process.stdout.read() == ""


def test_a_plugin_whose_engine_was_killed_ends_by_itself(engine_certificate: ClientCertificate) -> None:
    with tempfile.TemporaryFile() as stderr:
        engine = subprocess.Popen(
            [sys.executable, "-c", ENGINE, WATCHFUL_PLUGIN],
            cwd=ROOT,
            env=engine_environment(engine_certificate),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        with engine:
            assert engine.stdout is not None
            directory = Path(Handshake.parse(engine.stdout.readline()).address).parent
            os.kill(engine.pid, signal.SIGKILL)
            assert engine.stdout.read() == ""  # the plugin holds the other end: this returns when it is gone
    assert not directory.exists()
