"""Names that Twilio gives as somebody wrote them: no report executes one, or breaks on one."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import UTC, datetime

import jsonschema
import pytest

from provider.audit.result import AuditedAccount, AuditResult, unreadable
from provider.audit.terminal import print_table
from provider.fake import Account, FakeTwilio
from tests.audit.conftest import ENCRYPTED, Auditor
from tests.audit.sarif_schema import SARIF

NAMES = {
    "terminal escapes": "\x1b]0;owned\x07\x1b[2J\x9b31mred",
    "line breaks": "one\r\ntwo\u2028three\x00",
    "HTML": "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'>",
    "a template": "{{ 7777777 * 191 }}{% raw %}",
    "markup of rich": "[bold red]x[/bold red][link=file:///etc/passwd]y[/link]",
    "right to left": "\u202egnihtemos\u202c\u2066x",
    "half a character": "\ud800",
    "a formula": "=cmd|' /C calc'!A0",
    "a formula after a space": "\t=1+1",
    "another formula": "@SUM(1;1)",
    "a number": "-2+3",
    "10,000 characters": "W" * 10_000,
    "CSV": 'a","b"\n"c',
    "nothing": "",
    "JSON": '"}],"status":"ok"',
}
PRODUCT = "1485555407"
"""What a template engine would make of the template. It is too long to be in a SID by chance."""


@pytest.fixture
def accounts(twilio: FakeTwilio) -> dict[str, Account]:
    """By SID, an account for each name, beside the parent."""
    made = [twilio.add_subaccount(friendly_name=name) for name in NAMES.values()]
    return {account.sid: account for account in made}


def is_plain(text: str) -> bool:
    """Whether a terminal shows it as it is."""
    return not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in text if each not in "\r\n")


def test_json_has_each_name_and_rewrites_no_terminal(auditor: Auditor, accounts: dict[str, Account]) -> None:
    audit = auditor.audit()

    assert {sid: audit.accounts[sid]["friendly_name"] for sid in accounts} == {
        sid: account.friendly_name.replace("\ud800", "?") for sid, account in accounts.items()
    }
    assert audit.output.isascii()
    assert is_plain(audit.output)


def test_csv_has_a_row_for_each_and_no_formula(auditor: Auditor, accounts: dict[str, Account]) -> None:
    audit = auditor.audit(ENCRYPTED, "--format", "csv")

    assert {row["sid"] for row in audit.rows} == {*accounts, auditor.variables["TWILIO_ACCOUNT_SID"]}
    cells = [cell for row in csv.reader(io.StringIO(audit.output)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert is_plain(audit.output)


def test_sarif_is_as_the_standard_says(auditor: Auditor, accounts: dict[str, Account]) -> None:
    told = json.loads(auditor.audit(ENCRYPTED, "--format", "sarif").output)

    jsonschema.validate(told, SARIF)
    texts = [one["message"]["text"] for one in told["runs"][0]["results"]]
    assert len(texts) == len(accounts) + 1
    assert all(is_plain(text) and len(text) < 2000 for text in texts)


def test_html_escapes_each(auditor: Auditor, accounts: dict[str, Account]) -> None:
    page = auditor.audit(ENCRYPTED, "--format", "html").output

    assert page.count("<article") == len(accounts) + 1
    assert "<script" not in page
    assert "<img" not in page
    assert PRODUCT not in page
    assert is_plain(page)


def test_a_table_has_a_line_for_each(auditor: Auditor, accounts: dict[str, Account]) -> None:
    output = auditor.audit(ENCRYPTED, "--format", "table").output

    assert is_plain(output)
    lines = [line for line in output.splitlines() if line.startswith("violates")]
    assert len(lines) == len(accounts) + 1
    assert all(len(line) < 150 for line in lines)


def test_a_table_in_colours_shows_markup_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    audited = [AuditedAccount(f"AC{number:032}", name, (unreadable("why"),)) for number, name in enumerate(NAMES.values())]
    print_table(AuditResult("0" * 64, datetime.now(UTC), audited))

    output = capsys.readouterr().out
    assert is_plain(output)
    assert "[bold red]x" in output.replace("\n", "")
