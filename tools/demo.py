"""The demonstration: `examples/recording_settings`, deployed by a real engine through the real plugin, to a stand-in for Twilio.

It ends with status 1 as soon as a step does not hold. What is asked of "the account" is asked over HTTP, not read from state.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.engines import Engine, UnobtainableError, obtain_cdktf, obtain_one

CHECKOUT = Path(__file__).parents[1]
PROGRAM = CHECKOUT / "examples" / "recording_settings" / "main.py"
SETTINGS = "/v1/RecordingSettings/Default"
STACK = "recordings"


class StepFailed(Exception):
    """A step of the story does not hold."""


@dataclass(frozen=True)
class Account:
    """The stand-in account, asked as anybody would: over HTTP, with the account's credentials."""

    base_url: str
    account_sid: str
    auth_token: str

    def get(self, path: str) -> dict[str, Any]:
        return self._answer(requests.get(self.base_url + path, auth=(self.account_sid, self.auth_token), timeout=10))

    def post(self, path: str, **form: str) -> dict[str, Any]:
        return self._answer(requests.post(self.base_url + path, form, auth=(self.account_sid, self.auth_token), timeout=10))

    @staticmethod
    def _answer(response: requests.Response) -> dict[str, Any]:
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    @property
    def environment(self) -> dict[str, str]:
        return {
            "TWILIO_BASE_URL": self.base_url,
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
        }


@dataclass(frozen=True)
class Project:
    """A CDKTF project of its own in a private folder, so that nothing of this demonstration stays behind."""

    folder: Path
    cdktf: Path
    engine: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str, **variables: str) -> str:
        """One `cdktf` command, as CI would run it: no terminal. Returns what it printed."""
        return self._run(self.cdktf, arguments, self.folder, variables)

    def plan(self) -> str:
        """The engine's own plan of what was synthesized, which is plain Terraform; quicker than `cdktf diff`."""
        return self._run(self.engine, ("plan", "-input=false"), self.folder / "cdktf.out" / "stacks" / STACK, {})

    def _run(self, program: Path, arguments: Sequence[str], folder: Path, variables: Mapping[str, str]) -> str:
        print(f"\n$ {program.name} {' '.join(arguments)}", flush=True)
        flag = "--no-color" if program == self.cdktf else "-no-color"
        done = subprocess.run(
            [program, *arguments, flag],
            cwd=folder,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print("\n".join(f"    {line}" for line in interesting(done.stdout)), flush=True)
        require(done.returncode == 0, f"{program.name} {arguments[0]} ended with status {done.returncode}:\n{done.stdout}")
        return done.stdout


def interesting(output: str) -> Iterator[str]:
    """Of what the CLI printed: the changes that are planned, the provider's warnings, and how it ended."""
    began = in_changes = in_warning = False
    resource = 0
    for line in output.splitlines():
        told = line.removeprefix(STACK)
        text = told.strip()
        if text.startswith(("No changes", "Plan:", "Apply complete", "Destroy complete")):
            began, in_changes, in_warning = True, False, False
            yield text
        elif text.endswith("will perform the following actions:"):
            began = in_changes = True
        elif in_changes and text.startswith(("+ ", "- ", "~ ")):
            depth = len(told) - len(told.lstrip())
            resource = depth if text[2:].startswith("resource ") else resource
            yield f"{' ' * (depth - resource)}{text}"
        elif began and text.startswith("Warning:"):
            in_warning = True
            yield text
        elif in_warning and text and not text.startswith(("with ", "on cdk.tf.json", "(and ")) and not text[0].isdigit():
            yield f"    {text}"


def require(holds: bool, what: str) -> None:
    if not holds:
        raise StepFailed(what)


def story(account: Account, project: Project) -> None:
    deploy = ("deploy", STACK, "--auto-approve", "--skip-provider-lock")
    key = account.post("/v1/Credentials/PublicKeys", PublicKey=_public_key(), FriendlyName="Demo")["sid"]

    step("The account before: never configured, so recordings are not encrypted.")
    before = show(account)
    require(not before["encryption_enabled"], "The account encrypts already.")

    step("Deploy the stack with encryption on. The plan says what that means for Compositions.")
    project.run(*deploy, ENCRYPTION_KEY_SID=key)
    settings = show(account)
    require(settings["encryption_enabled"] is True, "The account does not encrypt.")
    require(settings["encryption_key_sid"] == key, "The account encrypts with another key.")

    step("Ask again: the plan is empty.")
    require("No changes" in project.plan(), "The plan is not empty.")

    step("Somebody switches encryption off by hand. From now on recordings would be stored readable.")
    account.post(SETTINGS, FriendlyName="Recordings of production", EncryptionKeySid=key, EncryptionEnabled="false")
    show(account)

    step("The next deploy shows the drift and repairs it.")
    shown = project.run(*deploy, "--skip-synth")
    require("encryption_enabled" in shown, "The plan does not show the drift.")
    require(show(account)["encryption_enabled"] is True, "The drift was not repaired.")

    step("Change the configuration: no encryption any more.")
    project.run(*deploy)
    require(show(account)["encryption_enabled"] is False, "The change did not arrive.")

    step("Destroy. The settings cannot be deleted: the account gets back what it had, and the plan says so.")
    project.run("destroy", STACK, "--auto-approve", "--skip-synth")
    after = show(account)
    require(after["encryption_key_sid"] == before["encryption_key_sid"], "The account was not put back.")


def step(text: str) -> None:
    print(f"\n── {text}", flush=True)


def show(account: Account) -> dict[str, Any]:
    settings = account.get(SETTINGS)
    shown = {name: settings[name] for name in ("friendly_name", "encryption_enabled", "encryption_key_sid")}
    print(f"    GET {SETTINGS} -> {json.dumps(shown)}", flush=True)
    return settings


def _public_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@contextlib.contextmanager
def stand_in_account() -> Iterator[Account]:
    """`terraform-provider-twilio fake-api` in a process of its own, with one account."""
    command = [sys.executable, "-m", "provider", "fake-api"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Account(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def prepare(folder: Path, account: Account, engine: Engine) -> Project:
    """The project's folder: the plugin in a mirror of its own, and this repository's cdktf.json with an absolute `app`."""
    cdktf = obtain_cdktf()
    root = folder / "plugins"
    subprocess.run([sys.executable, "-m", "provider", "install", "--root", root], check=True, stdout=subprocess.DEVNULL)
    configuration = folder / "cli.tfrc"
    configuration.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{root}"\n  }}\n}}\n')
    settings = json.loads((CHECKOUT / "cdktf.json").read_text())
    settings["app"] = f"{sys.executable} {PROGRAM}"
    (folder / "cdktf.json").write_text(json.dumps(settings))
    environment = {
        **cdktf.environ({name: value for name, value in os.environ.items() if not name.startswith(("TF_", "TWILIO_"))}),
        **account.environment,
        "CI": "1",
        "CHECKPOINT_DISABLE": "1",
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "TERRAFORM_BINARY_NAME": str(engine.path),
        "TF_CLI_CONFIG_FILE": str(configuration),
    }
    return Project(folder, cdktf.path, engine.path, environment)


def main() -> int:
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="twilio-demo-"))
    try:
        engine = obtain_one()
        print(f"Engine: {engine.label} ({engine.path})")
        with stand_in_account() as account:
            print(f"Stand-in API: {account.base_url}, account {account.account_sid}")
            story(account, prepare(folder, account, engine))
    except (StepFailed, UnobtainableError, requests.RequestException) as problem:
        print(f"\nThe demonstration failed. {problem}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\nEvery step held ({time.monotonic() - began:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
