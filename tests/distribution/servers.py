"""Servers over TLS on this machine: of files, as any web server or bucket has them, and of an OCI layout, as a registry."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tools.authority import Authority


@dataclass(frozen=True)
class Served:
    """An answer's body, and its headers."""

    body: bytes
    headers: dict[str, str]


Find = Callable[[str], Served | None]


@contextmanager
def serving(find: Find, authority: Authority) -> Iterator[str]:
    """`HOST:PORT` of a server that answers GET and HEAD with what `find` has for the path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = find(self.path)
            body = found.body if found else b"{}"
            self.send_response(200 if found else 404)
            for name, value in (found.headers if found else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                with contextlib.suppress(OSError):  # an engine that refuses what it gets reads no further
                    self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("localhost", 0), Handler) as server:
        server.socket = authority.server.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"localhost:{server.server_port}"
        server.shutdown()


def files(root: Path) -> Find:
    """The files under a folder."""

    def find(path: str) -> Served | None:
        file = root / path.lstrip("/")
        kind = "application/json" if file.suffix == ".json" else "application/zip"
        return Served(file.read_bytes(), {"Content-Type": kind}) if file.is_file() else None

    return find


def registry(root: Path) -> Find:
    """The reading half of a registry, over layouts of which each stands in the folder of its repository's name."""

    def find(path: str) -> Served | None:
        if path == "/v2/":
            return Served(b"{}", {"Content-Type": "application/json"})
        if (asked := re.fullmatch(r"/v2/(.+)/(tags/list|manifests/([^/]+)|blobs/(sha256:[0-9a-f]{64}))(\?.*)?", path)) is None:
            return None
        layout, reference, digest = root / asked[1], asked[3], asked[4]
        tagged = {each["annotations"]["org.opencontainers.image.ref.name"]: each for each in _manifests(layout / "index.json")}
        if asked[2] == "tags/list":
            body = json.dumps({"name": asked[1], "tags": [*tagged]}).encode()
            return Served(body, {"Content-Type": "application/json"})
        digest = digest or (tagged[reference]["digest"] if reference in tagged else reference)
        blob = layout / "blobs" / digest.replace(":", "/")
        if not blob.is_file():
            return None
        body = blob.read_bytes()
        kind = json.loads(body)["mediaType"] if reference else "application/octet-stream"
        return Served(body, {"Content-Type": kind, "Docker-Content-Digest": digest})

    return find


def _manifests(index: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(index.read_text())["manifests"] if index.is_file() else []
    return found
