"""What a person sees who starts the program."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from provider import __version__
from provider.resources.provider import ADDRESS
from tests.harness.client import PluginClient
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.process import PROVIDER, ROOT, plain_environment, run_by_hand


def test_without_arguments_it_explains_itself() -> None:
    done = run_by_hand()
    assert done.returncode == 0
    assert "terraform-provider-twilio install" in done.stdout
    assert f'source = "{ADDRESS}", version = "{__version__}"' in done.stdout
    assert done.stderr == ""


def test_a_wrong_cookie_is_a_person() -> None:
    done = run_by_hand(environment={"TF_PLUGIN_MAGIC_COOKIE": "something else", "PLUGIN_PROTOCOL_VERSIONS": "6"})
    assert done.returncode == 0
    assert "Engines start this program themselves" in done.stdout


def test_it_says_its_version() -> None:
    done = run_by_hand("--version")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"terraform-provider-twilio {__version__}"


def test_a_command_that_does_not_exist_is_an_error_that_lists_those_that_do() -> None:
    done = run_by_hand("teapot")
    assert done.returncode == 2
    assert "install" in done.stderr


COMMANDS = ("install", "upgrade", "uninstall", "doctor", "explain", "audit", "decrypt", "package", "fake-api", "stop", "debug")


def test_every_command_is_listed() -> None:
    listed = run_by_hand("--help").stdout.partition("\ncommands:\n")[2]
    assert re.findall(r"^ {4}([a-z-]+)(?: |$)", listed, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_shows_its_own_usage(command: str) -> None:
    done = run_by_hand(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: terraform-provider-twilio {command} ")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_option_of_a_command_shows_the_usage_of_that_command(command: str) -> None:
    needed = {"decrypt": ["--key", "k", "--metadata", "m", "-o", "o", "object"], "package": ["--out", "out"]}.get(command, [])
    done = run_by_hand(command, *needed, "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"usage: terraform-provider-twilio {command} ")
    assert done.stderr.endswith(f"terraform-provider-twilio {command}: error: unrecognized arguments: --no-such-option\n")


def test_a_wrong_option_before_a_command_shows_the_usage_of_the_program() -> None:
    done = run_by_hand("--no-such-option")
    assert done.returncode == 2
    assert done.stderr.startswith("usage: terraform-provider-twilio [-h]")


@contextmanager
def debugging() -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """The provider under a debugger, and what it prints for `TF_REATTACH_PROVIDERS`."""
    with subprocess.Popen([*PROVIDER, "debug"], cwd=ROOT, env=plain_environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        name, _, value = process.stdout.readline().strip().partition("=")
        assert name == "TF_REATTACH_PROVIDERS"
        try:
            yield process, json.loads(*shlex.split(value))
        finally:
            process.kill()


def test_debug_prints_how_an_engine_attaches_and_serves_it(loop: LoopThread) -> None:
    with debugging() as (process, reattach):
        assert list(reattach) == [ADDRESS]
        told = reattach[ADDRESS]
        assert (told["Protocol"], told["ProtocolVersion"], told["Pid"], told["Test"]) == ("grpc", 6, process.pid, True)
        with PluginClient(loop, told["Addr"]["Network"], told["Addr"]["String"], None) as client:
            assert client.schema().resource_schemas


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_debug_ends_on_a_signal_and_removes_its_socket(number: signal.Signals) -> None:
    with debugging() as (process, reattach):
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert not os.path.lexists(reattach[ADDRESS]["Addr"]["String"])
