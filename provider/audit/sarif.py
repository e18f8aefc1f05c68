"""A report as SARIF 2.1.0, which code hosts show beside a pull request and in their lists of findings.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..reports.sensitive import HIDDEN
from ..reports.shown import one_line
from .evaluation import LATER, PAST, READABLE, PolicyFinding
from .result import AuditedAccount, AuditResult

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_MEANINGS = {
    "recordings.encrypted": "Recordings must be encrypted.",
    "recordings.keys": "Recordings must be encrypted with one of the keys that the policy names.",
    "recordings.stored_under": "Recordings must be stored below one of the places that the policy names.",
    "compositions.encrypted": "Compositions must be encrypted.",
    "compositions.keys": "Compositions must be encrypted with one of the keys that the policy names.",
    "compositions.stored_under": "Compositions must be stored below one of the places that the policy names.",
    PAST: "An exception from the policy must not be past its date.",
    READABLE: "What an account has must be seen to be known as right.",
}
_LONGEST_MESSAGE = 1000


def as_sarif(result: AuditResult, version: str, policy: str) -> str:
    """`policy` is the path of the policy's file. Code hosts show findings at a line of a file: accounts have none but this.

    Findings that an exception covers are left out: code hosts do not read `suppressions`, and would open an alert for each.
    """
    findings = [(account, one) for account in result.accounts for one in account.findings if one.exception is None]
    run = {
        "tool": {"driver": {"name": "terraform-provider-twilio audit", "version": version, "rules": _rules()}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": result.exit_status != 2, "endTimeUtc": result.as_json()["at"]}],
        "properties": {"policySha256": result.policy_sha256, "complete": result.is_complete},
        "results": [_result(account, one, policy) for account, one in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rules() -> list[dict[str, Any]]:
    return [
        {"id": rule, "shortDescription": {"text": meaning}, "defaultConfiguration": {"level": "error"}}
        for rule, meaning in _MEANINGS.items()
    ]


def _fingerprint(account: AuditedAccount, finding: PolicyFinding) -> str:
    """Code hosts tell findings apart by it. All findings are at one line: without it, hosts would show one for each rule."""
    is_named = account.sid not in (LATER, HIDDEN)
    about = account.sid if is_named else account.friendly_name  # which, of a plan, is the address
    return hashlib.sha256(f"{about} {finding.rule}".encode()).hexdigest()


def _reference(policy: str) -> str:
    """The path as a URI relative to the repository around the working folder, since code hosts find no other.

    Outside a repository it is relative to the working folder.
    """
    here = Path.cwd()
    root = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
    try:
        return quote(Path(os.path.relpath(policy, root)).as_posix())
    except ValueError:  # Windows, and it is on another drive
        return Path(policy).absolute().as_uri()


def _result(account: AuditedAccount, finding: PolicyFinding, policy: str) -> dict[str, Any]:
    name = one_line(account.friendly_name)
    text = f"{account.sid}{f' ({name})' if name else ''}: {one_line(finding.message, longest=_LONGEST_MESSAGE)}"
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(_MEANINGS).index(finding.rule),
        "level": "error",
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _reference(policy)}, "region": {"startLine": 1}},
                "logicalLocations": [{"name": account.sid, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(account, finding)},
    }
