"""Official release downloads, checked against the release's own list of SHA-256 digests."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

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
        listing = response.content.decode("utf-8", "replace")
    expected = _digest_of(release.archive, listing)
    archive = into / release.archive
    with _fetch(f"{release.folder}/{release.archive}") as response, archive.open("wb") as file:
        for part in response.iter_content(1 << 20):
            file.write(part)
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
        with zipfile.ZipFile(archive) as content:
            content.extract(name, archive.parent)
    except (zipfile.BadZipFile, KeyError) as error:
        raise UnfitError(f"{archive.name} is not an archive with {name} in it: {error}") from error
    binary.chmod(0o755)
    return binary


@contextmanager
def _fetch(url: str) -> Iterator[requests.Response]:
    """Yield the answer to a GET. Whatever goes wrong on the network, also while the answer is read, becomes `UnfitError`."""
    try:
        with requests.get(url, timeout=(CONNECT_WITHIN, _READ_WITHIN), stream=True) as response:
            if url.startswith("https:") and not response.url.startswith("https:"):  # the digests would come from anyone
                raise UnfitError(f"{url} redirects to {response.url}, which is not HTTPS")
            if not response.ok:
                raise UnfitError(f"{url} answered {response.status_code} {response.reason}")
            yield response
    except requests.ConnectionError as error:
        raise UnfitError(f"{url} cannot be reached: {error}") from error
    except requests.RequestException as error:
        raise UnfitError(f"{url} broke off: {error}") from error
