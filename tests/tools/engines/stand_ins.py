"""Stand-ins for the tests in this directory: programs that only tell their version, and a release site of our own."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.engines.settings import platform_tag


def program(path: Path, script: str) -> Path:
    """An executable shell script. It has no PATH to count on, so it calls programs by their full names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def saying(version_line: str) -> str:
    """A script that answers `version` as an engine does."""
    return f"echo '{version_line}'\necho 'on {platform_tag()}'"


def archive_of(name: str, script: str) -> bytes:
    """A zip with one program in it, as release sites have them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as content:
        content.writestr(name, f"#!/bin/sh\n{script}\n")
    return packed.getvalue()


@dataclass
class ReleaseSite:
    """An HTTP server with the layout of the official sites. `requests` are the paths it was asked for."""

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def publish(self, folder: str, binary: str, version: str, archive: bytes, digest: str | None = None) -> None:
        """Add a release; `digest` is what its list of digests claims, by default the truth."""
        name = f"{binary}_{version}_{platform_tag()}.zip"
        listed = digest or hashlib.sha256(archive).hexdigest()
        others = f"{'0' * 64}  {binary}_{version}_plan9_mips.zip\n"
        self.files[f"/{folder}/{name}"] = archive
        self.files[f"/{folder}/{binary}_{version}_SHA256SUMS"] = f"{others}{listed}  {name}\n".encode()

    def archives_sent(self) -> int:
        return sum(path.endswith(".zip") for path in self.requests)


@contextmanager
def release_site() -> Iterator[ReleaseSite]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(self.path)
            site.may_answer.wait(30)
            content = site.files.get(self.path)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass  # the tests read `requests`

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = ReleaseSite(f"http://127.0.0.1:{server.server_address[1]}")
    site.may_answer.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
