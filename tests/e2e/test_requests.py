"""What each command asks of the API, and why it must: no request is sent that nobody needs.

An `apply` is two walks, each a process of its own that knows nothing of the other: one plans, one plans again and carries out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.engine_choice import engines, having
from tests.e2e.stack import ACCESS_KEY_ID, AWS, BUCKET, SECRET
from tests.e2e.workspace import Workspace

pytestmark = engines(*having(lambda features: features.plan_destroy))


@dataclass(frozen=True)
class Sent:
    """A request, and why it is needed."""

    method: str
    path: str
    why: str


MANY = 40
KEYS = "/v1/Credentials/AWS"
HOOKS = "/v1/CompositionHooks"
RECORDING = "/v1/RecordingSettings/Default"
COMPOSITION = "/v1/CompositionSettings/Default"

REFRESHED = "the engine refreshes what state has"
LOOKED_FOR = "only the plan can tell of what an interrupted apply left under this name"
NOT_IN_USE = "recordings would be lost, were it deleted while settings name it"
COMPOSES = "a hook composes nothing where recordings are encrypted or stored elsewhere"
NOT_OVERWRITTEN = "settings that exist must not be overwritten unseen"
NOT_UNDONE = "a change that the plan never saw must not be undone"
THE_WRITE = "what the command is for; its answer is the new state, and nothing is read after it"

CREDENTIAL: Mapping[str, list[Sent]] = {
    "create": [Sent("GET", KEYS, LOOKED_FOR), Sent("GET", KEYS, LOOKED_FOR), Sent("POST", KEYS, THE_WRITE)],
    "plan": [Sent("GET", f"{KEYS}/SID", REFRESHED)],
    "update": [Sent("GET", f"{KEYS}/SID", REFRESHED), Sent("POST", f"{KEYS}/SID", THE_WRITE)],
    "destroy": [
        Sent("GET", f"{KEYS}/SID", REFRESHED),
        Sent("GET", RECORDING, NOT_IN_USE),
        Sent("GET", COMPOSITION, NOT_IN_USE),
        Sent("DELETE", f"{KEYS}/SID", THE_WRITE),
    ],
}
HOOK: Mapping[str, list[Sent]] = {
    "create": [Sent("GET", RECORDING, COMPOSES), Sent("GET", RECORDING, COMPOSES), Sent("POST", HOOKS, THE_WRITE)],
    "plan": [Sent("GET", f"{HOOKS}/SID", REFRESHED)],
    "update": [Sent("GET", f"{HOOKS}/SID", REFRESHED), Sent("POST", f"{HOOKS}/SID", THE_WRITE)],
    "destroy": [Sent("GET", f"{HOOKS}/SID", REFRESHED), Sent("DELETE", f"{HOOKS}/SID", THE_WRITE)],
}
SETTINGS: Mapping[str, list[Sent]] = {
    "create": [Sent("GET", RECORDING, NOT_OVERWRITTEN), Sent("GET", RECORDING, NOT_UNDONE), Sent("POST", RECORDING, THE_WRITE)],
    "plan": [Sent("GET", RECORDING, REFRESHED)],
    "update": [Sent("GET", RECORDING, REFRESHED), Sent("GET", RECORDING, NOT_UNDONE), Sent("POST", RECORDING, THE_WRITE)],
    "destroy": [Sent("GET", RECORDING, REFRESHED), Sent("GET", RECORDING, NOT_UNDONE), Sent("POST", RECORDING, THE_WRITE)],
}


def credential(name: str) -> str:
    given: dict[str, hcl.Value] = {"friendly_name": name, "aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET}
    return hcl.block(f'resource "{AWS}" "this"', given)


def hook(name: str) -> str:
    given: dict[str, hcl.Value] = {"friendly_name": name, "audio_sources": hcl.Expression('["*"]')}
    return hcl.block('resource "twilio_video_composition_hook" "this"', given)


def settings(name: str) -> str:
    return hcl.settings(friendly_name=name, aws_s3_url=BUCKET)


@pytest.mark.parametrize(
    ("resource", "table"),
    [(credential, CREDENTIAL), (hook, HOOK), (settings, SETTINGS)],
    ids=["credential", "hook", "settings"],
)
def test_each_command_sends_what_it_needs_and_no_more(
    workspace: Workspace, twilio: FakeTwilio, resource: Callable[[str], str], table: Mapping[str, list[Sent]]
) -> None:
    sent: dict[str, list[tuple[str, str]]] = {}
    for command in table:
        twilio.forget_requests()
        workspace.write(resource("first" if command in ("create", "plan") else "second"))
        run = {"plan": workspace.plan, "destroy": workspace.destroy}.get(command, workspace.apply)
        run().expect_success()
        sent[command] = [(request.method, without_sid(request.path)) for request in twilio.requests]

    assert sent == {command: [(each.method, each.path) for each in requests] for command, requests in table.items()}


def without_sid(path: str) -> str:
    head, _, last = path.rpartition("/")
    return f"{head}/SID" if last.startswith(("CR", "HK")) else path


def test_many_deletes_share_their_looks_at_the_settings(workspace: Workspace, twilio: FakeTwilio) -> None:
    arguments: dict[str, hcl.Value] = {"count": MANY, "aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET}
    workspace.write(hcl.block(f'resource "{AWS}" "this"', arguments))
    workspace.apply().expect_success()
    twilio.forget_requests()

    workspace.destroy("-parallelism=50").expect_success()

    assert len(twilio.writes) == MANY
    assert len(twilio.requests_to(RECORDING)) == len(twilio.requests_to(COMPOSITION)) < MANY / 2
