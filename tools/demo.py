"""The demonstration: a real engine deploys `examples/recording_settings` with the real plugin, to a stand-in for Twilio.

It ends with status 1 as soon as a step does not hold. Each step asks the account itself, over HTTP, and not state.
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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
CUSTOMERS = 20
FLEET = "examples.fleet.shard"


class StepFailed(Exception):
    """A step of the demonstration has another result than it must have."""


@dataclass(frozen=True)
class Account:
    """An account of the stand-in, as clients see it: over HTTP, with the account's credentials."""

    base_url: str
    account_sid: str
    auth_token: str

    def customers(self) -> list[Account]:
        """The accounts below this one."""
        listed = self.get("/2010-04-01/Accounts.json?PageSize=1000")["accounts"]
        return [Account(self.base_url, each["sid"], each["auth_token"]) for each in listed if each["sid"] != self.account_sid]

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
    """A CDKTF project in a folder that is removed in the end."""

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

    def apply_fleet(self, public_key: str) -> None:
        """Synthesize the stack of many accounts without the CLI, and apply it."""
        folder = self.folder / "fleet"
        folder.mkdir()
        (folder / "recordings.public.pem").write_text(public_key)
        environment = {**self.environment, "PYTHONPATH": str(CHECKOUT)}
        subprocess.run([sys.executable, "-m", FLEET], cwd=folder, env=environment, check=True)
        stack = folder / "cdktf.out" / "stacks" / "fleet"
        self._run(self.engine, ("init", "-input=false"), stack, {}, totals)
        self._run(self.engine, ("apply", "-input=false", "-auto-approve"), stack, {}, totals)

    def explain(self, account_sid: str) -> None:
        """Show the picture of an account, in colours on a terminal."""
        print(f"\n$ terraform-provider-twilio explain --account {account_sid}", flush=True)
        command = [sys.executable, "-m", "provider", "explain", "--account", account_sid]
        shown = subprocess.run(command, env={**self.environment, "PYTHONPATH": str(CHECKOUT)}, check=False)
        require(shown.returncode == 0, "The account could not be shown.")

    def _run(
        self,
        program: Path,
        arguments: Sequence[str],
        folder: Path,
        variables: Mapping[str, str],
        shown: Callable[[str], Iterable[str]] | None = None,
    ) -> str:
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
        print("\n".join(f"    {line}" for line in (shown or interesting)(done.stdout)), flush=True)
        require(done.returncode == 0, f"{program.name} {arguments[0]} ended with status {done.returncode}:\n{done.stdout}")
        return done.stdout


def interesting(output: str) -> Iterator[str]:
    """Pick the planned changes, the provider's warnings and the outcome from what the CLI printed."""
    began = in_changes = in_warning = False
    resource = 0
    for line in output.splitlines():
        indented = line.removeprefix(STACK)
        text = indented.strip()
        if text.startswith(("No changes", "Plan:", "Apply complete", "Destroy complete")):
            began, in_changes, in_warning = True, False, False
            yield text
        elif text.endswith("will perform the following actions:"):
            began = in_changes = True
        elif in_changes and text.startswith(("+ ", "- ", "~ ")):
            depth = len(indented) - len(indented.lstrip())
            resource = depth if text[2:].startswith("resource ") else resource
            yield f"{' ' * (depth - resource)}{text}"
        elif began and text.startswith("Warning:"):
            in_warning = True
            yield text
        elif in_warning and text and not text.startswith(("with ", "on cdk.tf.json", "(and ")) and not text[0].isdigit():
            yield f"    {text}"


def totals(output: str) -> list[str]:
    """Pick the numbers of changes from what an engine printed."""
    return [line for line in output.splitlines() if line.startswith(("Plan:", "Apply complete"))]


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

    step(f"{CUSTOMERS} customers, each with an account below this one. One provider block encrypts them all, in one plan.")
    project.apply_fleet(_public_key())
    encrypting = [each.get(SETTINGS)["encryption_enabled"] for each in account.customers()]
    print(f"    {encrypting.count(True)} of {len(encrypting)} accounts encrypt.", flush=True)
    require(encrypting == [True] * CUSTOMERS, "Not every customer's account encrypts.")

    step("Where do the recordings of one of them go?")
    project.explain(account.customers()[0].account_sid)


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
    """Run `terraform-provider-twilio fake-api` in a process of its own, with one account and those of its customers."""
    command = [sys.executable, "-m", "provider", "fake-api", "--subaccounts", str(CUSTOMERS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Account(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def prepare(folder: Path, account: Account, engine: Engine) -> Project:
    """Write the project's folder: a mirror with the plugin, and this repository's cdktf.json with an absolute `app`."""
    cdktf = obtain_cdktf()
    root = folder / "plugins"
    subprocess.run([sys.executable, "-m", "provider", "install", "--root", root], check=True, stdout=subprocess.DEVNULL)
    configuration = folder / "cli.tfrc"
    configuration.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{root}"\n  }}\n}}\n')
    settings = json.loads((CHECKOUT / "cdktf.json").read_text())
    settings["app"] = f"{sys.executable} {PROGRAM}"
    (folder / "cdktf.json").write_text(json.dumps(settings))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "TWILIO_"))}
    environment = {**cdktf.environ(kept, engine.path), **account.environment, "TF_CLI_CONFIG_FILE": str(configuration)}
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
