"""What is loaded before there is a launch, and that nothing is left of it."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from provider.plugin.preload import preload
from provider.resources.provider import TwilioProvider
from provider.twilio import transport

BY_ITSELF = """\
import sys
from provider.plugin.preload import preload
from provider.resources.provider import TwilioProvider
sys.addaudithook(lambda event, found: print(event, found[1]) if event == "socket.connect" else None)
preload(TwilioProvider())
"""


def open_files() -> set[str]:
    return {each.name for each in Path("/proc/self/fd").iterdir()}


def test_a_preload_leaves_no_thread_file_or_connection() -> None:
    preload(TwilioProvider())  # after it everything is loaded, and what is loaded may stay open
    threads, files = set(threading.enumerate()), open_files()

    preload(TwilioProvider())

    assert set(threading.enumerate()) == threads
    assert open_files() == files


def test_a_preload_asks_nobody() -> None:
    done = subprocess.run([sys.executable, "-c", BY_ITSELF], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is usually trusted, as a file that a test can change."""
    copy = tmp_path / "usual.pem"
    copy.write_bytes(Path(DEFAULT_CA_BUNDLE_PATH).read_bytes())
    monkeypatch.setattr(transport, "DEFAULT_CA_BUNDLE_PATH", str(copy))
    return copy


def authorities(context: ssl.SSLContext) -> int:
    return len(context.get_ca_certs())


def test_the_usual_bundle_is_read_once(bundle: Path) -> None:
    first = transport.usual_trust()
    assert authorities(first) > 1
    assert transport.usual_trust() is first


def test_the_usual_bundle_is_read_again_when_it_has_changed(bundle: Path) -> None:
    before = authorities(transport.usual_trust())
    text = bundle.read_text()
    end = "-----END CERTIFICATE-----\n"
    bundle.write_text(text[: text.index(end) + len(end)])
    assert before > authorities(transport.usual_trust()) == 1
