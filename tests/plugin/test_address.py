"""A company that has the provider under an address of its own says so once, for every command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from provider import __version__
from provider.address import VARIABLE
from provider.installation import target_platform
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.process import engine_environment, run_by_hand, started

COMPANYS = "registry.acme.example/platform/recordings"
PLUGINS = Path(".terraform.d/plugins")


def at_home(home: Path, *arguments: str, address: str = COMPANYS) -> str:
    done = run_by_hand(*arguments, environment={"HOME": str(home), VARIABLE: address})
    assert done.returncode == 0, done.stderr
    return done.stdout


def launcher(home: Path) -> Path:
    return home / PLUGINS / COMPANYS / __version__ / target_platform() / f"terraform-provider-recordings_v{__version__}"


def test_the_variable_says_what_is_installed_and_told_and_removed(tmp_path: Path) -> None:
    assert f'source = "{COMPANYS}"' in at_home(tmp_path)
    assert f"Installed {COMPANYS} {__version__} as {launcher(tmp_path)}" in at_home(tmp_path, "install")
    assert launcher(tmp_path).is_file()
    assert f"find {__version__}\n" in at_home(tmp_path, "--version")
    at_home(tmp_path, "uninstall")
    assert list(tmp_path.iterdir()) == []


def test_the_option_counts_before_the_variable(tmp_path: Path) -> None:
    at_home(tmp_path, "install", "--address", COMPANYS, address="registry.other.example/a/b")
    assert launcher(tmp_path).is_file()
    at_home(tmp_path, "uninstall", "--address", COMPANYS, address="registry.other.example/a/b")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_the_launcher_finds_the_python_under_the_companys_address(
    tmp_path: Path, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    at_home(tmp_path, "install")
    copy = tmp_path / "cache" / target_platform() / launcher(tmp_path).name
    copy.parent.mkdir(parents=True)
    shutil.copy2(launcher(tmp_path), copy)
    environment = engine_environment(engine_certificate, HOME=str(tmp_path), PATH="")
    with started(loop, engine_certificate, command=[str(copy)], environment=environment) as plugin:
        assert plugin.handshake.protocol_version == 6


@pytest.mark.parametrize("command", [["install"], ["doctor"], ["debug"], ["package", "--out", "/dev/null"], ["--version"]])
def test_a_variable_that_is_no_address_is_told_before_anything_is_done(command: list[str], tmp_path: Path) -> None:
    done = run_by_hand(*command, environment={"HOME": str(tmp_path), VARIABLE: "acme/twilio"})
    assert done.returncode == 1
    assert done.stderr.startswith(
        'Nothing was done. TWILIO_PROVIDER_ADDRESS: "acme/twilio" is not a provider\'s address. It has the form HOST/NAMESPACE'
    )
    assert list(tmp_path.iterdir()) == []
