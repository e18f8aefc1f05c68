"""docs/guides/air-gapped.md: a machine that packages, and another one, without Python, that installs."""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from provider import __version__
from provider.fake import FakeTwilio
from tests.distribution.servers import files, registry, serving
from tests.guides.conftest import ROOT, guide
from tests.guides.runner import Reader
from tests.warm.launches import ended, holders
from tools.authority import Authority

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("distribution"), pytest.mark.timeout(600)]

NEWER = f"{__version__}9"
CHECKED_IN = ("main.tf", ".terraform.lock.hcl")


@pytest.fixture
def temporary() -> Iterator[Path]:
    """The second machine's folder for temporary files, with a short path: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="temporary-") as folder:
        yield Path(folder)


@dataclass
class Machines:
    """What happens around the reader, who goes from one machine to another."""

    reader: Reader
    authority: Authority
    temporary: Path
    servers: ExitStack
    changed: bytes = b""
    standbys: set[int] = field(default_factory=set)

    @property
    def shared(self) -> Path:
        return self.reader.folder / "shared"

    @property
    def home(self) -> Path:
        return self.reader.folder.parent / "second/home"

    @property
    def stack(self) -> Path:
        return self.reader.folder.parent / "second/elsewhere/stack"

    def serve_files(self) -> None:
        host = self.servers.enter_context(serving(files(self.shared / "mirror"), self.authority))
        self.reader.export(MIRROR=host)

    def serve_registry(self) -> None:
        host = self.servers.enter_context(serving(registry(self.shared / "oci"), self.authority))
        self.reader.export(REGISTRY=host)

    def second(self) -> None:
        """Another home, another path, the stack from its repository, engines, and no Python."""
        self.home.mkdir(parents=True)
        self.stack.mkdir(parents=True)
        for name in CHECKED_IN:
            shutil.copy(self.reader.folder / name, self.stack)
        commands = self.home.parent / "bin"
        commands.mkdir()
        for name in ("terraform", "tofu"):
            shutil.copy(self.reader.folder.parent / "bin" / name, commands)
        for name in ("bash", "sh", "cat", "cp", "rm", "ls", "head", "unzip"):
            (commands / name).symlink_to(shutil.which(name) or name)
        self.reader.export(HOME=str(self.home), PATH=str(commands), TWILIO_PROVIDER_ADDRESS="", TMPDIR=str(self.temporary))
        self._go(self.stack)

    def share(self) -> None:
        self.reader.export(SHARE=str(self.shared))

    def tamper(self) -> None:
        self.changed = self._zip().read_bytes()
        with zipfile.ZipFile(self._zip(), "a") as content:
            content.writestr("python/lib/added.py", "print('from somebody else')")

    def mend(self) -> None:
        self._zip().write_bytes(self.changed)

    def newer(self) -> None:
        """Back on the first machine, where the source is that of a later commit."""
        source = self.reader.folder.parent / "newer"
        shutil.copytree(ROOT / "provider", source / "provider", ignore=shutil.ignore_patterns("__pycache__"))
        version = source / "provider/_version.py"
        version.write_text(version.read_text().replace(__version__, NEWER))
        first = self.reader.environment
        address = "registry.acme.example/platform/twilio"
        path = f"{self.reader.folder.parent}/bin:/usr/bin:/bin"
        self.reader.export(PATH=path, PYTHONPATH=str(source), TWILIO_PROVIDER_ADDRESS=address, HOME=first["HOME"])
        self._go(self.reader.folder)

    def second_again(self) -> None:
        self.reader.export(HOME=str(self.home), PATH=str(self.home.parent / "bin"), PYTHONPATH="", TWILIO_PROVIDER_ADDRESS="")
        shutil.copy(self.shared / "lock" / f"{NEWER}.terraform.lock.hcl", self.stack / ".terraform.lock.hcl")
        self._go(self.stack)
        self.standbys = holders(self.temporary)

    def _zip(self) -> Path:
        (found,) = (self.shared / "mirror").rglob("*.zip")
        return found

    def _go(self, folder: Path) -> None:
        (self.reader.folder / ".reader/folder").write_text(f"{folder}\n")


def test_a_team_packages_once_installs_everywhere_and_leaves_nothing(
    reader: Reader, twilio: FakeTwilio, temporary: Path, tmp_path: Path
) -> None:
    authority = Authority.make(tmp_path)
    reader.environment = {**reader.environment, "SSL_CERT_FILE": str(authority.trusted)}
    with ExitStack() as servers:
        machines = Machines(reader, authority, temporary, servers)
        reader.follow(
            guide("air-gapped"),
            {
                "the web server has the files": machines.serve_files,
                "on another machine": machines.second,
                "the OCI registry has it": machines.serve_registry,
                "the folder is shared": machines.share,
                "somebody adds a file to the zip": machines.tamper,
                "the zip is as it was": machines.mend,
                "on the first machine, with newer source": machines.newer,
                "on the other machine, with the new lock file": machines.second_again,
            },
        )

    assert [request.value("FriendlyName") for request in twilio.writes] == ["Recordings of production"]
    assert [path for path in machines.home.iterdir() if path.name != ".terraform.d"] == []
    assert sys.executable not in reader.environment["PATH"]
    for pid in machines.standbys | holders(temporary):
        assert ended(pid)
    assert [*temporary.iterdir()] == []
