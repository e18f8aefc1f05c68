"""examples/fleet: three customers with the real AWS provider and stand-ins for both APIs, and a fleet of shards without AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from constructs_lib.cdktf import shard_of
from provider.fake import Account, FakeTwilio
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, require
from tests.e2e.project import Project
from tests.e2e.workspace import write_cli_config
from tests.examples.stand_in_aws import ADMINISTRATOR, Holding, StandInAws
from tests.keys import PEM
from tools.engines import obtain_aws_mirror

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("s3-recordings"), pytest.mark.timeout(600)]

BUCKET = "my-customers-recordings"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as served:
        yield served
        assert not served.violations


def project(
    directory: Path, app: tuple[str, ...], engine: str, cli_config: Path, twilio: FakeTwilio, **variables: str
) -> Project:
    account = {"TWILIO_ACCOUNT_SID": twilio.account_sid, "TWILIO_AUTH_TOKEN": twilio.auth_token}
    (directory / "recordings.public.pem").write_text(PEM)
    reached = {"TWILIO_BASE_URL": twilio.base_url, **account, **variables}
    return Project(directory, app, require(engine), cli_config, reached)


def url_of(path: str, account: Account) -> str:
    return f"https://{BUCKET}.s3-eu-west-1.amazonaws.com/{path}/{account.sid}/"


def key_of(account: Account) -> str:
    (credential,) = account.aws_credentials.values()
    return credential.access_key_id


def test_each_customers_key_writes_into_the_path_of_that_customer_alone(
    plugin_mirror: Path, tmp_path: Path, twilio: FakeTwilio
) -> None:
    customers = [twilio.add_subaccount(friendly_name=name) for name in ("Acme", "Umbrella", "Initech")]
    cli_config = write_cli_config(tmp_path, plugin_mirror, obtain_aws_mirror().path)
    with ExitStack() as life:
        aws = life.enter_context(StandInAws.served())
        app = ("-m", "tests.examples.s3_at_stand_in", "examples.fleet.main")
        variables = ADMINISTRATOR | {"AWS_STAND_IN_URL": aws.url}
        exceptions = {customers[2].sid: {"path": "initech", "friendly_name": "Recordings of Initech"}}
        (tmp_path / "exceptions.json").write_text(json.dumps(exceptions))
        fleet = project(tmp_path, app, TERRAFORM, cli_config, twilio, **variables)
        fleet.synth().expect_success()
        stack = fleet.stack("fleet")
        stack.init().expect_success()
        stack.apply().expect_success()

        for customer in customers:
            held = customer.recording_settings
            assert (held.encryption_enabled, held.aws_storage_enabled) == (True, True)
            urls = [each.recording_settings.aws_s3_url or "" for each in customers]
            assert [aws.may_write_to(key_of(customer), url) for url in urls] == [url == held.aws_s3_url for url in urls]
        assert [each.recording_settings.aws_s3_url for each in customers] == [
            *(url_of("recordings", each) for each in customers[:2]),
            url_of("initech", customers[2]),
        ]
        assert len(aws.holding().users) == 3
        stack.plan().expect_nothing_to_do()

        stack.destroy().expect_success()

        assert aws.holding() == Holding(*[frozenset[str]()] * 4)
    assert [each.recording_settings.encryption_enabled for each in customers[:2]] == [False, False]


@pytest.mark.parametrize("engine", [TERRAFORM, OPENTOFU])
def test_shards_have_every_account_once(tmp_path: Path, cli_config: Path, twilio: FakeTwilio, engine: str) -> None:
    customers = [twilio.add_subaccount() for _ in range(10)]
    fleet = project(tmp_path, ("-m", "examples.fleet.shard"), engine, cli_config, twilio, SHARDS="2")

    for shard in ("0", "1"):
        fleet.synth(SHARD=shard).expect_success()
        stack = fleet.stack("fleet")
        stack.init("-reconfigure").expect_success()
        stack.apply().expect_success()

        done = {each.sid for each in customers if each.recording_settings.encryption_enabled}
        assert done == {each.sid for each in customers if shard_of(each.sid, 2) <= int(shard)}
