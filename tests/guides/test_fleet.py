"""docs/guides/fleet.md and docs/guides/fleet-in-parts.md: an account with three customers, and one in two shards."""

from __future__ import annotations

import pytest

from constructs_lib.cdktf import shard_of
from provider.fake import Account, Answer, FakeTwilio
from provider.fake.models import AccountStatus
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def encrypts(account: Account) -> bool:
    return account.recording_settings.encryption_enabled


def test_every_customer_is_encrypted_repaired_and_left_as_it_was(reader: Reader, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount(friendly_name=name) for name in ("Acme", "Umbrella", "Initech")]

    def somebody() -> None:
        assert all(map(encrypts, customers))
        customers[1].recording_settings.encryption_enabled = False

    def a_customer_comes() -> None:
        assert all(map(encrypts, customers))
        customers.append(twilio.add_subaccount(friendly_name="Globex"))

    reader.follow(
        guide("fleet"), {"somebody turns encryption off in one account": somebody, "a customer comes": a_customer_comes}
    )

    assert [encrypts(each) for each in (twilio.account(), *customers)] == [False] * 5
    assert not any(each.public_keys for each in customers)
    written = twilio.requests_to("/v1/RecordingSettings/Default", "POST")
    assert {request.account_sid for request in written} == {each.sid for each in customers}


def test_two_shards_are_applied_at_once_and_one_that_fails_holds_up_no_other(reader: Reader, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(12)]
    shards = [[each for each in customers if shard_of(each.sid, 2) == shard] for shard in (0, 1)]
    while not all(shards):  # SIDs are random
        customers.append(twilio.add_subaccount())
        shards[shard_of(customers[-1].sid, 2)].append(customers[-1])

    twilio.behaviour.concurrency_limit = 2  # what the two have in common is the parent
    too_many = twilio.faults.add(Answer.rate_limited(retry_after=1), account_sid=twilio.account_sid, skip=2, times=6)

    def suspend() -> None:
        assert all(map(encrypts, customers))
        assert too_many.hits == 6
        twilio.behaviour.concurrency_limit = None
        shards[0][0].status = AccountStatus.SUSPENDED
        customers.append(_in_shard(twilio, 0))

    def close() -> None:
        assert all(map(encrypts, customers))
        shards[0][0].status = AccountStatus.CLOSED
        customers.append(_in_shard(twilio, 1))

    reader.follow(guide("fleet-in-parts"), {"an account of shard 0 is suspended": suspend, "the account is closed": close})

    assert all(map(encrypts, customers))
    assert not encrypts(twilio.account())


def _in_shard(twilio: FakeTwilio, shard: int) -> Account:
    """A new customer of that shard."""
    sids = (f"AC{number:032x}" for number in range(100))
    return twilio.add_subaccount(sid=next(sid for sid in sids if shard_of(sid, 2) == shard))
