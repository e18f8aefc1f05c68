"""What is built from a Go module, and with what in place of what the module proxy does not have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.engines import go_build


@pytest.mark.parametrize(
    "source",
    [go_build.OPENTOFU, go_build.TERRAFORM, go_build.TIME, go_build.PEER, go_build.DOCS],
    ids=lambda source: source.product,
)
def test_the_sources_of_the_version_that_is_required_are_pinned(source: go_build.GoModule) -> None:
    pinned = (source.folder / "go.sum").read_text()

    assert re.search(rf"^{source.module} v{re.escape(source.version)} h1:", pinned, re.MULTILINE)


def test_each_module_that_terraform_does_not_publish_has_a_stub(tmp_path: Path) -> None:
    go_build.lay_out(go_build.TERRAFORM, tmp_path / "module")

    stubs = sorted((tmp_path / "module" / "stubs").iterdir())
    assert [stub.name for stub in stubs] == ["azure", "consul", "cos", "gcs", "kubernetes", "oci", "oss", "pg", "s3"]
    for stub in stubs:
        module = f"github.com/hashicorp/terraform/internal/backend/remote-state/{stub.name}"
        assert (stub / "go.mod").read_text().startswith(f"module {module}\n")
        assert f"package {stub.name}\n" in (stub / "backend.go").read_text()


def test_nothing_of_opentofu_is_replaced() -> None:
    assert go_build.OPENTOFU.stubs == {}


def test_a_program_of_ours_is_laid_out_with_its_requirements(tmp_path: Path) -> None:
    go_build.lay_out(go_build.PEER, tmp_path / "module")

    assert sorted(path.name for path in (tmp_path / "module").iterdir()) == ["go.mod", "go.sum", "main.go"]
