"""The result of an audit, and its JSON. Every report is made from it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from .evaluation import READABLE, PolicyFinding

VERSION = 1
"""Of the JSON. A reader of it can rely on every name in it for as long as this stays."""


class AuditStatus(StrEnum):
    """How an account stands."""

    OK = "ok"
    VIOLATES = "violates"
    EXCEPTED = "excepted"
    """It violates the policy, and exceptions cover all violations."""
    UNREADABLE = "unreadable"
    """A part of it could not be read. So nobody knows whether it is in order, whatever the other parts say."""


@dataclass(frozen=True)
class AuditedAccount:
    """An account and its findings."""

    sid: str
    friendly_name: str
    findings: tuple[PolicyFinding, ...] = ()

    @property
    def status(self) -> AuditStatus:
        if any(one.is_unseen for one in self.findings):
            return AuditStatus.UNREADABLE
        if any(one.exception is None for one in self.findings):
            return AuditStatus.VIOLATES
        return AuditStatus.EXCEPTED if self.findings else AuditStatus.OK

    def as_json(self) -> dict[str, Any]:
        findings = [
            {"rule": one.rule, "expected": one.expected, "found": one.found, "text": one.message} for one in self.findings
        ]
        return {"sid": self.sid, "friendly_name": self.friendly_name, "status": self.status.value, "findings": findings}


def unreadable(why: str) -> PolicyFinding:
    """The finding about settings that could not be read."""
    return PolicyFinding(READABLE, "settings that can be read", "unreadable", why, is_unseen=True)


@dataclass(frozen=True)
class AuditResult:
    """All accounts, compared with one policy."""

    policy_sha256: str
    at: datetime
    """When the audit began to read."""
    accounts: Sequence[AuditedAccount]
    incomplete: str = ""
    """Why something is missing, as a clause; "" if nothing is. What an interruption kept from being read is `UNREADABLE`."""
    notes: Sequence[str] = field(default_factory=tuple)
    """What the command says on standard error. No report has it."""
    plan_sha256: str = ""
    """Of the plan's JSON, if a plan was audited and not the accounts themselves."""

    @property
    def is_complete(self) -> bool:
        return not self.incomplete

    @property
    def exit_status(self) -> int:
        """0: every account is in order. 1: there are findings. 2: something could not be read."""
        statuses = {each.status for each in self.accounts}
        if not self.accounts or not self.is_complete or AuditStatus.UNREADABLE in statuses:
            return 2
        return 1 if AuditStatus.VIOLATES in statuses else 0

    @property
    def summary(self) -> dict[str, int | bool]:
        counts = Counter(each.status for each in self.accounts)
        return {
            "accounts": len(self.accounts),
            **{status.value: counts[status] for status in AuditStatus},
            "complete": self.is_complete,
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "policy_sha256": self.policy_sha256,
            **({"plan_sha256": self.plan_sha256} if self.plan_sha256 else {}),
            "at": self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "accounts": [each.as_json() for each in self.accounts],
            "summary": self.summary,
        }


def as_text(result: AuditResult) -> str:
    """The JSON as ASCII, so that no name of an account can rewrite a terminal."""
    return json.dumps(result.as_json(), indent=2)
