"""Official releases: what is accepted from a release site, and what is said when one does not help."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.tools.engines.stand_ins import ReleaseSite, archive_of
from tools.authority import Authority
from tools.engines import release
from tools.engines.failures import UnfitError
from tools.engines.settings import platform_tag


def fetch(site: ReleaseSite, tmp_path: Path) -> Path:
    return release.download(release.Release(f"{site.url}/1.0.0", "tool", "1.0.0"), tmp_path, lambda line: None)


def test_a_release_with_the_listed_digest_is_unpacked_and_executable(site: ReleaseSite, tmp_path: Path) -> None:
    site.publish("1.0.0", "tool", "1.0.0", archive_of("tool", "echo hello"))

    binary = fetch(site, tmp_path)

    assert binary.stat().st_mode & 0o111
    assert [path.name for path in tmp_path.iterdir()] == ["tool"]


def test_a_release_with_another_digest_is_refused_before_it_is_unpacked(site: ReleaseSite, tmp_path: Path) -> None:
    site.publish("1.0.0", "tool", "1.0.0", archive_of("tool", "echo evil"), digest="1" * 64)

    with pytest.raises(UnfitError, match=rf"has SHA-256 [0-9a-f]{{64}}, not {'1' * 64}"):
        fetch(site, tmp_path)

    assert not (tmp_path / "tool").exists()


def test_a_release_that_its_list_does_not_have_is_refused(site: ReleaseSite, tmp_path: Path) -> None:
    site.publish("1.0.0", "tool", "1.0.0", archive_of("tool", "echo hello"))
    site.files["/1.0.0/tool_1.0.0_SHA256SUMS"] = b"0000  tool_1.0.0_plan9_mips.zip\n"

    with pytest.raises(UnfitError, match=f"list of digests has no tool_1.0.0_{platform_tag()}.zip"):
        fetch(site, tmp_path)


def test_a_version_that_the_site_does_not_have_is_told_with_its_address(site: ReleaseSite, tmp_path: Path) -> None:
    with pytest.raises(UnfitError, match=f"{site.url}/1.0.0/tool_1.0.0_SHA256SUMS answered 404"):
        fetch(site, tmp_path)


@pytest.mark.parametrize("content", [b"no zip at all", archive_of("README", "nothing")], ids=["no archive", "another program"])
def test_an_archive_without_the_program_is_refused(site: ReleaseSite, tmp_path: Path, content: bytes) -> None:
    site.publish("1.0.0", "tool", "1.0.0", content)

    with pytest.raises(UnfitError, match="is not an archive with tool in it"):
        fetch(site, tmp_path)


def test_a_site_that_refuses_the_connection_is_told_without_a_traceback(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = ReleaseSite(f"http://127.0.0.1:{unused.getsockname()[1]}")

        with pytest.raises(UnfitError, match=r"cannot be reached: .*refused"):
            fetch(nowhere, tmp_path)


def test_a_redirect_from_https_to_plain_http_is_refused(
    site: ReleaseSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority.make(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.trusted))
    site.publish("1.0.0", "tool", "1.0.0", archive_of("tool", "echo from anyone"))

    with redirecting(to=site.url, authority=authority) as url, pytest.raises(UnfitError, match="which is not HTTPS"):
        release.download(release.Release(f"{url}/1.0.0", "tool", "1.0.0"), tmp_path, lambda line: None)

    assert not (tmp_path / "tool").exists()


@contextmanager
def redirecting(to: str, authority: Authority) -> Iterator[str]:
    """A site with a trusted certificate that leads every request elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", to + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = authority.server.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()
