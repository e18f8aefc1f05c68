"""Secrets as literals in a configuration: engines show the source at the path of a diagnostic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from provider.fake import FakeTwilio
from provider.framework.data_sources import schema_of_data
from provider.framework.schema.blocks import BlockSchema, schema_of
from provider.resources.provider import TwilioProvider
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines, having
from tests.e2e.leaks import kept, leaks, watching
from tests.e2e.stack import ACCESS_KEY_ID, OTHER_SECRET, SECRET
from tests.e2e.workspace import Workspace

with_write_only = engines(*having(lambda features: features.write_only))


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


def secret_arguments(schema: BlockSchema) -> Iterator[str]:
    """The sensitive and the write-only attributes of a schema and of its blocks."""
    yield from (name for name, each in schema.attributes.items() if each.is_secret)
    for each in schema.blocks.values():
        yield from secret_arguments(each.schema)


def unplanted(planted: Iterable[Planted]) -> list[str]:
    """The secret arguments of resources and data sources that no configuration sets to its secret."""
    provider = TwilioProvider()
    schemas = {f'resource "{name}"': schema_of(each) for name, each in provider.resources.items()}
    schemas |= {f'data "{name}"': schema_of_data(each) for name, each in provider.every_data_source().items()}
    return [
        f"{argument} of {head}"
        for head, schema in schemas.items()
        for argument in secret_arguments(schema)
        if not any(head in each.block and f" {argument} = {hcl.literal(each.secret)}\n" in each.block for each in planted)
    ]


def test_a_secret_is_planted_in_every_secret_argument() -> None:
    found = unplanted(LITERALS.values())
    assert found == [], f"no secret is planted in {', '.join(found)}: add it to LITERALS in tests/e2e/test_literal_secrets.py"


def test_an_argument_in_which_no_secret_is_planted_is_named() -> None:
    without = [each for each in LITERALS.values() if "aws_secret_access_key_wo" not in each.block]
    assert unplanted(without) == ['aws_secret_access_key_wo of resource "twilio_credentials_aws"']


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
