"""A short story with a real engine: an account records all the time while its stack lives and changes, and nothing is lost.

`python -m tests.scenarios.soak.recordings` tells a long one.
"""

from __future__ import annotations

import pytest

from tests.e2e.engine_choice import TERRAFORM, require

from .real import RealEngine
from .story import Chapter, Figures, Told, World, encryption_off, told
from .wanted import Again, Fault, OnDestroy, Target

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("soak"), pytest.mark.timeout(600)]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Told:
    engine, directory, figures = require(TERRAFORM), tmp_path_factory.mktemp("soak"), Figures()
    with World.made(pause=0.05) as world:
        real = RealEngine.initialised(directory, engine, world.twilio, world.arm)
        chapter = Chapter(world, real, figures)
        chapter.first()
        chapter.rotate_key()
        chapter.rotate_credential(Fault(Target.PROVIDER, 2, carried_out=True))
        chapter.move()
        chapter.make_again(Again.TAINT)
        chapter.rotate_both(Fault(Target.ENGINE, 3, carried_out=False))
        chapter.repair(encryption_off)
        chapter.destroy(OnDestroy.RESTORE)
        chapter.end()
        chapter = Chapter(world, real, figures)
        chapter.first()
        chapter.destroy(OnDestroy.RETAIN)
        chapter.first()
        chapter.destroy(OnDestroy.RESET)
        chapter.end()
        return told(world, figures)


def test_no_recording_is_lost(story: Told) -> None:
    assert [(each.occasion, each.lost) for each in story.lost] == []


def test_every_recording_is_where_the_settings_of_its_moment_promised_and_decrypts_with_its_key(story: Told) -> None:
    assert story.audit.broken_promises == ()
    assert story.audit.decrypted == story.audit.encrypted


def test_no_command_passes_through_settings_that_nobody_asked_for(story: Told) -> None:
    assert [(each.command, each.recording.occasion) for each in story.figures.strays] == []


def test_a_destroy_puts_back_how_the_account_recorded_before_the_stack(story: Told) -> None:
    assert (story.figures.not_restored, story.figures.restored) == ([], 1)


def test_what_was_interrupted_is_finished_by_the_same_command(story: Told) -> None:
    assert (story.figures.faults, story.figures.unfinished) == (2, [])


def test_the_story_had_recordings_of_every_kind(story: Told) -> None:
    assert 0 < story.audit.encrypted < story.audit.made
    assert 0 < story.audit.in_s3 < story.audit.made


def test_nothing_was_refused_but_a_destroy_that_would_have_left_settings_without_their_credentials(story: Told) -> None:
    assert [each.partition(":")[0] for each in story.figures.refused] == ["destroy (retain) of everything"]


def test_the_same_wishes_in_a_naive_order_lose_recordings_for_want_of_either_credential(story: Told) -> None:
    assert {reason.partition(":")[0] for reason in story.control.reasons} == {"53611", "53612"}
    assert story.control.broken_promises == ()
