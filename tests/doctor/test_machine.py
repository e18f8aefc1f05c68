"""What the doctor says of Python, the plugin, engines, lock files, proxies and certificates."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from provider import __version__
from provider.resources.provider import ADDRESS
from tests.doctor.conftest import SECRETS, Machine

PLUGIN = Path(".terraform.d/plugins") / ADDRESS
LOCK = """\
provider "{address}" {{
  version = "{version}"
  hashes = [
    "{hash}",
  ]
}}
"""


def test_for_a_person_each_finding_is_a_line_and_the_last_one_sums_up(machine: Machine) -> None:
    done = machine.run("doctor")
    assert done.returncode == 0
    assert "ok       engine: Terraform 1.16.2 at " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Problems: 0. ")


def test_a_plugin_that_starts_is_in_order(machine: Machine) -> None:
    (told,) = machine.examine().of("plugin", "ok")
    assert told.strip().endswith("is installed, and starts.")


def test_a_plugin_that_is_not_installed_is_a_problem(machine: Machine) -> None:
    shutil.rmtree(machine.home / ".terraform.d")
    (told,) = machine.examine().of("plugin", "problem")
    assert "terraform-provider-twilio install" in told


def test_another_version_than_this_packages_is_a_problem(machine: Machine) -> None:
    (machine.home / PLUGIN / __version__).rename(machine.home / PLUGIN / "0.0.1")
    (told,) = machine.examine().of("plugin", "problem")
    assert "0.0.1" in told
    assert __version__ in told


def test_a_plugin_whose_python_is_gone_is_a_problem_in_its_own_words(machine: Machine) -> None:
    (machine.home / PLUGIN / __version__ / "python").write_text("/nowhere/python\n", encoding="utf-8")
    (told,) = machine.examine().of("plugin", "problem")
    assert "Python is gone" in told


def test_no_engine_is_a_problem(machine: Machine) -> None:
    (machine.bin / "terraform").unlink()
    (told,) = machine.examine().of("engine", "problem")
    assert "Install one" in told


@pytest.mark.parametrize(
    ("version_line", "status", "words"),
    [
        ("Terraform v0.15.5", "problem", "too old"),
        ("Terraform v1.9.8", "warning", "no write-only arguments"),
        ("OpenTofu v1.12.6", "ok", "`list` blocks"),
        ("GNU tar 1.35", "problem", "neither Terraform nor OpenTofu"),
    ],
)
def test_an_engine_is_judged_by_what_it_says_it_is(machine: Machine, version_line: str, status: str, words: str) -> None:
    machine.engine("terraform", version_line)
    (told,) = machine.examine().of("engine", status)
    assert words in told


def test_an_engine_that_does_not_run_is_a_problem(machine: Machine) -> None:
    machine.command("tofu", "exit 3")
    (told,) = machine.examine().of("engine", "problem")
    assert "tofu does not run" in told


def test_a_stack_in_python_needs_a_command_line_of_its_own(machine: Machine) -> None:
    assert machine.examine().statuses("cdk") == []
    (machine.folder / "cdktf.json").write_text("{}", encoding="utf-8")
    assert machine.examine().statuses("cdk") == ["problem"]
    machine.command("cdktn", "echo 0.24.0")
    assert machine.examine().statuses("cdk") == ["ok"]


@pytest.mark.parametrize(
    ("says", "status", "words"),
    [
        ("echo v22.20.0", "ok", "Node.js 22.20.0 at "),
        ("echo v20.20.2", "warning", "Node.js 20.20.2 at"),
        ("echo v20.20.2", "warning", "has reached its end"),
        ("echo v18.19.0", "problem", "too old"),
        ("echo v24.1.0", "warning", "newer than what CDK for Terraform has binaries for"),
        ("exit 3", "problem", "does not run"),
        ("echo hello", "problem", "does not say its version"),
    ],
)
def test_a_stack_in_python_has_its_node_named_and_judged(machine: Machine, says: str, status: str, words: str) -> None:
    (machine.folder / "cdktf.json").write_text("{}", encoding="utf-8")
    machine.command("node", says)
    (told,) = machine.examine().of("node", status)
    assert words in told
    assert status == "ok" or "Node.js 22" in told


def test_a_stack_in_python_without_node_is_a_problem(machine: Machine) -> None:
    (machine.folder / "cdktf.json").write_text("{}", encoding="utf-8")
    machine.only_these_commands()
    (told,) = machine.examine().of("node", "problem")
    assert "not on PATH" in told


def test_a_lock_file_that_pins_another_version_is_a_problem(machine: Machine) -> None:
    text = LOCK.format(address=ADDRESS, version="0.0.1", hash="h1:0")
    (machine.folder / ".terraform.lock.hcl").write_text(text, encoding="utf-8")
    (told,) = machine.examine().of("lock file", "problem")
    assert "pins version 0.0.1" in told
    assert "init -upgrade" in told


def test_a_lock_file_that_pins_other_bytes_is_a_problem(machine: Machine) -> None:
    text = LOCK.format(address=ADDRESS, version=__version__, hash="h1:0")
    stack = machine.folder / "cdktf.out/stacks/recordings"
    stack.mkdir(parents=True)
    (stack / ".terraform.lock.hcl").write_text(text, encoding="utf-8")
    (told,) = machine.examine().of("lock file", "problem")
    assert "another build" in told


def test_a_lock_file_of_other_providers_says_nothing(machine: Machine) -> None:
    text = LOCK.format(address="registry.example/other/other", version="1.0.0", hash="h1:0")
    (machine.folder / ".terraform.lock.hcl").write_text(text, encoding="utf-8")
    assert machine.examine().statuses("lock file") == []


def test_a_proxy_is_named_without_its_password(machine: Machine) -> None:
    machine.variables["HTTPS_PROXY"] = f"http://user:{SECRETS[1]}@proxy.example:3128"
    (told,) = machine.examine().of("proxy", "ok")
    assert "proxy.example:3128" in told


def test_a_socks_proxy_is_a_problem(machine: Machine) -> None:
    machine.variables["HTTPS_PROXY"] = "socks5://proxy.example:1080"
    assert machine.examine().statuses("proxy") == ["problem"]


def test_a_bundle_that_is_not_there_is_a_problem(machine: Machine) -> None:
    machine.variables["SSL_CERT_FILE"] = str(machine.folder / "nowhere.pem")
    (told,) = machine.examine().of("certificates", "problem")
    assert "No such file" in told


def test_a_bundle_without_certificates_is_a_problem(machine: Machine) -> None:
    (machine.folder / "empty.pem").touch()
    machine.variables["CURL_CA_BUNDLE"] = str(machine.folder / "empty.pem")
    (told,) = machine.examine().of("certificates", "problem")
    assert "holds no certificate" in told


def test_of_two_bundles_it_is_told_which_one_counts(machine: Machine) -> None:
    machine.variables["SSL_CERT_FILE"] = str(machine.folder / "one.pem")
    machine.variables["REQUESTS_CA_BUNDLE"] = str(machine.folder / "two.pem")
    (told,) = machine.examine().of("certificates", "warning")
    assert "SSL_CERT_FILE" in told
    assert "REQUESTS_CA_BUNDLE counts" in told
