"""Each profile against its engine: for the same commands, the calls that are played are the calls that the engine makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from provider.fake import Answer, Drop, FakeTwilio
from provider.framework.values import Values
from provider.resources.provider import TwilioProvider
from tests.e2e import engine_choice
from tests.e2e.conftest import cli_config, engine, initialised, mirror, workspace
from tests.e2e.workspace import Workspace
from tests.engine.commands import Commands, Played, Typed
from tests.engine.objects import Options, Ref, Wanted
from tests.engine.profile import Profile
from tests.engine.recording import Calls, Recorder
from tests.engine.stack import StackEngine
from tests.engine.walk import Schemas
from tests.harness.loop import LoopThread
from tests.keys import OTHER_PEM, PEM

__all__ = ["cli_config", "engine", "initialised", "mirror", "workspace"]

PROFILES = {
    engine_choice.TERRAFORM: Profile.TERRAFORM,
    engine_choice.OPENTOFU: Profile.OPENTOFU,
    engine_choice.OLDEST_TERRAFORM: Profile.OLDEST_TERRAFORM,
    engine_choice.NEWEST_TERRAFORM: Profile.NEWEST_TERRAFORM,
}
SETTINGS, KEY = "twilio_video_recording_settings", "twilio_credentials_public_key"


def settings(name: str = "Ours", *, first: bool = False, **more: object) -> Wanted:
    return Wanted(SETTINGS, {"friendly_name": name, **more}, create_before_destroy=first)


def key(name: str = "Ours", pem: str = PEM, *, first: bool = False) -> Wanted:
    return Wanted(KEY, {"friendly_name": name, "public_key": pem}, create_before_destroy=first)


@dataclass(frozen=True)
class Life:
    """What happens to one account: commands, and what is done beside them. `newer`: the engine is newer than Terraform 1.0."""

    commands: Commands
    twilio: FakeTwilio
    newer: bool

    def apply(self, *, refresh: bool = True, saved: bool = False, **wanted: Wanted) -> None:
        self.commands.apply(wanted, Options(refresh=refresh), saved=saved)

    def replace(self, **wanted: Wanted) -> None:
        self.commands.apply(wanted, Options(replace=tuple(wanted)))

    def change_by_hand(self) -> None:
        self.twilio.account().recording_settings.friendly_name = "By hand"


def created_and_updated(life: Life) -> None:
    life.apply(s=settings())
    life.apply(s=settings())
    life.apply(s=settings("Other"))
    life.apply(s=settings("Ours"), refresh=False)
    life.apply(s=settings("Other"), saved=True)
    life.change_by_hand()
    life.apply(s=settings())
    if life.newer:
        life.change_by_hand()
        life.commands.apply({"s": settings()}, Options(refresh_only=True))
        life.apply(s=settings())


def replaced(life: Life) -> None:
    life.apply(s=settings(), saved=True)
    life.commands.taint("s")
    life.apply(s=settings())
    life.replace(s=settings())
    life.commands.taint("s")
    life.apply(s=settings(), refresh=False)


def replaced_create_first(life: Life) -> None:
    given = settings(first=True, adopt_existing=True)
    life.apply(s=given)
    life.commands.taint("s")
    life.apply(s=given)
    life.replace(s=given)


def replaced_by_an_argument(life: Life) -> None:
    life.apply(k=key())
    life.apply(k=key(pem=OTHER_PEM))
    life.apply(k=key(pem=PEM, first=True))
    life.apply(k=key(pem=OTHER_PEM, first=True), saved=True)
    life.twilio.account().public_keys.clear()
    life.apply(k=key())


def destroyed(life: Life) -> None:
    life.apply(s=settings())
    life.commands.destroy({"s": settings()})
    life.apply(s=settings())
    life.commands.destroy({"s": settings()}, refresh=False)
    life.apply(s=settings())
    life.commands.taint("s")
    life.commands.destroy({"s": settings()})


def destroyed_for_want_of_a_block(life: Life) -> None:
    life.apply(s=settings())
    life.apply()
    life.apply(s=settings())
    life.change_by_hand()
    life.apply()
    life.apply(s=settings())
    life.apply(refresh=False)


def imported(life: Life) -> None:
    life.commands.import_({"s": settings()}, "s", "Default")
    life.apply(s=settings())
    if life.newer:
        life.commands.apply({"t": settings("Other")}, Options(moved={"s": "t"}))
        life.commands.apply({}, Options(forgotten=("t",)))
        life.commands.apply({"s": settings()}, Options(imports={"s": "Default"}))


def depending_on_another(life: Life) -> None:
    def both(pem: str) -> dict[str, Wanted]:
        return {"k": key(pem=pem, first=True), "s": settings(encryption_key_sid=Ref("k"), encryption_enabled=True)}

    life.commands.apply(both(PEM))
    life.commands.apply(both(PEM) | {"d": Wanted("twilio_video_composition_settings", {}, data=True)})
    life.commands.apply(both(OTHER_PEM))
    life.commands.destroy(both(OTHER_PEM))


def failing(life: Life) -> None:
    lost = life.twilio.faults.add(Drop(processed=True), method="POST", path="/v1/Credentials/PublicKeys")
    life.apply(k=key())
    life.twilio.faults.remove(lost)
    life.apply(k=key())
    refused = life.twilio.faults.add(Answer(400, 20001), method="POST", times=None)
    life.apply(k=key("Other"))
    life.twilio.faults.remove(refused)
    life.apply(k=key("Other"))
    refused = life.twilio.faults.add(Answer(400, 20001), method="DELETE", times=None)
    life.apply(k=key(pem=OTHER_PEM, first=True))
    life.twilio.faults.remove(refused)
    life.apply(k=key(pem=OTHER_PEM, first=True))


LIVES: list[Callable[[Life], None]] = [
    created_and_updated,
    replaced,
    replaced_create_first,
    replaced_by_an_argument,
    destroyed,
    destroyed_for_want_of_a_block,
    imported,
    depending_on_another,
    failing,
]


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """What the workspace is set up for; each life has one of its own."""
    with FakeTwilio() as served:
        yield served


Begin = Callable[[Recorder, FakeTwilio], Commands]


def calls_of(life: Callable[[Life], None], loop: LoopThread, begin: Begin, *, newer: bool) -> list[Calls]:
    """What a provider is asked in one life."""
    with FakeTwilio() as twilio, Recorder(loop, TwilioProvider).served() as recorder:
        life(Life(begin(recorder, twilio), twilio, newer))
        return recorder.walks


def login(twilio: FakeTwilio) -> Values:
    return {
        "account_sid": twilio.account_sid,
        "auth_token": twilio.auth_token,
        "base_url": twilio.base_url,
        "backoff_interval_in_ms": 1,
        "retry_attempts": 1,
    }


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
@pytest.mark.parametrize("engine", PROFILES, indirect=True)
def test_the_calls_that_are_played_are_those_of_the_engine(
    workspace: Workspace, life: Callable[[Life], None], loop: LoopThread, request: pytest.FixtureRequest
) -> None:
    profile = PROFILES[request.node.callspec.params["engine"]]

    def typed(recorder: Recorder, twilio: FakeTwilio) -> Commands:
        return Typed.at(workspace, recorder, login(twilio))

    def played(recorder: Recorder, twilio: FakeTwilio) -> Commands:
        with recorder.launch() as client:
            schemas = Schemas.of(client)
        return Played(StackEngine(recorder.launch, schemas, login(twilio), twilio, profile))

    newer = workspace.engine.features.move
    assert calls_of(life, loop, played, newer=newer) == calls_of(life, loop, typed, newer=newer)
