"""Rules and exceptions, and what lies below what."""

from __future__ import annotations

from datetime import date

import pytest

from provider.audit.evaluation import evaluate
from provider.audit.locations import is_below
from provider.audit.policy import MediaRules, Policy, PolicyException, Rules
from provider.audit.result import AuditedAccount
from provider.framework.values import UNKNOWN
from provider.resources.settings.placement import Placement
from tests.audit.conftest import BUCKET, KEY

ACCOUNT, OTHER = f"AC{'a' * 32}", f"AC{'b' * 32}"
TODAY = date(2026, 11, 30)

PLAIN = Placement.of({})
ENCRYPTED = Placement.of({"encryption_enabled": True, "encryption_key_sid": KEY})
IN_S3 = Placement.of({"aws_storage_enabled": True, "aws_s3_url": BUCKET})


def audited(rules: MediaRules, placement: Placement, *exceptions: PolicyException) -> AuditedAccount:
    found = evaluate(Policy(Rules(rules), exceptions), ACCOUNT, {"recordings": placement}, TODAY)
    return AuditedAccount(ACCOUNT, "", tuple(found))


def excepted(rules: MediaRules, until: date = TODAY, account: str = ACCOUNT) -> PolicyException:
    return PolicyException((account,), Rules(rules), "Test account", until)


def test_what_need_not_be_encrypted_may_be() -> None:
    rules = MediaRules(encrypted=False, stored_under=("twilio",))
    assert not audited(rules, ENCRYPTED).findings
    assert not audited(rules, PLAIN).findings


def test_what_is_not_encrypted_is_told_once_and_not_for_its_key_as_well() -> None:
    (found,) = audited(MediaRules(encrypted=True, keys=(KEY,)), PLAIN).findings
    assert found.rule == "recordings.encrypted"


def test_asking_for_a_key_alone_asks_for_encryption() -> None:
    (found,) = audited(MediaRules(keys=(KEY,)), PLAIN).findings
    assert (found.rule, found.found) == ("recordings.keys", "not encrypted")


def test_a_key_beside_encryption_that_is_off_encrypts_nothing() -> None:
    assert audited(MediaRules(keys=(KEY,)), Placement.of({"encryption_key_sid": KEY})).status == "violates"


def test_an_exception_holds_on_its_last_day_and_is_told_with_its_reason() -> None:
    account = audited(MediaRules(encrypted=True), PLAIN, excepted(MediaRules(encrypted=False)))
    assert account.status == "excepted"
    assert account.as_json()["findings"][0]["text"].endswith("Excepted until 2026-11-30: Test account")


def test_an_account_that_needs_its_exception_no_more_is_in_order() -> None:
    assert audited(MediaRules(encrypted=True), ENCRYPTED, excepted(MediaRules(encrypted=False))).status == "ok"


def test_a_past_exception_is_a_finding_and_excepts_nothing() -> None:
    account = audited(MediaRules(encrypted=True), PLAIN, excepted(MediaRules(encrypted=False), date(2026, 11, 29)))
    assert [one.rule for one in account.findings] == ["recordings.encrypted", "exceptions.until"]
    assert account.status == "violates"


def test_a_past_exception_is_a_finding_even_where_all_else_is_in_order() -> None:
    account = audited(MediaRules(encrypted=True), ENCRYPTED, excepted(MediaRules(encrypted=False), date(2026, 11, 29)))
    assert [(one.rule, one.found) for one in account.findings] == [("exceptions.until", "2026-11-29")]


def test_an_exception_of_another_account_excepts_nothing() -> None:
    assert audited(MediaRules(encrypted=True), PLAIN, excepted(MediaRules(encrypted=False), account=OTHER)).status == "violates"


def test_an_exception_from_one_rule_leaves_the_others() -> None:
    rules = MediaRules(encrypted=True, stored_under=(BUCKET,))
    account = audited(rules, PLAIN, excepted(MediaRules(encrypted=False)))
    assert account.status == "violates"
    assert {(one.rule, one.exception is None) for one in account.findings} == {
        ("recordings.encrypted", False),
        ("recordings.stored_under", True),
    }


def test_an_exception_can_ask_for_another_place() -> None:
    rules, elsewhere = MediaRules(stored_under=("twilio",)), excepted(MediaRules(stored_under=(BUCKET,)))
    assert audited(rules, IN_S3, elsewhere).status == "excepted"
    assert audited(rules, PLAIN, elsewhere).status == "violates"


@pytest.mark.parametrize(
    ("rules", "placement"),
    [
        (MediaRules(encrypted=True), Placement(False, None, UNKNOWN, None)),
        (MediaRules(keys=(KEY,)), Placement(False, None, True, UNKNOWN)),
        (MediaRules(keys=(KEY,)), Placement(False, None, UNKNOWN, KEY)),
        (MediaRules(encrypted=False, keys=(KEY,)), Placement(False, None, UNKNOWN, f"CR{'2' * 32}")),
        (MediaRules(stored_under=("twilio",)), Placement(UNKNOWN, BUCKET, False, None)),
        (MediaRules(stored_under=(BUCKET,)), Placement(True, UNKNOWN, False, None)),
    ],
)
def test_what_is_not_known_yet_is_neither_right_nor_wrong(rules: MediaRules, placement: Placement) -> None:
    account = audited(rules, placement)
    assert account.status == "unreadable"
    assert [one.found for one in account.findings] == ["known after apply"]


def test_a_key_that_is_right_whether_or_not_it_is_used_is_right() -> None:
    assert audited(MediaRules(encrypted=False, keys=(KEY,)), Placement(False, None, UNKNOWN, KEY)).status == "ok"


HOST = "https://my-recordings.s3-eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/video",
        f"{HOST}/video/",
        f"{HOST}/video/customer",
        "https://MY-recordings.s3-eu-west-1.amazonaws.com/video/customer",
        "https://my-recordings.s3.eu-west-1.amazonaws.com/video/customer",
        "https://my-recordings.s3.amazonaws.com/video/customer",
        "https://s3.eu-west-1.amazonaws.com/my-recordings/video/customer",
        f"{HOST}/%76ideo/customer",
    ],
)
def test_each_way_of_writing_a_place_in_the_bucket_is_below_it(url: str) -> None:
    assert is_below(url, f"{HOST}/video/")


@pytest.mark.parametrize(
    "url",
    [
        HOST,
        f"{HOST}/video-old/",
        f"{HOST}/videos",
        f"{HOST}/Video/",
        f"{HOST}/other/../video/",
        f"{HOST}/video/../other/",
        f"{HOST}/video/%2e%2e/other/",
        f"{HOST}/video%2F..%2Fother/",
        f"{HOST}//video/",
        "https://my-recordings.s3-us-east-1.amazonaws.com/video/",
        "https://my-recordings-2.s3-eu-west-1.amazonaws.com/video/",
        "https://evil.example.com/my-recordings/video/",
        "https://my-recordings.s3-eu-west-1.amazonaws.com.evil.example/video/",
        "https://my-recordings.s3.cn-north-1.amazonaws.com.cn/video/",
        "https://my-recordings.s3-eu-west-1.amazonaws.com@evil.example/video/",
        "https://evil@my-recordings.s3-eu-west-1.amazonaws.com/video/",
        "http://my-recordings.s3-eu-west-1.amazonaws.com/video/",
        "https://my-recordings.s3-eu-west-1.amazonaws.com:444/video/",
        "https://s3.eu-west-1.amazonaws.com/video/my-recordings",
        "https://[",
        "",
    ],
)
def test_what_is_not_surely_below_a_place_is_not(url: str) -> None:
    assert not is_below(url, f"{HOST}/video/")


def test_the_place_of_ones_own_host_is_that_host_alone() -> None:
    assert is_below("https://storage.example.com/video/", "https://storage.example.com/")
    assert not is_below("https://s3.amazonaws.com/storage.example.com/video/", "https://storage.example.com/")
