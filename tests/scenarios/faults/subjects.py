"""What the matrix does to each resource: found in the provider's own list, with the values of its sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from provider.fake import Account, FakeTwilio
from provider.framework.values import Values
from provider.resources._item import Item
from tests.conformance.resources import ITEMS, RESOURCES, SINGLETONS, TYPES, arguments, attribute, told_arguments
from tests.conformance.samples import Sample, sample_of
from tests.scenarios.accounts import Snapshot, contents, set_by_hand, were_always_there

ACCOUNT = "AC" + "0a" * 16
TOKEN = "5ec2e7" + "0b" * 13
SUBACCOUNT_TOKEN = "5ec2e7" + "0c" * 13
OTHER_ACCOUNT = "AC" + "1b" * 16
OTHER_OBJECT = "2c" * 16
"""What follows the prefix in the SID of an object that nobody asked for."""

_ACTIVATION = ("aws_credentials_sid", "aws_s3_url")
"""What makes Twilio prove that it can write to a bucket."""


@dataclass(frozen=True)
class Subject:
    """One resource: a row of the matrix. `subaccount`: it is one of a subaccount, managed with the parent's credentials."""

    type_name: str
    subaccount: bool = False

    @property
    def name(self) -> str:
        return self.type_name.removeprefix("twilio_") + ("_of_a_subaccount" if self.subaccount else "")

    @property
    def is_settings(self) -> bool:
        return self.type_name in SINGLETONS

    @property
    def prefix(self) -> str:
        """What the SID of its objects begins with; "" for settings, which have none."""
        found = RESOURCES[self.type_name]
        return found.prefix if issubclass(found, Item) else ""

    @property
    def has_data_source(self) -> bool:
        return RESOURCES[self.type_name].data_source is not None


def _of_subaccounts() -> list[Subject]:
    """One settings object and one object with a SID, of those that can be told their account."""
    named = [each for each in TYPES if "account_sid" in arguments(each)]
    chosen = [next(each for each in named if each in kind) for kind in (SINGLETONS, ITEMS)]
    return [Subject(each, subaccount=True) for each in chosen]


SUBJECTS = {each.name: each for each in (*map(Subject, TYPES), *_of_subaccounts())}


@dataclass(frozen=True)
class Setup:
    """A resource in an account: `given` makes it, an update makes the `change`, and `elsewhere` is another bucket."""

    subject: Subject
    account: Account
    sample: Sample

    @property
    def given(self) -> Values:
        return self.sample.config

    @cached_property
    def change(self) -> Values:
        """Everything that somebody sees and that is no switch, at once."""
        names = [name for name in told_arguments(self.subject.type_name) if name not in _ACTIVATION]
        others = {name: self.sample.arguments[name].other for name in names}
        return {name: other for name, other in others.items() if not isinstance(other, bool)}

    @property
    def elsewhere(self) -> Values:
        return {name: self.sample.arguments[name].other for name in _ACTIVATION}

    @cached_property
    def mistyped(self) -> Mapping[str, object]:
        """What the API tells of it, in types that Twilio documents for none of it."""
        told = {self.sample.by_hand[name][0]: self.sample.by_hand[name][1] for name in told_arguments(self.subject.type_name)}
        return {name: _of_another_type(value) for name, value in told.items()} | {"url": {"at": "home"}}

    @cached_property
    def secrets(self) -> list[str]:
        """What nobody may be told."""
        values = {name: each.value for name, each in self.sample.arguments.items() if isinstance(each.value, str)}
        declared = {name: attribute(self.subject.type_name, name) for name in values}
        return [value for name, value in values.items() if (each := declared[name]) and (each.write_only or each.sensitive)]

    @property
    def held(self) -> Any:
        """All that the account holds, in a form that can be compared."""
        return contents(self.account)


def _of_another_type(value: object) -> object:
    match value:
        case bool():
            return "yes"
        case list():
            return json.dumps(value)
        case _:
            return [value]


def set_up(twilio: FakeTwilio) -> tuple[dict[Subject, Setup], list[Snapshot]]:
    """Everything that resources need, in accounts whose settings somebody made by hand: they encrypt and store in S3.

    They store where configurations want it, so that only another bucket is an activation.
    """
    accounts = {False: twilio.account(), True: twilio.add_subaccount(auth_token=SUBACCOUNT_TOKEN)}
    setups = {}
    for each in SUBJECTS.values():
        account = accounts[each.subaccount]
        setups[each] = Setup(each, account, sample_of(each.type_name, twilio, account))
        if each.is_settings:
            set_by_hand(account, setups[each].sample, as_wanted=_ACTIVATION)
    for account in accounts.values():
        were_always_there(account)
    return setups, [Snapshot.of(account) for account in accounts.values()]
