"""What is wrong with a policy is told all at once, with line and key."""

from __future__ import annotations

from datetime import date

import pytest

from provider.audit.policy import MediaRules
from provider.audit.policy_file import PolicyError, parse_policy
from tests.audit.conftest import ENCRYPTED, KEY, Auditor

ACCOUNT = f"AC{'a' * 32}"
EXCEPTION = f'[[exceptions]]\naccounts = ["{ACCOUNT}"]\nreason = "x"\nuntil = 2099-01-01\n'


def mistakes(text: str) -> list[str]:
    with pytest.raises(PolicyError) as told:
        parse_policy(text.encode(), "policy.toml")
    return str(told.value).splitlines()


def test_a_whole_policy_is_read() -> None:
    policy = parse_policy(
        f"""
[recordings]
encrypted = true
keys = ["{KEY}"]
stored_under = ["https://my-recordings.s3-eu-west-1.amazonaws.com/", "twilio"]

[compositions]
encrypted = true

[[exceptions]]
accounts = ["{ACCOUNT}"]
recordings.encrypted = false
reason = "Test account, no personal data"
until = 2027-03-31
""".encode(),
        "policy.toml",
    )

    assert policy.rules.recordings == MediaRules(True, (KEY,), ("https://my-recordings.s3-eu-west-1.amazonaws.com/", "twilio"))
    assert policy.rules.compositions == MediaRules(True)
    (exception,) = policy.exceptions
    assert (exception.accounts, exception.rules.recordings, exception.until) == ((ACCOUNT,), MediaRules(False), date(2027, 3, 31))


def test_all_mistakes_are_told_in_the_order_of_their_lines() -> None:
    told = mistakes(
        """[recordings]
encrypt = true
keys = [
  "CR1",
  3,
]
stored_under = ["http://my-recordings.s3-eu-west-1.amazonaws.com/"]

[exception]

[[exceptions]]
accounts = ["AC1"]
recordings.encrypted = "no"
until = "2027-01-01"

[[exceptions]]
accounts = []
reason = " "
until = 2027-01-01T00:00:00Z
[exceptions.recordings]
key = true
"""
    )

    assert [line.partition(": ")[0] for line in told] == [
        "policy.toml, line 2, recordings.encrypt",
        "policy.toml, line 3, recordings.keys",
        "policy.toml, line 3, recordings.keys",
        "policy.toml, line 7, recordings.stored_under",
        "policy.toml, line 9, exception",
        "policy.toml, line 11, exceptions.reason",
        "policy.toml, line 12, exceptions.accounts",
        "policy.toml, line 13, exceptions.recordings.encrypted",
        "policy.toml, line 14, exceptions.until",
        "policy.toml, line 17, exceptions.accounts",
        "policy.toml, line 18, exceptions.reason",
        "policy.toml, line 19, exceptions.until",
        "policy.toml, line 21, exceptions.recordings.key",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("recording.encrypted = true", "line 1, recording: There is no such key. Did you mean recordings?"),
        ("[recordings]\nencrypted = 1", "line 2, recordings.encrypted: It must be true or false, and is a number."),
        ("recordings = true", "line 1, recordings: It must be a table with rules, and is true or false."),
        ("[recordings]\nkeys = 'CR1'", "line 2, recordings.keys: It must be a list of texts, and is a text."),
        ("[recordings]\nkeys = []", "line 2, recordings.keys: It is empty"),
        (
            "[recordings]\nkeys = ['CR{account_sid}']",
            'line 2, recordings.keys: "CR{account_sid}" has {account_sid}, which no',
        ),
        ("[recordings]\nkeys = ['CR{sid}']", "line 2, recordings.keys: "),
        ("[recordings]\nstored_under = ['https://{sid}.s3.amazonaws.com/']", "{sid}, and {account_sid} alone stands for"),
        ("[exceptions]\nreason = 'x'", "line 1, exceptions: It must be tables, each begun by [[exceptions]], and is a table."),
        ("", "policy.toml, line 1: It has no rule that asks for anything."),
        ("[recordings]\nencrypted = false\n", "policy.toml, line 1: It has no rule that asks for anything."),
        ("[recordings\n", "policy.toml, line 1, column 12: it is not TOML: "),
        ("[recordings]\nencrypted = true\nencrypted = true\n", "line 3, column 17: it is not TOML: Cannot overwrite a value."),
        (ENCRYPTED + EXCEPTION, "line 3, exceptions: It excepts from nothing."),
        (
            ENCRYPTED + 2 * f"{EXCEPTION}recordings.encrypted = false\n",
            f"line 9, exceptions.accounts: {ACCOUNT} has another exception for recordings.encrypted.",
        ),
    ],
)
def test_a_mistake_says_where_it_is_and_what_to_write(text: str, says: str) -> None:
    (told,) = mistakes(text)
    assert says in told


def test_a_policy_that_is_not_utf_8_is_told() -> None:
    with pytest.raises(PolicyError, match="it is not TOML, which is UTF-8"):
        parse_policy(b"\xff\xfe", "policy.toml")


def test_a_url_with_a_password_is_not_shown() -> None:
    (told,) = mistakes("[recordings]\nstored_under = ['https://me:hunter2@my-recordings.s3.amazonaws.com/']")
    assert "hunter2" not in told


def test_the_command_tells_mistakes_and_ends_with_2_without_asking_twilio(auditor: Auditor) -> None:
    audit = auditor.audit("[recordings]\nencrypt = true\nkey = []\n")

    assert (audit.status, audit.output) == (2, "")
    assert audit.errors.startswith("Not audited. policy.toml, line 2, recordings.encrypt: There is no such key.")
    assert "policy.toml, line 3, recordings.key: There is no such key. Did you mean keys?" in audit.errors


def test_a_policy_that_is_not_there_ends_with_2(auditor: Auditor) -> None:
    audit = auditor.run("--policy", "nowhere.toml")
    assert (audit.status, audit.errors) == (2, "Not audited. nowhere.toml: it cannot be read: No such file or directory.\n")
