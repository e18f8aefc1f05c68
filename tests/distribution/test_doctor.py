"""What the doctor of a self-contained build says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from provider import __version__
from tests.distribution.test_new_user import by_hand


@pytest.fixture
def program(packaged: Path, tmp_path: Path) -> Path:
    """The build, unpacked by hand."""
    subprocess.run(["unzip", "-q", next(packaged.glob("release/*/*.zip")), "-d", tmp_path / "unpacked"], check=True)
    return tmp_path / "unpacked" / f"terraform-provider-twilio_v{__version__}"


@pytest.fixture
def stack(packaged: Path, tmp_path: Path) -> Path:
    """A folder with the lock file of the package, and a home."""
    (tmp_path / "home").mkdir()
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / ".terraform.lock.hcl").write_text((packaged / f"lock/{__version__}.terraform.lock.hcl").read_text())
    return folder


def told(program: Path, stack: Path, check: str) -> list[tuple[str, str]]:
    """Status and summary of each finding of a check."""
    environ = {"HOME": str(stack.parent / "home"), "PATH": "/nowhere", "TWILIO_PROVIDER_WARM_START": "off"}
    done = subprocess.run([program, "doctor", "--json"], env=environ, cwd=stack, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    found = json.loads(done.stdout)["findings"]
    return [(each["status"], each["summary"]) for each in found if each["check"] == check]


def test_an_installed_build_starts_and_is_what_the_lock_file_of_the_package_pins(program: Path, stack: Path) -> None:
    by_hand(stack.parent / "home", program, "install")

    ((status, summary),) = told(program, stack, "plugin")
    assert status == "ok"
    assert f"{stack.parent}/home/.terraform.d/plugins/" in summary
    assert told(program, stack, "lock file") == [("ok", f"{stack / '.terraform.lock.hcl'} pins what is installed.")]


def test_a_build_that_is_not_installed_is_told_to_install_itself(program: Path, stack: Path) -> None:
    environ = {"HOME": str(stack.parent / "home"), "PATH": "/nowhere", "TWILIO_PROVIDER_WARM_START": "off"}
    done = subprocess.run([program, "doctor"], env=environ, cwd=stack, capture_output=True, text=True, check=False)
    assert f"Run: {program} install" in done.stdout
    assert f"run: {program} install" in by_hand(stack.parent / "home", program, "--version")


def test_a_build_says_that_it_is_whole_and_gives_no_advice_about_packages(program: Path, stack: Path) -> None:
    ((status, summary),) = told(program, stack, "package")
    assert (status, summary) == ("ok", f"terraform-provider-twilio {__version__}, self-contained in {program.parent}.")


def mirrored(stack: Path) -> None:
    """The engine gets providers from a company's own registry."""
    (stack.parent / "home/.terraformrc").write_text(
        'provider_installation {\n  oci_mirror {\n    repository_template = "r.example/${namespace}/${type}"\n  }\n}\n'
    )


def test_a_build_that_an_engine_got_from_a_mirror_is_looked_at_itself(program: Path, stack: Path) -> None:
    mirrored(stack)

    assert told(program, stack, "plugin") == [("ok", f"{program} is installed, and starts.")]
    assert [status for status, _ in told(program, stack, "lock file")] == ["ok"]


def test_a_build_of_which_a_byte_was_changed_is_not_what_the_lock_file_pins(program: Path, stack: Path) -> None:
    mirrored(stack)
    with program.open("a") as file:
        file.write("\n")
    ((status, summary),) = told(program, stack, "lock file")
    assert status == "problem"
    assert "another build" in summary
