"""Logs in the form that go-plugin takes over into the engine's own log, filtered as `TF_LOG` asks."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from collections.abc import Mapping

TRACE = 5
_PROJECT = __name__.partition(".")[0]
_LEVELS = {
    "TRACE": TRACE,
    "JSON": TRACE,
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
    "OFF": logging.CRITICAL + 1,
}
_NAMES = {TRACE: "trace", logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warn"}


class GoPluginFormatter(logging.Formatter):
    """One JSON object a line: `@level`, `@message`, `@module`, `@timestamp`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        return json.dumps(
            {
                "@level": _NAMES.get(record.levelno, "error"),
                "@message": record.getMessage(),
                "@module": record.name,
                "@timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            }
        )


def configure(environment: Mapping[str, str]) -> None:
    """Send this project's log to stderr at the level of `TF_LOG_PROVIDER`, or else `TF_LOG`; errors only without either.

    Libraries are held to warnings at most: their debug output may quote requests.
    """
    wanted = (environment.get("TF_LOG_PROVIDER") or environment.get("TF_LOG") or "ERROR").upper()
    level = _LEVELS.get(wanted, TRACE)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(GoPluginFormatter())
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    logging.getLogger(_PROJECT).setLevel(level)
