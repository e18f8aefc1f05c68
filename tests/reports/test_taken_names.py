"""The name of a composition hook is taken: which hook has it is told, and how to take that one back."""

from __future__ import annotations

from provider.fake import Account, Answer, CompositionHook, FakeTwilio
from tests.e2e import hcl
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.reports.test_fresh_objects import RECENT, hide
from tests.resources import hooks
from tests.resources.credentials import sid_of


def another_hook(account: Account, name: str) -> CompositionHook:
    hook = account.composition_hooks["HK" + "7" * 32] = CompositionHook(account.sid, name, sid="HK" + "7" * 32)
    return hook


def test_a_hook_that_left_state_and_has_the_name_is_named_with_the_command_that_takes_it_back(
    hook: Managed, twilio: FakeTwilio
) -> None:
    hook.apply(hooks.SMALL).without_errors()
    left, hook.instance = sid_of(hook), None

    (told,) = hook.apply(hooks.SMALL).errors

    assert (told.summary, told.path) == ("The name of the composition hook is taken", ("friendly_name",))
    assert "400 Bad Request" in told.detail
    assert f"`terraform import {hooks.TYPE}.NAME {left}`" in told.detail
    assert "Nothing was changed" in told.detail
    assert list(twilio.account().composition_hooks) == [left]


def test_a_hook_is_not_renamed_to_the_name_of_another_which_is_told(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(hooks.SMALL).without_errors()
    other = another_hook(twilio.account(), "Nightly")

    (told,) = hook.apply({**hooks.SMALL, "friendly_name": "Nightly"}).errors

    assert told.summary == "The name of the composition hook is taken"
    assert other.sid in told.detail
    assert "terraform import" not in told.detail


def test_a_hook_that_is_refused_for_another_reason_is_told_so(hook: Managed, twilio: FakeTwilio) -> None:
    another_hook(twilio.account(), "Nightly")
    twilio.faults.add(Answer(400, 20001, "No"), method="POST")

    (told,) = hook.apply(hooks.SMALL).errors

    assert told.summary == "Twilio refused the request"


@engines(ANY)
def test_a_hook_that_left_state_is_taken_back_with_the_command_that_its_refused_create_names(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    configuration = hcl.block(
        f'resource "{hooks.TYPE}" "this"', {"friendly_name": "Grid", "audio_sources": hcl.Expression('["*"]')}
    )
    workspace.write(configuration)
    workspace.apply().expect_success()
    (sid,) = twilio.account().composition_hooks
    hide(twilio, hooks.COLLECTION, RECENT)

    refused = workspace.apply()

    assert f"terraform import {hooks.TYPE}.NAME {sid}" in refused.error
    assert workspace.state == {}
    workspace.import_(f"{hooks.TYPE}.this", sid).expect_success()
    workspace.plan().expect_nothing_to_do()
