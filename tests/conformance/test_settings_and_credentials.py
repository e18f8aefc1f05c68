"""Credentials that settings name, and that the same plan destroys."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.conformance.test_baseline_table import COMPOSITION, RECORDING, Account, account_of, managed
from tests.engine.walk import Engine, Instance


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def test_a_credential_that_one_kind_of_settings_names_is_told_of_that_kind_only(engine: Engine, twilio: FakeTwilio) -> None:
    recording, composition = account_of(twilio, RECORDING), account_of(twilio, COMPOSITION)
    key = engine.import_("twilio_credentials_public_key", str(recording.ours["encryption_key_sid"]))
    made = {each.type_name: managed(engine, each) for each in (recording, composition)}

    with engine.walk() as walk:
        assert walk.try_plan_delete(key).errors == []
        for each, refused in ((composition, False), (recording, True)):
            planned = walk.try_plan(each.type_name, each.ours, walk.refresh(made[each.type_name]))
            assert bool(planned.errors) is refused, planned.text


def keys_of(engine: Engine, account: Account) -> dict[str, Instance]:
    held = {"ours": account.ours, "before": account.baseline}
    return {
        whose: engine.import_("twilio_credentials_public_key", str(values["encryption_key_sid"]))
        for whose, values in held.items()
    }


@pytest.mark.parametrize(("whose", "refused"), [("ours", False), ("before", True)])
@pytest.mark.parametrize("key_first", [True, False], ids=["the key first", "the settings first"])
def test_what_a_destroy_leaves_decides_whether_a_key_may_go(
    engine: Engine, account: Account, whose: str, refused: bool, key_first: bool
) -> None:
    """The account goes on naming the key that it had before, and not the one that it has now."""
    before, key = managed(engine, account), keys_of(engine, account)[whose]
    with engine.walk() as walk:
        answers = [walk.try_plan_delete(each) for each in ([key, before] if key_first else [before, key])]

    errors = [each.summary for answer in answers for each in answer.errors]
    assert errors == (["A credential is destroyed that the account goes on naming"] if refused else [])
