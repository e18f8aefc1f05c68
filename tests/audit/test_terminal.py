"""On a terminal: colours, a bar while accounts are read, and Ctrl-C as a person presses it."""

from __future__ import annotations

import os
import pty
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from provider.fake import FakeTwilio
from tests.audit.conftest import ENCRYPTED, Auditor, once_asked
from tests.audit.test_interrupting import stuck  # noqa: F401  # a fixture
from tests.harness.loop import PATIENCE

COLOUR = "\x1b["


@dataclass
class Terminal:
    """A command in a terminal of its own, 200 columns wide."""

    auditor: Auditor
    printed: bytes = b""
    _ours: int = field(default=-1, repr=False)

    def run(self, command: Sequence[str], **variables: str) -> tuple[int, str]:
        """Exit status, and all that the terminal was told."""
        self._ours, theirs = pty.openpty()
        environ = {**self.auditor.environment(), "TERM": "xterm-256color", "COLUMNS": "200", **variables}
        running = subprocess.Popen(
            command,
            cwd=self.auditor.folder,
            env=environ,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            preexec_fn=lambda: os.login_tty(theirs),  # noqa: PLW1509  # Ctrl-C goes to whoever has the terminal
        )
        os.close(theirs)
        reading = threading.Thread(target=self._read)
        reading.start()
        status = running.wait(PATIENCE)
        reading.join(PATIENCE)
        os.close(self._ours)
        return status, self.printed.decode()

    def press_ctrl_c(self) -> None:
        os.write(self._ours, b"\x03")

    def _read(self) -> None:
        try:
            while part := os.read(self._ours, 65536):
                self.printed += part
        except OSError:
            return  # the other side is closed


@pytest.fixture
def terminal(auditor: Auditor) -> Terminal:
    auditor.write(ENCRYPTED)
    return Terminal(auditor)


def test_a_picture_is_in_colours(terminal: Terminal) -> None:
    status, printed = terminal.run(terminal.auditor.command(name="explain"))
    assert status == 0
    assert f"{COLOUR}1mAccount " in printed
    assert "not encrypted" in printed


def test_a_picture_has_no_colours_for_somebody_who_wants_none(terminal: Terminal) -> None:
    _, printed = terminal.run(terminal.auditor.command(name="explain"), NO_COLOR="1")
    assert "Compositions" in printed
    assert f"{COLOUR}3" not in printed


def test_ctrl_c_ends_the_bar_and_shows_what_was_read(
    terminal: Terminal,
    twilio: FakeTwilio,
    stuck: str,  # noqa: F811  # the fixture
) -> None:
    once_asked(twilio, 41, terminal.press_ctrl_c)

    status, printed = terminal.run(terminal.auditor.command("--policy", "policy.toml"))

    assert status == 2
    assert "Reading accounts" in printed
    assert f"{stuck}" in printed
    assert "INCOMPLETE: the audit was interrupted." in printed
    assert "Traceback" not in printed
