"""No secret is left in state, plans, logs or output, with the engine's log at its loudest.

The way in that leaks nothing is an *ephemeral* variable whose value comes from the environment (`TF_VAR_…`): engines log
neither. A variable that is only sensitive is no such way, for engines write the values of all variables that are not ephemeral
into saved plans; `test_engines_write_variables_that_are_only_sensitive_into_saved_plans` shows it without our provider.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from provider.fake import Answer, FakeTwilio
from provider.framework.blocks import schema_of, to_instance
from provider.framework.diagnostics import Diagnostics
from provider.resources.credentials_aws import CredentialsAws
from provider.resources.provider import Configuration, TwilioProvider
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines, having
from tests.e2e.leaks import forms_in, leaks, spellings, watching
from tests.e2e.project import CHECKOUT, Project
from tests.e2e.stack import ACCESS_KEY_ID, OTHER_SECRET, SECRET, aws, secret_variable
from tests.e2e.workspace import Result, Workspace, clean_environ
from tests.harness.loop import PATIENCE
from tests.keys import PEM
from tools.engines import Engine

with_write_only = engines(*having(lambda features: features.write_only))

CREDENTIAL = (
    secret_variable("aws_secret"),
    aws(aws_secret_access_key_wo=hcl.Expression("var.aws_secret"), aws_secret_access_key_wo_version=1),
)


@pytest.fixture
def watched(workspace: Workspace) -> Workspace:
    """A workspace whose engine logs all that it can into its directory, and knows a secret of AWS."""
    workspace.environ |= {
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(workspace.directory / "trace.log"),
        "TF_VAR_aws_secret": SECRET,
    }
    return workspace


@pytest.fixture
def temporary(watched: Workspace) -> Iterator[Path]:
    """Where the engine and the plugin keep their temporary files. Its path is short, for that of a socket must be."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t") as directory:
        watched.environ["TMPDIR"] = directory
        yield Path(directory)


def kept(workspace: Workspace, *results: Result) -> Path:
    """The directory with everything the commands left behind, and their output."""
    for number, result in enumerate(results):
        (workspace.directory / f"{number}.output").write_text(result.output)
    return workspace.directory


def log(workspace: Workspace) -> str:
    return (workspace.directory / "trace.log").read_text()


@with_write_only
def test_a_write_only_secret_reaches_twilio_and_nothing_else(watched: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(429, 20429, f"Too many: {SECRET}"), method="POST")  # what Twilio says is logged: it is tried again
    watched.write(*CREDENTIAL)

    planned = watched.plan().expect_change()
    applied = watched.apply_plan().expect_success()
    received = [each.secret_access_key for each in twilio.account().aws_credentials.values()]
    shown = watched.run("show", "-json", "saved.plan").expect_success()
    again = watched.plan().expect_nothing_to_do()
    destroyed = watched.destroy().expect_success()

    assert SECRET in received
    assert f"POST {twilio.base_url}/v1/Credentials/AWS: 201" in log(watched)
    assert "Too many: ***" in log(watched)
    assert (watched.directory / "terraform.tfstate.backup").exists()
    assert leaks(SECRET, kept(watched, planned, applied, shown, again, destroyed)) == []


@engines(OPENTOFU)
def test_a_write_only_secret_that_twilio_refuses_is_not_repeated_to_the_user(watched: Workspace, twilio: FakeTwilio) -> None:
    echo = " ".join(form.decode() for form in spellings(f"{ACCESS_KEY_ID}:{SECRET}").values() if SECRET.encode() in form)
    twilio.faults.add(Answer(400, 70106, f"Invalid credentials {echo}"), method="POST")
    watched.write(*CREDENTIAL)

    planned = watched.plan().expect_change()
    refused = watched.apply_plan()

    assert f"Invalid credentials {ACCESS_KEY_ID}:***" in refused.error
    assert leaks(SECRET, kept(watched, planned, refused)) == []


@with_write_only
@pytest.mark.parametrize(("kind", "way_in"), [("auth_token", "environment"), ("api_secret", "ephemeral variable")])
def test_the_providers_own_credentials_are_written_nowhere(
    watched: Workspace, twilio: FakeTwilio, kind: str, way_in: str
) -> None:
    key: dict[str, hcl.Value] = {"api_key": twilio.api_key} if kind == "api_secret" else {}
    secret = twilio.api_secret if kind == "api_secret" else TOKEN
    del watched.environ["TWILIO_AUTH_TOKEN"]
    if way_in == "environment":
        watched.environ[f"TWILIO_{kind.upper()}"] = secret
        blocks = [hcl.provider(**key)]
    else:
        watched.environ["TF_VAR_twilio_secret"] = secret
        blocks = [secret_variable("twilio_secret"), hcl.provider(**key, **{kind: hcl.Expression("var.twilio_secret")})]
    watched.write(*blocks, hcl.settings(friendly_name="Managed"))

    planned = watched.plan().expect_change()
    applied = watched.apply_plan().expect_success()

    assert {request.account_sid for request in twilio.requests} == {ACCOUNT}
    assert f"POST {twilio.base_url}/v1/RecordingSettings/Default: 200" in log(watched)
    assert leaks(secret, kept(watched, planned, applied)) == []


@engines(TERRAFORM)
def test_credentials_that_twilio_rejects_are_not_repeated_to_the_user(watched: Workspace, twilio: FakeTwilio) -> None:
    rejected = "0badc0de" * 4
    twilio.faults.add(Answer(401, 20003, f"No such token {rejected}"))
    watched.environ["TWILIO_AUTH_TOKEN"] = rejected
    watched.write(hcl.settings(friendly_name="Managed"))

    refused = watched.plan()

    assert "No such token ***" in refused.error
    assert leaks(rejected, kept(watched, refused)) == []


@with_write_only
def test_engines_write_variables_that_are_only_sensitive_into_saved_plans(watched: Workspace) -> None:
    watched.write(secret_variable("aws_secret", ephemeral=False))  # no resource: our provider is not even started

    watched.plan().expect_success()

    assert set(leaks(SECRET, watched.directory)) == {"saved.plan/tfplan: raw", "saved.plan/tfplan: JSON"}


# Literals: engines show the source at the path of a diagnostic


@dataclass(frozen=True)
class Planted:
    """A secret that stands where it cannot work, in a configuration, and words that the user must be told."""

    secret: str
    told: str
    block: str


def _credential(name: str, **arguments: hcl.Value) -> str:
    return hcl.block(f'resource "twilio_credentials_aws" "{name}"', {"aws_access_key_id": ACCESS_KEY_ID, **arguments})


def _login(name: str, **arguments: hcl.Value) -> str:
    """A configuration of the provider, and a resource that uses it, for engines pass over those that nothing uses."""
    user = hcl.settings(name=name, friendly_name="x", provider=hcl.Expression(f"twilio.{name}"))
    return hcl.provider(alias=name, account_sid=ACCOUNT, **arguments) + user


def _key(name: str, pem: str) -> str:
    return hcl.block(f'resource "twilio_credentials_public_key" "{name}"', {"public_key": pem})


def _of_private_key(line: int) -> str:
    return PRIVATE_PEM.splitlines()[line]


PRIVATE_PEM = (
    rsa.generate_private_key(public_exponent=65537, key_size=2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
HALF = SECRET[:39]
"""Too short for an AWS secret by one character, as when it was not copied to its end."""
ON_A_HOST = "bucket.s3-eu-west-1.amazonaws.com"

LITERALS = {
    "an auth token that is none": Planted(
        "auth-token-hunter2", "Invalid auth_token", _login("token", auth_token="auth-token-hunter2")
    ),
    "an API key and its secret in each other's place": Planted(
        "api/secret+of=the.key", "Invalid api_key", _login("key", api_key="api/secret+of=the.key", api_secret="SK" + "1" * 32)
    ),
    "a base URL with a password": Planted(
        "base-url-pa55word",
        "Invalid base_url",
        _login("base", auth_token="0" * 32, base_url="https://user:base-url-pa55word@proxy.example"),
    ),
    "an AWS secret that is not whole": Planted(
        HALF, "Invalid aws_secret_access_key", _credential("half", aws_secret_access_key=HALF)
    ),
    "a write-only AWS secret that is not whole": Planted(
        "write/only+" + HALF[11:],
        "Invalid aws_secret_access_key_wo",
        _credential("half_wo", aws_secret_access_key_wo="write/only+" + HALF[11:], aws_secret_access_key_wo_version=1),
    ),
    "an AWS secret given twice": Planted(
        "given/twice+" + SECRET[12:],
        "aws_secret_access_key_wo conflicts with aws_secret_access_key",
        _credential(
            "twice",
            aws_secret_access_key="given/twice+" + SECRET[12:],
            aws_secret_access_key_wo="given/twice+" + SECRET[12:],
            aws_secret_access_key_wo_version=1,
        ),
    ),
    "an AWS secret that goes to state": Planted(
        "to/the/state+" + SECRET[13:],
        "Available Write-only Attribute Alternative",
        _credential("stored", aws_secret_access_key="to/the/state+" + SECRET[13:]),
    ),
    "an AWS key and its secret in each other's place": Planted(
        OTHER_SECRET,
        "Invalid aws_access_key_id",
        _credential("swapped", aws_access_key_id=OTHER_SECRET, aws_secret_access_key=ACCESS_KEY_ID),
    ),
    "a private key": Planted(_of_private_key(5), "holds a PRIVATE key", _key("private", PRIVATE_PEM)),
    "a private key without its first line": Planted(
        _of_private_key(9), "It is not PEM", _key("beheaded", "\n".join(PRIVATE_PEM.splitlines()[7:]))
    ),
    "a bucket's URL with a password": Planted(
        "bucket-pa55word",
        "It must hold no user name or password",
        hcl.settings(name="bucket", friendly_name="x", aws_s3_url=f"https://user:bucket-pa55word@{ON_A_HOST}/"),
    ),
    "a bucket's URL with a slash in the password": Planted(
        "pa55-before-the-slash",
        "its host or its port is not valid",
        hcl.settings(name="slash", friendly_name="x", aws_s3_url=f"https://user:pa55-before-the-slash/x@{ON_A_HOST}/"),
    ),
    "a bucket's URL with a signature": Planted(
        "signature0123456789abcdef",
        "It must have no query",
        hcl.settings(name="signed", friendly_name="x", aws_s3_url=f"https://{ON_A_HOST}/?Signature=signature0123456789abcdef"),
    ),
    "a callback's URL with a password": Planted(
        "callback-pa55word",
        "Invalid status_callback_url",
        hcl.block(
            'resource "twilio_video_composition_hook" "this"',
            {"friendly_name": "x", "status_callback_url": "htps://user:callback-pa55word@callback.example/"},
        ),
    ),
}


@engines(TERRAFORM, OPENTOFU)
def test_a_secret_in_the_wrong_place_is_named_and_its_line_is_not_shown(watched: Workspace, temporary: Path) -> None:
    watched.write(*(each.block for each in LITERALS.values()), hcl.settings(name="shown", friendly_name="x", on_destroy="delete"))

    with watching(temporary) as seen:
        in_words, as_json = watched.run("validate", "-no-color"), watched.validate()
        planned = watched.run("plan", "-input=false", "-no-color")

    directory = kept(watched, in_words, as_json, planned)
    assert {name for name, each in LITERALS.items() if each.told not in in_words.text} == set()
    assert 'on_destroy = "delete"' in in_words.output, "the engine shows no source, so nothing was tested"
    assert {
        name: found
        for name, each in LITERALS.items()
        if (found := leaks(each.secret, directory, without=["main.tf"]) + seen.leaks(each.secret))
    } == {}


@engines(OLDEST_TERRAFORM)
def test_an_engine_without_write_only_arguments_does_not_show_the_line_of_one(watched: Workspace) -> None:
    watched.write(_credential("this", aws_secret_access_key_wo=SECRET, aws_secret_access_key_wo_version=1))

    refused = watched.run("validate", "-no-color")

    assert "Write-only arguments are not supported here" in refused.text
    assert leaks(SECRET, kept(watched, refused), without=["main.tf"]) == []


@with_write_only
def test_literal_secrets_that_work_are_in_no_log_and_only_the_plain_one_is_in_state(
    watched: Workspace, twilio: FakeTwilio, temporary: Path
) -> None:
    write_only, plain, token = SECRET, OTHER_SECRET, TOKEN
    del watched.environ["TWILIO_AUTH_TOKEN"], watched.environ["TF_VAR_aws_secret"]
    watched.write(
        hcl.provider(auth_token=token),
        _credential("write_only", aws_secret_access_key_wo=write_only, aws_secret_access_key_wo_version=1),
        _credential("plain", aws_secret_access_key=plain),
    )

    with watching(temporary) as seen:
        applied = watched.run("apply", "-input=false", "-no-color", "-auto-approve").expect_success()
        again = watched.run("plan", "-input=false", "-no-color").expect_success()

    directory = kept(watched, applied, again)
    received = {each.secret_access_key for each in twilio.account().aws_credentials.values()}
    assert {write_only, plain} <= received
    for secret in (write_only, token):
        assert leaks(secret, directory, without=["main.tf"]) + seen.leaks(secret) == []
    assert {each.partition(":")[0] for each in leaks(plain, directory, without=["main.tf"])} == {"terraform.tfstate"}
    assert seen.leaks(plain) == []


# The network


@engines(TERRAFORM, OPENTOFU)
@pytest.mark.parametrize("proxy", ["http://user:{secret}@127.0.0.1:{port}", "socks5://user:{secret}@127.0.0.1:{port}"])
def test_a_password_of_a_proxy_is_shown_nowhere(watched: Workspace, twilio: FakeTwilio, temporary: Path, proxy: str) -> None:
    secret = "proxy/pa55+word=1"
    port = urlsplit(twilio.base_url).port
    watched.environ |= {
        "TWILIO_BASE_URL": "https://twilio.invalid",
        "TWILIO_RETRY_ATTEMPTS": "0",
        "HTTPS_PROXY": proxy.format(secret=quote(secret, safe=""), port=port),
    }
    watched.write(hcl.settings(friendly_name="Managed"))

    with watching(temporary) as seen:
        refused = watched.run("plan", "-input=false", "-no-color")

    assert "Twilio cannot be reached" in refused.text
    assert "prox" in refused.text
    assert leaks(secret, kept(watched, refused)) + seen.leaks(secret) == []


@engines(TERRAFORM)
def test_a_base_url_of_the_environment_with_a_password_is_not_shown(watched: Workspace) -> None:
    secret = "base-url-pa55word"
    watched.environ["TWILIO_BASE_URL"] = f"https://user:{secret}@twilio.example"
    watched.write(hcl.settings(friendly_name="Managed"))

    refused = watched.run("plan", "-input=false", "-no-color")

    assert "The base URL must not hold a user name or password" in refused.text
    assert leaks(secret, kept(watched, refused)) == []


# The examples, each from its first apply to its end


@dataclass(frozen=True)
class Example:
    """An example, and the secrets that its users give it as variables of the environment."""

    stack: str
    """Name of its stack; "" for HCL."""
    secrets: dict[str, str] = field(default_factory=dict)


SUBACCOUNT_TOKEN = "5ec2e7" + "0d" * 13
EXAMPLES = {
    "recording_settings": Example("recordings"),
    "encrypted_recordings": Example("encrypted-recordings"),
    "two_accounts": Example("two-accounts", {"TF_VAR_subaccount_auth_token": SUBACCOUNT_TOKEN}),
    "hcl": Example("", {"TF_VAR_aws_secret_access_key": SECRET}),
}
"""All that need no other provider."""


def prepared(name: str, engine: Engine, cli_config: Path, directory: Path, variables: Mapping[str, str]) -> Workspace:
    """The example where the engine runs, synthesized if it has to be."""
    if not EXAMPLES[name].stack:
        shutil.copy(CHECKOUT / "examples" / name / "main.tf", directory)
        return Workspace(directory, engine, clean_environ(directory, cli_config, variables))
    project = Project(directory, ("-m", f"examples.{name}.main"), engine, cli_config, variables)
    project.synth().expect_success()
    return project.stack(EXAMPLES[name].stack)


@engines(TERRAFORM)
@pytest.mark.parametrize(("name", "login"), list(zip(EXAMPLES, ["auth token", "API key"] * 2, strict=True)))
def test_an_example_writes_no_secret_anywhere(
    name: str, login: str, engine: Engine, cli_config: Path, twilio: FakeTwilio, tmp_path: Path
) -> None:
    subaccount = twilio.add_subaccount(auth_token=SUBACCOUNT_TOKEN)
    by_key = {"TWILIO_API_KEY": twilio.api_key, "TWILIO_API_SECRET": twilio.api_secret}
    secrets = EXAMPLES[name].secrets | ({"login": TOKEN} if login == "auth token" else {"login": twilio.api_secret})
    (tmp_path / "recordings.public.pem").write_text(PEM)
    variables = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_BASE_URL": twilio.base_url,
        "TF_VAR_subaccount_sid": subaccount.sid,
        "TF_VAR_aws_access_key_id": ACCESS_KEY_ID,
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(tmp_path / "trace.log"),
        **({"TWILIO_AUTH_TOKEN": TOKEN} if login == "auth token" else by_key),
        **EXAMPLES[name].secrets,
    }

    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t") as temporary, watching(Path(temporary)) as seen:
        workspace = prepared(name, engine, cli_config, tmp_path, variables | {"TMPDIR": temporary})
        results = [
            workspace.init(),
            workspace.run("apply", "-input=false", "-no-color", "-auto-approve").expect_success(),
            workspace.run("plan", "-input=false", "-no-color").expect_success(),
            workspace.run("destroy", "-input=false", "-no-color", "-auto-approve").expect_success(),
        ]

    kept(workspace, *results)
    assert twilio.writes, "nothing was applied, so nothing was tested"
    assert {which: found for which, each in secrets.items() if (found := leaks(each, tmp_path) + seen.leaks(each))} == {}


# In Python


def test_no_object_that_holds_a_secret_shows_it_in_its_repr() -> None:
    found = Diagnostics()
    given = {"account_sid": ACCOUNT, "api_key": "SK" + "1" * 32, "api_secret": SECRET}
    configuration = to_instance(Configuration, schema_of(Configuration).conform(given))
    client = TwilioProvider().configure(configuration, threading.Event(), found)
    assert client is not None
    credential = to_instance(CredentialsAws, schema_of(CredentialsAws).conform({"aws_secret_access_key": SECRET}))

    shown = [repr(each) for each in (configuration, client, *vars(client).values(), credential, found)]
    client.close()

    assert [text for text in shown if forms_in(SECRET, text.encode())] == []


# The search itself


def test_the_watch_sees_arguments_and_temporary_files(tmp_path: Path) -> None:
    program = "import sys, pathlib; pathlib.Path(sys.argv[2]).write_text('in the file'); sys.stdin.read()"
    command = [sys.executable, "-c", program, "in the arguments", str(tmp_path / "x")]
    expected = {"arguments: raw", "temporary file: raw"}

    def found() -> set[str]:
        return expected & {*seen.leaks("in the arguments"), *seen.leaks("in the file")}

    with watching(tmp_path) as seen, subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        end = time.monotonic() + PATIENCE
        while found() != expected and time.monotonic() < end:
            time.sleep(0.01)
        process.communicate()  # it ends when it reads no more

    (tmp_path / "x").unlink()
    assert found() == expected


def test_what_the_user_wrote_is_not_searched(tmp_path: Path) -> None:
    for name in ("main.tf", "log"):
        (tmp_path / name).write_text(SECRET)

    assert {each.partition(":")[0] for each in leaks(SECRET, tmp_path, without=["main.tf"])} == {"log"}


@pytest.mark.parametrize("form", spellings(SECRET))
def test_the_search_finds_a_secret_however_it_is_written(form: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"before" + spellings(SECRET)[form] + b"after")

    assert f"log: {form}" in leaks(SECRET, tmp_path)


def test_the_search_looks_into_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "saved.plan", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", SECRET * 9)

    assert "saved.plan/tfplan: raw" in leaks(SECRET, tmp_path)
