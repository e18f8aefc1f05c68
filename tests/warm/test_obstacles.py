"""Whatever is in the way of a warm start, the launch is served all the same, and the user hears nothing of it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness.process import ROOT
from tests.warm.launches import COLD, Home, assert_cold, assert_warm, ended, serving

NOBODY = 65534


def test_it_can_be_turned_off(home: Home) -> None:
    with home.launched(environment=home.environment(TWILIO_PROVIDER_WARM_START="off")) as plugin:
        assert serving(plugin) == plugin.process.pid
        assert COLD not in plugin.log
    assert not home.waiting


def test_without_the_debug_log_nothing_is_said(home: Home) -> None:
    home.place.symlink_to("/")
    with home.launched(environment=home.environment(TMPDIR="/proc", TF_LOG="INFO")) as plugin:
        assert plugin.log == ""


def only_here(home: Home) -> dict[str, str]:
    """An environment in which no other directory will do, as `/tmp` would: a long way round, since tests share that one."""
    return home.environment()


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_directory_that_others_may_enter_is_not_used(home: Home, mode: int) -> None:
    home.place.mkdir()
    home.place.chmod(mode)
    with nowhere_else(home), home.launched() as plugin:
        assert_cold(plugin)
    assert list(home.place.iterdir()) == []
