"""An account's settings, compared with a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from ..framework.values import UNKNOWN
from ..resources.settings.placement import Placement
from .locations import is_below
from .policy import ACCOUNT_SID, TWILIO, MediaRules, Policy, PolicyException, Rules

RuleValue: TypeAlias = "bool | str | list[str]"

LATER = "known after apply"
PAST = "exceptions.until"
READABLE = "account.readable"


@dataclass(frozen=True)
class PolicyFinding:
    """A violation of the policy, or something that could not be read."""

    rule: str
    """Such as `recordings.encrypted`."""
    expected: RuleValue
    found: RuleValue
    text: str
    exception: PolicyException | None = None
    """The exception that covers it."""
    is_unseen: bool = False
    """Whether the value could not be read, or will be known after the apply only. Then nobody knows whether it is in order."""

    @property
    def message(self) -> str:
        """The text, with the exception that covers the finding."""
        one = self.exception
        return self.text if one is None else f"{self.text} Excepted until {one.until.isoformat()}: {one.reason}"


def evaluate(policy: Policy, account_sid: str, placements: Mapping[str, Placement], today: date) -> list[PolicyFinding]:
    """Compare an account with the policy. `placements` has its settings by media: no rule applies to media that are missing.

    A finding that an exception covers is among them, with that exception. An exception whose date is past covers nothing.
    """
    exceptions = policy.exceptions_of(account_sid)
    valid = [one for one in exceptions if not one.is_past(today)]
    rules, excepting = policy.rules, dict[str, PolicyException]()
    for exception in valid:
        rules = exception.rules.over(rules)
        excepting |= dict.fromkeys(exception.rules.names(), exception)
    wrong = list(_against(rules, account_sid, placements))
    named = {one.rule for one in wrong}
    excepted = [
        replace(one, exception=excepting.get(one.rule, valid[-1]), is_unseen=False)
        for one in (_against(policy.rules, account_sid, placements) if valid else ())
        if one.rule not in named
    ]
    return [*wrong, *excepted, *(_past(one) for one in exceptions if one not in valid)]


def _past(exception: PolicyException) -> PolicyFinding:
    until = exception.until.isoformat()
    text = f"Its exception ended on {until} ({exception.reason}). Mend the account, or agree on a new date."
    return PolicyFinding(PAST, "a date that is not past", until, text)


def _against(rules: Rules, account_sid: str, placements: Mapping[str, Placement]) -> Iterator[PolicyFinding]:
    for media, placement in placements.items():
        asked = _Asked(media, rules.of(media), placement, account_sid)
        yield from (found for found in (asked.encrypted(), asked.keys(), asked.stored_under()) if found)


@dataclass(frozen=True)
class _Asked:
    """The rules for one kind of media of one account. Each method checks one rule, and returns None if the account keeps it.

    `account_sid` is empty if the SID will be known after the apply only.
    """

    media: str
    rules: MediaRules
    placement: Placement
    account_sid: str

    def encrypted(self) -> PolicyFinding | None:
        enabled = self.placement.encryption_enabled
        if not self.rules.encrypted or enabled is True:
            return None
        if enabled is UNKNOWN:
            return self._unknown("encrypted", True)
        return self._finding("encrypted", True, False, "They must be encrypted.")

    def keys(self) -> PolicyFinding | None:
        """A policy that names keys asks for encryption too, unless its rule `encrypted` says something about that."""
        if self.rules.keys is None:
            return None
        keys, enabled, key = (
            list(self.rules.keys),
            self.placement.encryption_enabled,
            self.placement.encryption_key_sid,
        )
        must = f"They must be encrypted with {_one_of(keys)}."
        if enabled is False:
            return None if self.rules.encrypted is not None else self._finding("keys", keys, "not encrypted", must)
        if key is UNKNOWN or (enabled is UNKNOWN and (key not in keys or self.rules.encrypted is None)):
            return self._unknown("keys", keys)
        if key in keys:
            return None
        return self._finding("keys", keys, str(key or "no key"), must)

    def stored_under(self) -> PolicyFinding | None:
        if self.rules.stored_under is None:
            return None
        places, in_s3, url = (
            self._of_account(self.rules.stored_under),
            self.placement.aws_storage_enabled,
            self.placement.aws_s3_url,
        )
        if in_s3 is UNKNOWN or (in_s3 and url is UNKNOWN):
            return self._unknown("stored_under", places)
        if any(is_below(str(url), place) for place in places) if in_s3 else TWILIO in places:
            return None
        here = str(url or "no bucket") if in_s3 else TWILIO
        return self._finding("stored_under", places, here, f"They must be stored below {_one_of(places)}.")

    def _of_account(self, texts: tuple[str, ...]) -> list[str]:
        return [text.replace(ACCOUNT_SID, self.account_sid or ACCOUNT_SID) for text in texts]

    def _finding(self, rule: str, expected: RuleValue, found: RuleValue, must: str) -> PolicyFinding:
        if not self.account_sid and isinstance(expected, list) and any(ACCOUNT_SID in text for text in expected):
            return self._unknown(rule, expected)
        return PolicyFinding(f"{self.media}.{rule}", expected, found, f"{self.placement.in_words(self.media)} {must}")

    def _unknown(self, rule: str, expected: RuleValue) -> PolicyFinding:
        text = f"{self.placement.in_words(self.media)} Whether that is as the policy says cannot be told before the apply."
        return PolicyFinding(f"{self.media}.{rule}", expected, LATER, text, is_unseen=True)


def _one_of(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"one of {', '.join(texts)}"
