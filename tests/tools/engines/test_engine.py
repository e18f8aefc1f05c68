"""Which engine a binary is, and what that version supports."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from provider.engines import Features, Product, release_of
from tests.tools.engines.stand_ins import program, saying
from tools.engines.engine import engine_environ, identify
from tools.engines.failures import UnfitError

OPENTOFU = {"plan_destroy", "import_block", "functions", "move", "ephemeral", "write_only", "identity"}
TERRAFORM_1_14 = OPENTOFU | {"list_resources", "generated_config", "actions"}
ALL = TERRAFORM_1_14 | {"planned_private"}


@pytest.mark.parametrize(
    ("product", "version", "supported"),
    [
        (Product.TERRAFORM, "1.0.3", set()),
        (Product.TERRAFORM, "1.3.0", {"plan_destroy"}),
        (Product.TERRAFORM, "1.5.7", {"plan_destroy", "import_block"}),
        (Product.TERRAFORM, "1.8.0", {"plan_destroy", "import_block", "functions", "move"}),
        (Product.TERRAFORM, "1.10.5", OPENTOFU - {"write_only", "identity"}),
        (Product.TERRAFORM, "1.11.4", OPENTOFU - {"identity"}),
        (Product.TERRAFORM, "1.12.0", OPENTOFU),
        (Product.TERRAFORM, "1.14.0", TERRAFORM_1_14),
        (Product.TERRAFORM, "1.16.2", ALL),
        (Product.TERRAFORM, "2.0.0", ALL),
        (Product.OPENTOFU, "1.6.0", {"plan_destroy", "import_block"}),
        (Product.OPENTOFU, "1.7.0", {"plan_destroy", "import_block", "functions"}),
        (Product.OPENTOFU, "1.10.0", {"plan_destroy", "import_block", "functions", "move"}),
        (Product.OPENTOFU, "1.11.0", OPENTOFU - {"identity"}),
        (Product.OPENTOFU, "1.12.6", OPENTOFU),
        (Product.OPENTOFU, "1.17.0", OPENTOFU),
    ],
)
def test_a_version_has_the_features_that_came_up_to_it(product: Product, version: str, supported: set[str]) -> None:
    features = asdict(Features.of(product, release_of(version)))

    assert {name for name, supports in features.items() if supports} == supported


def test_a_development_version_has_the_features_of_the_release_it_leads_to(tmp_path: Path) -> None:
    engine = identify(program(tmp_path / "terraform", saying("Terraform v1.12.0-dev+build")), {})

    assert (engine.version, engine.features.identity) == ("1.12.0-dev+build", True)


def test_opentofu_is_told_from_terraform_whatever_its_file_is_called(tmp_path: Path) -> None:
    assert identify(program(tmp_path / "terraform", saying("OpenTofu v1.12.6")), {}).name is Product.OPENTOFU


def test_words_before_the_version_do_not_hide_it(tmp_path: Path) -> None:
    binary = program(tmp_path / "tofu", f"echo 'Warning: something else'\n{saying('OpenTofu v1.12.6')}")

    assert identify(binary, {}).label == "OpenTofu 1.12.6"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo Packer v1.11.0", "neither Terraform nor OpenTofu"),
        ("echo cannot open display >&2; exit 3", "exit code 3: cannot open display"),
    ],
)
def test_a_program_that_is_no_engine_is_refused_with_the_reason(tmp_path: Path, script: str, reason: str) -> None:
    binary = program(tmp_path / "terraform", script)

    with pytest.raises(UnfitError, match=reason):
        identify(binary, {})


def test_a_file_for_another_machine_is_refused_with_the_reason(tmp_path: Path) -> None:
    binary = tmp_path / "terraform"
    binary.write_bytes(b"\x7fELF of some other kind")
    binary.chmod(0o755)

    with pytest.raises(UnfitError, match="cannot be run: Exec format error"):
        identify(binary, {})


def test_an_engine_sees_none_of_the_persons_own_engine_settings() -> None:
    environ = engine_environ({"PATH": "/bin", "TF_LOG": "trace", "TF_CLI_ARGS": "-no", "TOFU_LOG": "x"})

    assert environ == {"PATH": "/bin", "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": "/dev/null"}
