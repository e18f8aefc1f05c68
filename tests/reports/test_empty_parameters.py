"""Real engines, and a Twilio that holds an empty value to the pattern of its parameter, or takes no notice of it."""

from __future__ import annotations

import pytest

from provider.fake import Empty, FakeTwilio, Omitted
from tests.e2e import hcl
from tests.e2e.account import KEY, UNTOUCHED, holds, sent
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.hcl import THIS
from tests.e2e.stack import CREATE_BEFORE_DESTROY, ENCRYPTION, public_key
from tests.e2e.workspace import Result, Workspace
from tests.keys import PEM
from tests.reports.played import leaving_dormant

__all__ = ["leaving_dormant"]

ENCRYPTED: dict[str, hcl.Value] = {
    "friendly_name": "Upload encrypted",
    "encryption_enabled": True,
    "encryption_key_sid": hcl.Expression("var.key"),
}
VARIABLE = f'variable "key" {{\n  type    = string\n  default = "{KEY}"\n}}\n'
HOOK = "twilio_video_composition_hook"
KEPT = "Twilio keeps what was to be taken away"

pytestmark = engines(ANY)
each_reading = pytest.mark.parametrize("empty", [Empty.REFUSED, Empty.IGNORED], ids=lambda empty: empty.value)


def forms(twilio: FakeTwilio) -> list[dict[str, str]]:
    """What was posted since the requests were last forgotten."""
    posted = [sent(request) for request in twilio.writes if request.method == "POST"]
    twilio.forget_requests()
    return posted


def told(result: Result) -> list[str]:
    return [each.summary for each in result.warnings]


def settings(**arguments: hcl.Value) -> str:
    return hcl.settings({**ENCRYPTED, **arguments})


@each_reading
def test_encryption_is_turned_on_renamed_turned_off_and_destroyed(workspace: Workspace, twilio: FakeTwilio, empty: Empty) -> None:
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    on = {"FriendlyName": "Upload encrypted", "AwsStorageEnabled": "false", "EncryptionKeySid": KEY, "EncryptionEnabled": "true"}
    off = {name: value for name, value in on.items() if name != "EncryptionKeySid"} | {"EncryptionEnabled": "false"}

    workspace.write(VARIABLE, settings())
    workspace.apply().expect_success()
    workspace.plan().expect_nothing_to_do()
    assert forms(twilio) == [on]

    workspace.write(VARIABLE, settings(friendly_name="New"))
    workspace.apply().expect_success()
    workspace.plan().expect_nothing_to_do()
    assert forms(twilio) == [on | {"FriendlyName": "New"}]

    workspace.write(hcl.settings(friendly_name="Upload encrypted"))
    applied = workspace.apply().expect_success()
    assert KEPT in told(applied)
    assert workspace.state[THIS]["encryption_key_sid"] is None
    workspace.plan().expect_nothing_to_do()
    assert forms(twilio) == [off | {"EncryptionKeySid": ""}, off]

    destroyed = workspace.destroy().expect_success()
    assert KEPT in told(destroyed)
    assert (forms(twilio), workspace.instances) == ([], {})
    assert holds(twilio) == UNTOUCHED | {"friendly_name": "Upload encrypted", "encryption_key_sid": KEY}


@pytest.mark.parametrize(
    ("on_destroy", "empty"), [("restore", Empty.IGNORED), ("reset", Empty.REFUSED), ("retain", Empty.REFUSED)]
)
def test_settings_that_encrypt_are_destroyed(workspace: Workspace, twilio: FakeTwilio, on_destroy: str, empty: Empty) -> None:
    """Either reading with either way back; `test_requests_under_each_reading` has all of them."""
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    workspace.write(VARIABLE, settings(on_destroy=on_destroy))
    workspace.apply().expect_success()
    twilio.forget_requests()

    destroyed = workspace.destroy().expect_success()

    retained = on_destroy == "retain"
    assert (KEPT in told(destroyed)) is not retained
    assert [form.get("EncryptionKeySid") for form in forms(twilio)] == ([] if retained else ["", None])
    assert workspace.instances == {}
    assert holds(twilio)["encryption_enabled"] is retained


@each_reading
def test_a_stack_with_its_own_key_is_destroyed(workspace: Workspace, twilio: FakeTwilio, empty: Empty) -> None:
    """The key goes although Twilio still names it."""
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    stack = public_key(PEM, inner=CREATE_BEFORE_DESTROY), settings(encryption_key_sid=hcl.Expression(f"{ENCRYPTION}.this.sid"))
    workspace.write(*stack)
    workspace.apply().expect_success()
    key = workspace.state[f"{ENCRYPTION}.this"]["sid"]

    destroyed = workspace.destroy().expect_success()

    assert {KEPT, "A credential that is gone is still named"} <= set(told(destroyed))
    assert (key in twilio.account().public_keys, workspace.instances) == (False, {})


@each_reading
def test_a_list_that_twilio_keeps_is_an_error_and_the_hook_is_as_it_was(
    workspace: Workspace, twilio: FakeTwilio, empty: Empty
) -> None:
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    muted, unmuted = hcl.Expression('["a"]'), hcl.Expression("[]")

    def hook(name: str, excluded: hcl.Expression) -> str:
        given = {"friendly_name": name, "audio_sources": hcl.Expression('["*"]'), "audio_sources_excluded": excluded}
        return hcl.block(f'resource "{HOOK}" "this"', given)

    workspace.write(hook("Ours", muted))
    workspace.apply().expect_success()

    workspace.write(hook("New", unmuted))
    error = workspace.apply().error

    assert 'audio_sources_excluded could not be emptied: Twilio kept ["a"] when it was left out' in error
    assert "The composition hook is as it was before" in error
    (live,) = twilio.account().composition_hooks.values()
    assert (live.friendly_name, live.audio_sources_excluded) == ("Ours", ["a"])
    workspace.write(hook("Ours", muted))
    workspace.plan().expect_nothing_to_do()
