"""Programs from their Go modules, whose sources go.sum pins."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.engines.failures import UnfitError
from tools.engines.process import work
from tools.engines.settings import Settings

_HERE = Path(__file__).parent
_BUILDS_SOMETHING_ELSE = {"GOOS", "GOARCH", "GOEXPERIMENT"}

_STUB = """package {name}

import "github.com/hashicorp/terraform/internal/backend"

func New() backend.Backend {{ panic("this build has no backend {name}") }}
"""


@dataclass(frozen=True)
class GoModule:
    """A module, the program in it, and the folder with our `go.mod` that requires it at one version."""

    product: str
    module: str
    program: str
    folder: Path
    takes: str = "about 4 minutes"

    @property
    def version(self) -> str:
        """The version that go.mod requires, such as `1.12.6`; nothing else in the project names it."""
        required = re.search(rf"^\s*(?:require )?{self.module} v(\S+)", self._requirements, re.MULTILINE)
        if required is None:
            raise ValueError(f"{self.folder / 'go.mod'} does not require {self.module}")
        return required[1]

    @property
    def stubs(self) -> dict[str, str]:
        """The modules that go.mod replaces by stubs, by the folders of the stubs."""
        replaced = re.findall(r"^\s*(\S+) => \./(\S+)$", self._requirements, re.MULTILINE)
        return {folder: module for module, folder in replaced}

    @property
    def _requirements(self) -> str:
        return (self.folder / "go.mod").read_text(encoding="utf-8")


OPENTOFU = GoModule("OpenTofu", "github.com/opentofu/opentofu", "github.com/opentofu/opentofu/cmd/tofu", _HERE / "opentofu")
TERRAFORM = GoModule("Terraform", "github.com/hashicorp/terraform", "github.com/hashicorp/terraform", _HERE / "terraform")

_TIME = "github.com/hashicorp/terraform-provider-time"
_SDK = "github.com/hashicorp/terraform-plugin-sdk/v2"
TIME = GoModule("HashiCorp's time provider", _TIME, _TIME, _HERE / "time", "about a minute")
PEER = GoModule("Go provider on Terraform's SDK", _SDK, ".", _HERE / "peer", "about a minute")
"""Its program is in the folder itself."""

_DOCS = "github.com/hashicorp/terraform-plugin-docs"
DOCS = GoModule("tfplugindocs", _DOCS, f"{_DOCS}/cmd/tfplugindocs", _HERE / "tfplugindocs", "about a minute")


def build(source: GoModule, binary: Path, settings: Settings) -> None:
    """Build the program into the file `binary`. Raises `UnfitError` when there is no Go, or it fails."""
    go = settings.which("go")
    if go is None:
        raise UnfitError(f"there is no Go toolchain on PATH to build {source.product} with")
    folder = binary.with_name("module")
    lay_out(source, folder)
    stamp = f"-s -w -X {source.module}/version.dev=no"  # else the engine calls itself a development version
    work(
        [go, "build", "-o", binary, "-ldflags", stamp, source.program],
        label=f"building {source.product} {source.version} from source, {source.takes}",
        settings=settings,
        cwd=folder,
        environ=_build_environ(settings),
    )


def lay_out(source: GoModule, folder: Path) -> None:
    """Put what is built into a new folder. To move to another version, run there: `go get MODULE@vVERSION`, `go mod tidy`.

    Terraform keeps each backend for remote state in a module of its own that is not published, so that go.mod replaces them
    by stubs: the build is Terraform without those backends.
    """
    folder.mkdir()
    for path in (source.folder / "go.mod", source.folder / "go.sum", *source.folder.glob("*.go")):
        shutil.copy(path, folder)
    for place, module in source.stubs.items():
        stub = folder / place
        stub.mkdir(parents=True)
        (stub / "go.mod").write_text(f"module {module}\n\ngo 1.26\n", encoding="utf-8")
        (stub / "backend.go").write_text(_STUB.format(name=stub.name), encoding="utf-8")


def _build_environ(settings: Settings) -> dict[str, str]:
    """Return the person's environment without what would build something else. Their module cache and proxy hold."""
    kept = {name: value for name, value in settings.environ.items() if name not in _BUILDS_SOMETHING_ELSE}
    return kept | {
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        "GOWORK": "off",
        "GO111MODULE": "on",
        "CGO_ENABLED": "0",
    }
