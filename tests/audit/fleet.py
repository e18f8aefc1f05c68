"""A thousand accounts, of which some are not as a policy says, in every way that there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from provider.fake import Account, Answer, Drop, FakeTwilio, Garbage
from provider.fake.faults import Action
from provider.fake.models import AccountStatus
from tests.audit.conftest import BUCKET, KEY

OTHER_KEY = f"CR{'2' * 32}"
ELSEWHERE = "https://elsewhere.s3-eu-west-1.amazonaws.com/video/"

_MEDIA = ("recordings", "compositions")


@dataclass
class Fleet:
    """The accounts, and what was planted."""

    twilio: FakeTwilio
    accounts: list[Account] = field(default_factory=list)
    planted: set[tuple[str, str]] = field(default_factory=set)
    """Account and rule."""
    excepted: set[tuple[str, str]] = field(default_factory=set)
    _past: list[str] = field(default_factory=list)
    """SIDs of accounts whose exception is past its date."""

    @classmethod
    def of(cls, twilio: FakeTwilio, size: int) -> Fleet:
        """The parent and its subaccounts, `size` in all, which are as the policy says."""
        names = (f"Customer {number}" for number in range(1, size))
        fleet = cls(twilio, [twilio.account(), *(twilio.add_subaccount(friendly_name=name) for name in names)])
        for account in fleet.accounts:
            for settings in (account.recording_settings, account.composition_settings):
                settings.encryption_enabled, settings.encryption_key_sid = True, KEY
                settings.aws_storage_enabled, settings.aws_s3_url = True, f"{BUCKET}{account.sid}"
        return fleet

    def plant(self, findings: int) -> None:
        """So many findings, each kind in its turn, in accounts of their own."""
        kinds = [
            *((f"{media}.{rule}", media, rule) for media in _MEDIA for rule in ("encrypted", "keys", "stored_under")),
            ("exceptions.until", "", "past"),
            *(("account.readable", "", how) for how in ("forbidden", "failing", "garbage", "dropped", "suspended", "refused")),
        ]
        targets = iter(self.accounts[7::19])
        for number in range(findings):
            rule, media, how = kinds[number % len(kinds)]
            account = next(targets)
            self._break(account, media, how)
            self.planted.add((account.sid, rule))
        self._except(next(targets))
        for account in self.accounts[3::50]:
            self.twilio.faults.add(Answer.rate_limited(0), account_sid=account.sid, path="/v1/", times=1)
            self.twilio.faults.add(Drop(), account_sid=account.sid, path="/v1/", times=1, skip=1)

    def _break(self, account: Account, media: str, how: str) -> None:
        settings = account.composition_settings if media == "compositions" else account.recording_settings
        faults: dict[str, Action] = {"forbidden": Answer(403), "failing": Answer(500), "garbage": Garbage(), "dropped": Drop()}
        if how in faults:
            self.twilio.faults.add(faults[how], account_sid=account.sid, path="/v1/RecordingSettings", times=None)
        elif how == "refused":
            self.twilio.faults.add(Answer(401, 20003), account_sid=account.sid, path="/v1/", times=None)
        elif how == "suspended":
            account.status = AccountStatus.SUSPENDED
        elif how == "past":
            self._past.append(account.sid)
        elif how == "encrypted":
            settings.encryption_enabled = False
        elif how == "keys":
            settings.encryption_key_sid = OTHER_KEY
        else:
            settings.aws_s3_url = ELSEWHERE

    def _except(self, account: Account) -> None:
        account.recording_settings.encryption_enabled = False
        self.excepted.add((account.sid, "recordings.encrypted"))

    @property
    def policy(self) -> str:
        return "".join(self._policy())

    def _policy(self) -> Iterator[str]:
        for media in _MEDIA:
            yield f'[{media}]\nencrypted = true\nkeys = ["{KEY}"]\nstored_under = ["{BUCKET}{{account_sid}}/"]\n'
        for accounts, until in ((self._past, "2026-01-31"), ([sid for sid, _ in self.excepted], "2999-12-31")):
            yield f"[[exceptions]]\naccounts = {accounts!r}\nrecordings.encrypted = false\n"
            yield f'reason = "Test accounts, no personal data"\nuntil = {until}\n'

    @property
    def secrets(self) -> list[str]:
        return [account.auth_token for account in self.accounts]
