"""Official release downloads, checked against the release's own list of SHA-256 digests."""

from __future__ import annotations

import http.client
import shutil
import ssl
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.engines.cache import require_sha256
from tools.engines.failures import UnfitError
from tools.engines.settings import platform_tag

CONNECT_WITHIN = 3.0
"""Seconds: many machines that run tests reach no site but package registries, and must find out quickly."""

_READ_WITHIN = 60.0


@dataclass(frozen=True)
class Release:
    """One release at an official site: its files' common URL, and the name of the program in the archive."""

    folder: str
    binary: str
    version: str

    @property
    def archive(self) -> str:
        return f"{self.binary}_{self.version}_{platform_tag()}.zip"

    @property
    def digests(self) -> str:
        return f"{self.binary}_{self.version}_SHA256SUMS"


def download(release: Release, into: Path, say: Callable[[str], None]) -> Path:
    """The release's binary for this machine, put into the directory `into`, executable.

    Raises `UnfitError` when the site cannot be reached, has no such file, or sends one that its list of digests
    does not have. The list comes from the same site: it finds a damaged download; its authenticity rests on TLS.
    """
    say(f"downloading {release.folder}/{release.archive} …")
    with _fetch(f"{release.folder}/{release.digests}") as response:
        listing = response.read().decode("utf-8", "replace")
    expected = _digest_of(release.archive, listing)
    archive = into / release.archive
    with _fetch(f"{release.folder}/{release.archive}") as response, archive.open("wb") as file:
        shutil.copyfileobj(response, file)
    require_sha256(archive, expected)
    binary = _unpack(archive, release.binary)
    archive.unlink()
    return binary


def _digest_of(name: str, listing: str) -> str:
    for line in listing.splitlines():
        digest, _, listed = line.partition("  ")
        if listed.strip() == name:
            return digest
    raise UnfitError(f"the release's list of digests has no {name}")


def _unpack(archive: Path, name: str) -> Path:
    binary = archive.with_name(name)
    try:
        with zipfile.ZipFile(archive) as content, content.open(name) as member, binary.open("wb") as file:
            shutil.copyfileobj(member, file)
    except (zipfile.BadZipFile, KeyError) as error:
        raise UnfitError(f"{archive.name} is not an archive with {name} in it: {error}") from error
    binary.chmod(0o755)
    return binary


@contextmanager
def _fetch(url: str) -> Iterator[http.client.HTTPResponse]:
    """The answer to a GET; whatever goes wrong on the network, also while it is read, becomes `UnfitError`."""
    opener = urllib.request.build_opener(_HTTPHandler, _HTTPSHandler, _NoDowngrade)
    try:
        with opener.open(url, timeout=CONNECT_WITHIN) as response:
            yield response
    except urllib.error.HTTPError as error:
        error.close()
        raise UnfitError(f"{url} answered {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise UnfitError(f"{url} cannot be reached: {error.reason}") from error
    except (TimeoutError, ConnectionError, ssl.SSLError, http.client.HTTPException) as error:
        raise UnfitError(f"{url} broke off: {error}") from error


class _HTTPConnection(http.client.HTTPConnection):
    """Impatient to connect, patient once connected."""

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(_READ_WITHIN)


class _HTTPSConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(_READ_WITHIN)


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPConnection, req)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPSConnection, req)


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from HTTPS to plain HTTP: the digests would come from anyone."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if req.type == "https" and not newurl.startswith("https:"):
            raise urllib.error.URLError(f"it redirects to {newurl}, which is not HTTPS")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
