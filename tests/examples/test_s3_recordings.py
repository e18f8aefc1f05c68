"""examples/s3_recordings from end to end: the CDKTF command line, Terraform, the real AWS provider, and stand-ins for both APIs.

Each stage of the stack's life is one deploy, run once; tests look at what was there after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from provider.fake import FakeTwilio, LoggedRequest, SettingsKind
from tests.e2e.account import UNTOUCHED, Held, holds
from tests.e2e.engine_choice import TERRAFORM, require
from tests.e2e.project import Project, Said
from tests.e2e.workspace import write_cli_config
from tests.examples.stand_in_aws import ADMINISTRATOR, Holding, StandInAws
from tools.engines import obtain_aws_mirror

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("s3-recordings"), pytest.mark.timeout(600)]

STACK = "s3-recordings"
SETTINGS = SettingsKind.RECORDING.path


@dataclass
class World:
    """Both APIs, the project between them, and a watch that sees to it that recordings could be stored at every moment."""

    twilio: FakeTwilio
    aws: StandInAws
    project: Project
    lost: list[str] = field(default_factory=list)

    def watch(self, request: LoggedRequest) -> None:
        """Asked around every request: what the live settings name must be able to write, and so must what they are to name."""
        live = self.twilio.account().recording_settings
        if live.aws_storage_enabled:
            self._check(request, "live settings", live.aws_credentials_sid, live.aws_s3_url)
        if request.path == SETTINGS and request.value("AwsStorageEnabled") == "true":
            self._check(request, "new settings", request.value("AwsCredentialsSid"), request.value("AwsS3Url"))

    def _check(self, request: LoggedRequest, which: str, credential_sid: str | None, url: str | None) -> None:
        credential = self.twilio.account().aws_credentials.get(credential_sid or "")
        if credential is None or not self.aws.may_write_to(credential.access_key_id, url or ""):
            self.lost.append(f"{which} at {request!r}")

    def stage(self, command: str, *options: str, **variables: str) -> Stage:
        """Run one command of the CLI and look around."""
        self.twilio.forget_requests()
        self.lost.clear()
        said = self.project.cdktf(command, STACK, "--auto-approve", *options, **variables).expect_success()
        account = self.twilio.account()
        return Stage(
            said=said,
            settings=holds(self.twilio),
            pairs={sid: (each.access_key_id, each.secret_access_key) for sid, each in account.aws_credentials.items()},
            aws=self.aws.holding(),
            writes=[(each.method, each.path) for each in self.twilio.writes],
            lost=[*self.lost, *map(repr, self.twilio.violations)],
        )


@dataclass(frozen=True)
class Stage:
    """What there was after a command."""

    said: Said
    settings: Held
    pairs: dict[str, tuple[str, str]]
    """Key ID and secret of each credential at Twilio."""
    aws: Holding
    writes: list[tuple[str, str]]
    lost: list[str]
    """Moments at which recordings could not have been stored."""


@pytest.fixture(scope="module")
def world(plugin_mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("s3")
    cli_config = write_cli_config(directory, plugin_mirror, obtain_aws_mirror().path)
    with ExitStack() as life:
        aws = life.enter_context(StandInAws.served())
        twilio = life.enter_context(FakeTwilio())
        variables = ADMINISTRATOR | {
            "AWS_STAND_IN_URL": aws.url,
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_BASE_URL": twilio.base_url,
        }
        app = ("-m", "tests.examples.s3_at_stand_in")
        world = World(twilio, aws, Project(directory, app, require(TERRAFORM), cli_config, variables))
        twilio.before_request = twilio.after_request = world.watch
        yield world


@pytest.fixture(scope="module")
def deployed(world: World) -> Stage:
    return world.stage("deploy", "--skip-provider-lock")


@pytest.fixture(scope="module")
def outcomes(world: World, deployed: Stage) -> dict[str, str]:
    """What the key that Twilio was given can do."""
    world.aws.client("s3").create_bucket(Bucket="somebody-elses", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    ((key, secret),) = deployed.pairs.values()
    found = world.aws.outcomes(key, secret, "my-recordings")
    world.aws.client("s3").delete_bucket(Bucket="somebody-elses")
    world.aws.client("s3").delete_object(Bucket="my-recordings", Key="recordings/RT1/audio.mka")
    return found


@pytest.fixture(scope="module")
def rotated(world: World, outcomes: dict[str, str]) -> Stage:
    return world.stage("deploy", "--skip-provider-lock", KEY_VERSION="2")


@pytest.fixture(scope="module")
def moved(world: World, rotated: Stage) -> Stage:
    return world.stage("deploy", "--skip-provider-lock", KEY_VERSION="2", BUCKET="other-recordings")


@pytest.fixture(scope="module")
def destroyed(world: World, moved: Stage) -> Stage:
    return world.stage("destroy", "--skip-synth")


def url_of(bucket: str) -> str:
    return f"https://{bucket}.s3-eu-west-1.amazonaws.com/recordings/"


def test_one_deploy_makes_everything_and_twilio_gets_the_key_that_aws_made(deployed: Stage) -> None:
    ((sid, (key, secret)),) = deployed.pairs.items()
    assert deployed.settings == {
        **UNTOUCHED,
        "friendly_name": "Recordings of production",
        "aws_storage_enabled": True,
        "aws_credentials_sid": sid,
        "aws_s3_url": url_of("my-recordings"),
    }
    assert deployed.aws.buckets == {"my-recordings"}
    assert deployed.aws.keys == {key}
    assert len(secret) == 40
    assert (len(deployed.aws.users), len(deployed.aws.policies)) == (1, 1)


def test_the_users_policy_is_in_place_before_the_settings_name_its_key(deployed: Stage) -> None:
    assert deployed.writes == [("POST", "/v1/Credentials/AWS"), ("POST", SETTINGS)]
    assert deployed.lost == []


def test_twilio_can_write_into_the_path_and_do_nothing_else(outcomes: dict[str, str]) -> None:
    assert outcomes.pop("write into the path") == "done"
    assert outcomes == dict.fromkeys(outcomes, "AccessDenied")
    assert len(outcomes) == 6


def test_a_rotated_key_is_in_use_before_the_old_one_goes(deployed: Stage, rotated: Stage) -> None:
    (old,), ((new, (key, _)),) = deployed.pairs, rotated.pairs.items()
    assert new != old
    assert rotated.aws.keys == {key} != deployed.aws.keys
    assert rotated.settings == {**deployed.settings, "aws_credentials_sid": new}
    assert rotated.writes == [("POST", "/v1/Credentials/AWS"), ("POST", SETTINGS), ("DELETE", f"/v1/Credentials/AWS/{old}")]
    assert rotated.aws.policies == deployed.aws.policies
    assert rotated.lost == []


def test_another_bucket_can_be_written_to_before_the_settings_name_it(rotated: Stage, moved: Stage) -> None:
    assert moved.settings == {**rotated.settings, "aws_s3_url": url_of("other-recordings")}
    assert moved.writes == [("POST", SETTINGS)]
    assert moved.lost == []


def test_of_the_old_bucket_nothing_is_left(rotated: Stage, moved: Stage) -> None:
    assert moved.aws.buckets == {"other-recordings"}
    assert (moved.aws.users, moved.aws.keys) == (rotated.aws.users, rotated.aws.keys)
    assert len(moved.aws.policies) == 1
    assert not moved.aws.policies & rotated.aws.policies


def test_a_destroy_leaves_nothing_behind(destroyed: Stage) -> None:
    nothing: frozenset[str] = frozenset()
    assert destroyed.aws == Holding(nothing, nothing, nothing, nothing)
    assert destroyed.pairs == {}
    assert destroyed.settings == {**UNTOUCHED, "friendly_name": "Recordings of production"}
    assert destroyed.lost == []
