"""The audit of a plan: it compares what accounts will have after the apply."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from ..reports.plan_file import Change, PlanFile
from ..reports.sensitive import HIDDEN, hide
from ..reports.shown import one_line
from ..resources.settings.placement import Placement
from .evaluation import LATER, PolicyFinding, RuleValue, evaluate
from .policy import Policy
from .result import AuditedAccount, AuditResult, unreadable


def audit_plan(content: bytes, policy: Policy, provider: str) -> AuditResult:
    """Audit what `terraform show -json` printed. `provider` is this provider's address. Raises `PlanUnusable`."""
    plan, at = PlanFile.of(content), datetime.now(UTC)
    managed = {one.media for one in plan.settings}
    missing = [media for media in policy.media if media not in managed]
    notes = [f"The plan has no settings of {media}, so that nothing is said of them." for media in missing]
    accounts = [_audited(policy, group, provider, at) for group in plan.by_account()]
    accounts.sort(key=lambda each: (each.sid, each.friendly_name))
    return AuditResult(policy.sha256, at, accounts, plan.incomplete, notes, hashlib.sha256(content).hexdigest())


def _audited(policy: Policy, group: list[Change], provider: str, at: datetime) -> AuditedAccount:
    sid = group[0].account_sid
    placements = {one.media: Placement.of(one.after) for one in group if one.provider == provider}
    found = evaluate(policy, sid if isinstance(sid, str) else "", placements, at.date())
    found += [
        unreadable(f"{one.address}: It is of the provider {one.provider}, and this audits what is of {provider}.")
        for one in group
        if one.provider != provider
    ]
    secrets = set[str]().union(*(one.secrets for one in group))
    shown = (HIDDEN if sid in secrets else one_line(sid)) if isinstance(sid, str) else LATER
    return AuditedAccount(shown, ", ".join(one.address for one in group), tuple(_without(secrets, one) for one in found))


def _without(secrets: Collection[str], finding: PolicyFinding) -> PolicyFinding:
    def hidden(value: RuleValue) -> RuleValue:
        if isinstance(value, bool):
            return value
        return hide(value, secrets) if isinstance(value, str) else [hide(each, secrets) for each in value]

    text = hide(finding.text, secrets)
    return replace(finding, expected=hidden(finding.expected), found=hidden(finding.found), text=text)
