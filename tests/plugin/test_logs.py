"""What reaches stderr, and in what form: engines take over what is go-plugin's JSON."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from typing import Any

import pytest

from tests.harness.loop import PATIENCE
from tests.harness.process import ROOT, plain_environment

EVERY_LEVEL = """\
import logging, os
from provider.plugin import logs
logs.configure(os.environ)
for name in ("provider.twilio", "urllib3.connectionpool"):
    for level in (logs.TRACE, logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        logging.getLogger(name).log(level, "said %s", "so")
"""


def logged(script: str = EVERY_LEVEL, **environment: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=plain_environment(**environment),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def levels(entries: list[dict[str, Any]], module: str) -> list[str]:
    return [entry["@level"] for entry in entries if entry["@module"].startswith(module)]


def test_a_log_line_has_what_go_plugin_reads() -> None:
    entry = logged(TF_LOG="ERROR")[0]
    assert set(entry) == {"@level", "@message", "@module", "@timestamp"}
    assert (entry["@level"], entry["@message"], entry["@module"]) == ("error", "said so", "provider.twilio")
    assert datetime.datetime.fromisoformat(entry["@timestamp"]).tzinfo is datetime.UTC


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("TRACE", ["trace", "debug", "info", "warn", "error", "error"]),
        ("JSON", ["trace", "debug", "info", "warn", "error", "error"]),
        ("1", ["trace", "debug", "info", "warn", "error", "error"]),
        ("debug", ["debug", "info", "warn", "error", "error"]),
        ("INFO", ["info", "warn", "error", "error"]),
        ("WARN", ["warn", "error", "error"]),
        ("ERROR", ["error", "error"]),
        ("OFF", []),
    ],
)
def test_tf_log_says_from_which_level_on(wanted: str, shown: list[str]) -> None:
    assert levels(logged(TF_LOG=wanted), "provider") == shown


def test_tf_log_provider_goes_before_tf_log() -> None:
    assert levels(logged(TF_LOG="TRACE", TF_LOG_PROVIDER="ERROR"), "provider") == ["error", "error"]


def test_without_tf_log_there_are_errors_only() -> None:
    assert {entry["@level"] for entry in logged()} == {"error"}


def test_libraries_say_no_more_than_warnings_whatever_is_asked() -> None:
    assert levels(logged(TF_LOG="TRACE"), "urllib3") == ["warn", "error", "error"]


def test_switched_off_means_libraries_too() -> None:
    assert logged(TF_LOG="OFF") == []


EXCEPTION = """\
import logging, os
from provider.plugin import logs
logs.configure(os.environ)
try:
    raise ValueError("the token is 0123")
except ValueError:
    logging.getLogger("grpclib.server").exception("Application error")
"""


def test_what_an_exception_says_stays_out_of_the_log() -> None:
    (entry,) = logged(EXCEPTION, TF_LOG="TRACE")
    assert "0123" not in json.dumps(entry)
