"""What the doctor says of Python, the plugin, engines, lock files, proxies and certificates."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest

from provider import __version__
from provider.resources.provider import ADDRESS
from tests.doctor.conftest import SECRETS, Machine

STACK = "cdktf.out/stacks/recordings"
PROXY = f"http://user:{SECRETS[1]}@proxy.example:3128"
PLUGIN = Path(".terraform.d/plugins") / ADDRESS
LOCK = """\
provider "{address}" {{
  version = "{version}"
  hashes = [
    "{hash}",
  ]
}}
"""


def given(**variables: str) -> Callable[[Machine], None]:
    return lambda machine: machine.variables.update(variables)


def locked(version: str, address: str = ADDRESS, folder: str = ".") -> Callable[[Machine], None]:
    """Writes a lock file that pins a build which nobody has."""

    def prepare(machine: Machine) -> None:
        (machine.folder / folder).mkdir(parents=True, exist_ok=True)
        text = LOCK.format(address=address, version=version, hash="h1:0")
        (machine.folder / folder / ".terraform.lock.hcl").write_text(text, encoding="utf-8")

    return prepare


def another_version(machine: Machine) -> None:
    (machine.home / PLUGIN / __version__).rename(machine.home / PLUGIN / "0.0.1")


def without_its_python(machine: Machine) -> None:
    (machine.home / PLUGIN / __version__ / "python").write_text("/nowhere/python\n", encoding="utf-8")


def without_node(machine: Machine) -> None:
    (machine.folder / "cdktf.json").write_text("{}", encoding="utf-8")
    machine.only_these_commands()


CASES: dict[str, tuple[Callable[[Machine], object], str, str, str]] = {
    "a plugin that starts": (lambda _: None, "plugin", "ok", "is installed, and starts."),
    "no plugin": (lambda one: shutil.rmtree(one.home / ".terraform.d"), "plugin", "problem", "terraform-provider-twilio install"),
    "a plugin of another version": (another_version, "plugin", "problem", f"0.0.1*{__version__}"),
    "a plugin whose Python is gone": (without_its_python, "plugin", "problem", "Python is gone"),
    "no engine": (lambda one: (one.bin / "terraform").unlink(), "engine", "problem", "Install one"),
    "an engine that does not run": (lambda one: one.command("tofu", "exit 3"), "engine", "problem", "tofu does not run"),
    "a stack in Python without Node.js": (without_node, "node", "problem", "not on PATH"),
    "a lock file that pins another version": (locked("0.0.1"), "lock file", "problem", "pins version 0.0.1*init -upgrade"),
    "a lock file that pins other bytes": (locked(__version__, folder=STACK), "lock file", "problem", "another build"),
    "a proxy, without its password": (given(HTTPS_PROXY=PROXY), "proxy", "ok", "proxy.example:3128"),
    "a SOCKS proxy": (given(HTTPS_PROXY="socks5://proxy.example:1080"), "proxy", "problem", "SOCKS"),
    "a bundle that is not there": (given(SSL_CERT_FILE="/nowhere.pem"), "certificates", "problem", "No such file"),
    "a bundle without certificates": (given(CURL_CA_BUNDLE="/dev/null"), "certificates", "problem", "holds no certificate"),
    "two bundles, of which one counts": (
        given(SSL_CERT_FILE="/one.pem", REQUESTS_CA_BUNDLE="/two.pem"),
        "certificates",
        "warning",
        "SSL_CERT_FILE*REQUESTS_CA_BUNDLE counts",
    ),
}
"""What is done to a machine where all is well, and the one finding of a check that it leads to."""


@pytest.mark.parametrize(("prepare", "check", "status", "words"), CASES.values(), ids=CASES)
def test_a_machine_is_judged_by(
    machine: Machine, prepare: Callable[[Machine], object], check: str, status: str, words: str
) -> None:
    prepare(machine)
    (told,) = machine.examine().of(check, status)
    assert fnmatch(told, f"*{words}*")


def test_for_a_person_each_finding_is_a_line_and_the_last_one_sums_up(machine: Machine) -> None:
    done = machine.run("doctor")
    assert done.returncode == 0
    assert "ok       engine: Terraform 1.16.2 at " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Problems: 0. ")


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


def test_a_lock_file_of_other_providers_says_nothing(machine: Machine) -> None:
    locked("1.0.0", "registry.example/other/other")(machine)
    assert machine.examine().statuses("lock file") == []
