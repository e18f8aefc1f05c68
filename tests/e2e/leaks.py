"""Looks for a secret in everything that an engine leaves behind, however it is written there."""

from __future__ import annotations

import base64
import json
import threading
import zipfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.e2e.workspace import Result, Workspace


def spellings(secret: str) -> dict[str, bytes]:
    """The forms in which a secret could be written down, by name: each is a text that the written form contains."""
    plain = secret.encode()
    forms = {
        "raw": plain,
        "hexadecimal": plain.hex().encode(),
        "URL-encoded": quote(secret, safe="").encode(),
        "URL-encoded path": quote(secret).encode(),
        "form-encoded": quote_plus(secret).encode(),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "JSON with escaped slashes": json.dumps(secret)[1:-1].replace("/", "\\/").encode(),
        "JSON for HTML": "".join(each if each.isalnum() else f"\\u{ord(each):04x}" for each in secret).encode(),
    }
    for offset in range(3):
        forms[f"base64 after {offset} bytes"] = _within_base64(plain, offset)
        forms[f"base64url after {offset} bytes"] = _within_base64(plain, offset).translate(bytes.maketrans(b"+/", b"-_"))
    return forms


def _within_base64(secret: bytes, offset: int) -> bytes:
    """The characters that only `secret` decides, where base64 has it after `offset` other bytes (modulo three)."""
    first, last = -(-offset * 8 // 6), (offset + len(secret)) * 8 // 6
    return base64.b64encode(b"\0" * offset + secret)[first:last]


def leaks(secret: str, directory: Path, *, without: Collection[str] = ()) -> list[str]:
    """Every file below `directory`, and every member of an archive there (a saved plan), that holds the secret in some form.

    `without`: names of files that the user wrote it into.
    """
    return [
        f"{place}: {form}"
        for place, content in _contents(directory)
        if Path(place).name not in without
        for form in forms_in(secret, content)
    ]


def kept(workspace: Workspace, *results: Result) -> Path:
    """The directory with everything the commands left behind, and their output."""
    for number, result in enumerate(results):
        (workspace.directory / f"{number}.output").write_text(result.output)
    return workspace.directory


def log(workspace: Workspace) -> str:
    return (workspace.directory / "trace.log").read_text()


def forms_in(secret: str, content: bytes) -> list[str]:
    """The forms in which `content` holds the secret."""
    return [form for form, text in spellings(secret).items() if text in content or text.lower() in content]


@dataclass
class Seen:
    """What was seen of running programs: their arguments, and what stood in temporary files. Each only once."""

    arguments: set[bytes] = field(default_factory=set)
    files: set[bytes] = field(default_factory=set)

    def leaks(self, secret: str) -> list[str]:
        """Also while more is seen."""
        found = [f"arguments: {form}" for each in [*self.arguments] for form in forms_in(secret, each)]
        return found + [f"temporary file: {form}" for each in [*self.files] for form in forms_in(secret, each)]


@contextmanager
def watching(temporary: Path) -> Iterator[Seen]:
    """Look over and over at the arguments of every process of this machine, and into the files below `temporary`."""
    seen, over = Seen(), threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            seen.arguments.update(_read_all(Path("/proc").glob("[0-9]*/cmdline")))
            seen.files.update(_read_all(temporary.rglob("*")))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _read_all(paths: Iterable[Path]) -> Iterator[bytes]:
    """What stands in these files now; they come and go."""
    with suppress(OSError):
        for path in paths:
            with suppress(OSError):
                if path.is_file():
                    yield path.read_bytes()


def _contents(directory: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(each for each in directory.rglob("*") if each.is_file()):
        name = str(path.relative_to(directory))
        yield name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():
                    yield f"{name}/{member}", archive.read(member)
