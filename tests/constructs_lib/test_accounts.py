"""Many accounts: constructs that make one of each thing per account."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import CREDENTIAL, KEY, Synth, problem_lines, refused
from tests.constructs_lib.storing import NAME, REGION, only, policy_of, settings_of, stack_with_both_providers
from tests.keys import OTHER_PEM, PEM

ONE, TWO, THREE = (f"AC{digit * 32}" for digit in "123")
EACH = "${each.key}"
SETTINGS = "twilio_video_recording_settings"


def every(*sids: str) -> str:
    """What an engine goes over for these accounts."""
    return f"${{toset([{', '.join(map(json.dumps, sids))}])}}"


@pytest.fixture
def stack(backend: Backend) -> Any:
    return stack_with_both_providers(backend)


# What is made


def test_each_account_gets_its_own_of_everything(backend: Backend, stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", accounts=[ONE, TWO], bucket=parts.s3_bucket(backend, stack), path="recordings")

    made = synth(stack, validate=True)["resource"]

    del made["aws_s3_bucket"]
    assert len(made) == 5
    for of_type in made.values():
        (block,) = of_type.values()
        assert block["for_each"] == every(ONE, TWO)
    (credential,) = made["twilio_credentials_aws"].values()
    (name,) = made["twilio_credentials_aws"]
    (settings,) = next(of_type for kind, of_type in made.items() if kind.startswith("twilio_video")).values()
    assert credential["account_sid"] == settings["account_sid"] == EACH
    assert settings["aws_credentials_sid"] == f"${{twilio_credentials_aws.{name}[each.key].sid}}"


def test_each_user_may_write_below_the_path_of_its_account_and_nowhere_else(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", accounts=[ONE, TWO], bucket=NAME, region=REGION, path="recordings/")

    made = synth(stack)

    (statement,) = policy_of(made)["Statement"]
    assert statement == {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{NAME}/recordings/{EACH}/*"}
    assert settings_of(made)["aws_s3_url"] == f"https://{NAME}.s3-{REGION}.amazonaws.com/recordings/{EACH}/"
    assert EACH in only(made, "aws_iam_user")["name"]


def test_without_a_path_each_account_has_a_path_of_its_own_all_the_same(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", accounts=[ONE, TWO], bucket=NAME, region=REGION)

    assert policy_of(synth(stack))["Statement"][0]["Resource"] == f"arn:aws:s3:::{NAME}/{EACH}/*"


def test_names_of_users_fit_into_what_iam_takes(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "what-a-hundred-customers-record-" * 3, accounts=[ONE], bucket=NAME, region=REGION)

    assert len(only(synth(stack), "aws_iam_user")["name"].replace(EACH, ONE)) <= 64


def test_users_can_be_called_otherwise(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", accounts=[ONE], bucket=NAME, region=REGION, user_name="acme")

    assert only(synth(stack), "aws_iam_user")["name"] == f"acme-{EACH}"


def test_each_account_gets_the_key(stack: Any, encryption: Any, synth: Synth) -> None:
    encrypted = encryption(stack, "encrypted", accounts=(ONE, TWO), public_key=PEM)

    made = synth(stack, validate=True)

    key = only(made, "twilio_credentials_public_key")
    assert (key["for_each"], key["account_sid"], key["public_key"]) == (every(ONE, TWO), EACH, PEM)
    assert settings_of(made)["encryption_key_sid"] == encrypted.key_sid
    assert re.fullmatch(r"\$\{twilio_credentials_public_key\.\w+\[each\.key\]\.sid\}", encrypted.key_sid)


def test_who_completes_the_settings_of_another_construct_is_for_its_accounts(backend: Backend, stack: Any, synth: Synth) -> None:
    stored = backend.l1.RecordingStorage(stack, "storage", accounts=[ONE, TWO], bucket=NAME, region=REGION)
    backend.l1.EncryptedRecordings(stack, "encrypted", public_key=PEM, settings=stored.settings)

    made = synth(stack, validate=True)

    key = only(made, "twilio_credentials_public_key")
    assert (key["for_each"], key["account_sid"]) == (every(ONE, TWO), EACH)
    assert only(made, SETTINGS)["encryption_enabled"] is True


def test_an_iterator_whose_keys_are_sids_does_as_well(backend: Backend, stack: Any, synth: Synth) -> None:
    accounts = backend.cdk.TerraformIterator.from_map({ONE: "Acme", TWO: "Umbrella"})
    backend.l1.EncryptedRecordings(stack, "encrypted", accounts=accounts, public_key=PEM)

    made = synth(stack, validate=True)

    assert only(made, SETTINGS)["for_each"] == {ONE: "Acme", TWO: "Umbrella"}
    assert only(made, SETTINGS)["account_sid"] == EACH


def test_what_has_a_list_of_sids_does_as_well(backend: Backend, stack: Any, synth: Synth) -> None:
    class Customers:
        sids = backend.cdk.TerraformVariable(stack, "customers", type="list(string)").list_value

    backend.l1.EncryptedRecordings(stack, "encrypted", accounts=Customers(), public_key=PEM)

    assert only(synth(stack, validate=True), SETTINGS)["for_each"] == "${toset(var.customers)}"


def test_one_subaccount_is_named_by_its_sid(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.RecordingStorage(stack, "storage", account_sid=ONE, bucket=NAME, region=REGION, path="p")

    made = synth(stack, validate=True)

    assert only(made, "twilio_credentials_aws")["account_sid"] == only(made, SETTINGS)["account_sid"] == ONE
    assert "for_each" not in only(made, SETTINGS)
    assert policy_of(made)["Statement"][0]["Resource"] == f"arn:aws:s3:::{NAME}/p/*"


# Exceptions


def test_an_exception_holds_for_its_account_alone(backend: Backend, stack: Any, synth: Synth) -> None:
    label = backend.cdk.TerraformVariable(stack, "label", type="string").string_value
    backend.l1.EncryptedRecordings(
        stack,
        "encrypted",
        accounts=[ONE, TWO],
        public_key=PEM,
        friendly_name=label,
        exceptions={TWO: {"public_key": OTHER_PEM, "friendly_name": "Two", "on_destroy": backend.l1.OnDestroy.RETAIN}},
    )

    made = synth(stack, validate=True)

    ((name, held),) = made["locals"].items()
    assert held["exceptions"] == {TWO: {"public_key": OTHER_PEM, "friendly_name": "Two", "on_destroy": "retain"}}
    assert held["all"] == {"public_key": PEM, "friendly_name": "${var.label}"}
    settings = only(made, SETTINGS)
    assert (
        settings["friendly_name"] == f"${{try(local.{name}.exceptions[each.key].friendly_name, local.{name}.all.friendly_name)}}"
    )
    assert settings["on_destroy"] == f"${{try(local.{name}.exceptions[each.key].on_destroy, null)}}"


def test_an_account_with_a_path_of_its_own_still_shares_it_with_nobody(stack: Any, storage: Any, synth: Synth) -> None:
    storage(stack, "storage", accounts=[ONE, TWO], bucket=NAME, region=REGION, path="a", exceptions={ONE: {"path": "/b/"}})

    made = synth(stack, validate=True)

    ((name, held),) = ((name, each) for name, each in made["locals"].items() if "Accounts" in name)
    path = f'${{trim(join("/", [try(local.{name}.exceptions[each.key].path, local.{name}.all.path), each.key]), "/")}}'
    assert held == {"all": {"path": "a"}, "exceptions": {ONE: {"path": "b"}}}
    assert path in only(made, "aws_iam_user_policy")["policy"]
    assert settings_of(made)["aws_s3_url"] == f"https://{NAME}.s3-{REGION}.amazonaws.com/{path}/"


# What is refused


def test_a_path_in_which_another_account_stands_is_refused(stack: Any, storage: Any) -> None:
    told = refused(
        storage,
        stack,
        "storage",
        accounts=[ONE, TWO],
        bucket=NAME,
        region=REGION,
        path=f"recordings/{ONE}",
        exceptions={TWO: {"path": f"recordings/{ONE}/more"}},
    )

    assert told.keys() == {"path", f"exceptions.{TWO}.path"}
    assert "so that no two share a path" in told["path"]


def test_all_that_is_wrong_with_accounts_and_exceptions_is_told_at_once(stack: Any, encryption: Any) -> None:
    assert refused(
        encryption,
        stack,
        "encrypted",
        accounts=[ONE, "AC1"],
        account_sid=TWO,
        public_key=PEM,
        exceptions={
            THREE: {"friendly_name": ""},
            ONE: {"frendly_name": "x", "on_destroy": "keep", "public_key": "no key", "adopt_existing": "yes"},
        },
    ).keys() == {
        "accounts",
        f"exceptions.{THREE}",
        f"exceptions.{THREE}.friendly_name",
        f"exceptions.{ONE}.frendly_name",
        f"exceptions.{ONE}.on_destroy",
        f"exceptions.{ONE}.public_key",
        f"exceptions.{ONE}.adopt_existing",
    }


def test_what_belongs_to_one_account_is_not_given_to_several(stack: Any, encryption: Any, storage: Any) -> None:
    assert "each gets its own" in refused(encryption, stack, "encrypted", accounts=[ONE], key_sid=KEY)["key_sid"]
    told = refused(storage, stack, "storage", accounts=[ONE], credential_sid=CREDENTIAL, bucket=NAME, region=REGION)
    assert "each gets its own" in told["credential_sid"]


def test_accounts_are_said_once_where_settings_are_shared(backend: Backend, stack: Any) -> None:
    stored = backend.l1.RecordingStorage(stack, "storage", accounts=[ONE], bucket=NAME, region=REGION)

    told = refused(
        backend.l1.EncryptedRecordings,
        stack,
        "encrypted",
        public_key=PEM,
        settings=stored.settings,
        accounts=[ONE],
        exceptions={ONE: {"friendly_name": "x"}},
    )

    assert told["accounts"].startswith("settings has it already")
    assert told[f"exceptions.{ONE}.friendly_name"] == "An exception has no argument 'friendly_name'. It can have public_key."


def test_exceptions_without_accounts_are_told(stack: Any, encryption: Any) -> None:
    assert (
        "give the arguments themselves"
        in refused(encryption, stack, "encrypted", public_key=PEM, exceptions={ONE: {"friendly_name": "x"}})["exceptions"]
    )


@pytest.mark.parametrize("accounts", [ONE, 1, [1], {"a": "b"}])
def test_what_is_no_list_of_accounts_is_a_wrong_type(backend: Backend, stack: Any, accounts: Any) -> None:
    with pytest.raises(
        TypeError, match=r"EncryptedRecordings.accounts must be a list of account SIDs, or a DataTwilioAccounts, or a"
    ):
        backend.l1.EncryptedRecordings(stack, "encrypted", accounts=accounts, public_key=PEM)


def test_a_list_may_be_empty(stack: Any, encryption: Any, synth: Synth) -> None:
    encryption(stack, "encrypted", accounts=[], public_key=PEM)

    assert settings_of(synth(stack, validate=True))["for_each"] == "${toset([])}"


# An account has its settings once


def test_settings_of_several_accounts_are_several_things(backend: Backend, stack: Any, synth: Synth) -> None:
    settings = backend.l1.VideoRecordingSettings
    settings(stack, "own", friendly_name="x")
    settings(stack, "one", friendly_name="x", account_sid=ONE)
    settings(stack, "others", friendly_name="x", account_sid=EACH, for_each=backend.cdk.TerraformIterator.from_list([TWO, THREE]))

    synth(stack, validate=True)


def test_an_account_that_is_in_two_lists_is_named(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.EncryptedRecordings(stack, "first", accounts=[ONE, TWO], public_key=PEM)
    backend.l1.EncryptedRecordings(stack, "second", accounts=[TWO, THREE], public_key=PEM)

    (line,) = problem_lines(synth, stack)

    assert f"stack/first/Settings is it already for {TWO}, with the same" in line


def test_two_that_go_over_the_same_unknown_accounts_are_told(backend: Backend, stack: Any, synth: Synth) -> None:
    sids = backend.cdk.TerraformVariable(stack, "sids", type="list(string)").list_value
    for each in ("first", "second"):
        backend.l1.VideoRecordingSettings(
            stack, each, friendly_name="x", account_sid=EACH, for_each=backend.cdk.TerraformIterator.from_list(sids)
        )

    (line,) = problem_lines(synth, stack)

    assert "stack/first is it already" in line


def test_several_objects_for_one_account_are_told(backend: Backend, stack: Any, synth: Synth) -> None:
    names = backend.cdk.TerraformIterator.from_list(["a", "b"])
    backend.l1.VideoRecordingSettings(stack, "settings", friendly_name="x", account_sid=ONE, for_each=names)

    (line,) = problem_lines(synth, stack)

    assert "for_each makes several of it. Give account_sid, such as ${each.key}." in line


# Shards


def test_a_shard_has_the_accounts_whose_sid_says_so_and_a_new_one_moves_nobody(backend: Backend, stack: Any) -> None:
    sids = [f"AC{number:032x}" for number in range(100)]
    before = {each: backend.l1.shard_of(each, 4) for each in sids[:99]}

    shards = [backend.l1.AccountShard(stack, f"shard-{each}", sids, shard=each, shards=4).sids for each in range(4)]

    assert sorted(sid for shard in shards for sid in shard) == sids
    assert all(sid in shards[shard] for sid, shard in before.items())
    assert min(map(len, shards)) > 15


def test_an_engine_puts_accounts_into_the_same_shards(backend: Backend, stack: Any, synth: Synth) -> None:
    customers = backend.cdk.TerraformVariable(stack, "customers", type="list(string)")

    shard = backend.l1.AccountShard(stack, "shard", customers.list_value, shard=1, shards=4)
    backend.l1.EncryptedRecordings(stack, "encrypted", accounts=shard, public_key=PEM)

    made = synth(stack, validate=True)
    (name,) = (each for each in made["locals"] if "Sids" in each)
    (everybody,) = (each for each in made["locals"] if "All" in each)
    chosen = f"${{[for sid in local.{everybody} : sid if parseint(substr(sha256(sid), 0, 8), 16) % 4 == 1]}}"
    assert made["locals"] == {everybody: "${var.customers}", name: chosen}
    assert only(made, SETTINGS)["for_each"] == f"${{toset(local.{name})}}"


@pytest.mark.parametrize("shard", [-1, 4])
def test_a_shard_that_is_not_there_is_told(backend: Backend, stack: Any, shard: int) -> None:
    told = refused(backend.l1.AccountShard, stack, "shard", [ONE], shard=shard, shards=4)
    assert told == {"shard": f"There are shards from 0 to 3, and none is {shard}."}


@pytest.mark.parametrize("construct", ["RecordingStorage", "EncryptedRecordings"])
def test_settings_of_many_accounts_are_not_imported_into_one_object(
    backend: Backend, stack: Any, synth: Synth, construct: str
) -> None:
    given = {"bucket": NAME, "region": REGION} if construct == "RecordingStorage" else {"public_key": PEM}
    fleet = getattr(backend.l1, construct)(stack, "fleet", accounts=[ONE, TWO], **given)

    problems = refused(fleet.settings.import_from, "Default")

    (name,) = synth(stack)["resource"][SETTINGS]
    assert "adopt_existing=True" in problems["import_from"]
    assert f"terraform import '{SETTINGS}.{name}[\"KEY\"]' ID" in problems["import_from"]
    assert "import" not in synth(stack)
