"""The stand-in as a process of its own, for a demonstration."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from types import FrameType

from .fake import FakeTwilio


def main(port: int = 0) -> int:
    """Serve until SIGINT or SIGTERM; the exit code.

    The first and only line on standard output is `{"base_url": …, "account_sid": …, "auth_token": …}`. A port that cannot be
    had (`port` 0 is any free one) is one line on standard error, and 1. Must be called in the main thread.
    """
    ended = threading.Event()

    def end(signal_number: int, frame: FrameType | None) -> None:
        ended.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    twilio = FakeTwilio(port=port)
    try:
        twilio.start()
        line = {"base_url": twilio.base_url, "account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        ended.wait()
    except OverflowError:
        return _cannot_serve(port, "there is no such port")
    except OSError as error:
        return _cannot_serve(port, os.strerror(error.errno) if error.errno else str(error))
    finally:
        twilio.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0


def _cannot_serve(port: int, why: str) -> int:
    sys.stderr.write(f"cannot serve on port {port}: {why}\n")
    return 1
