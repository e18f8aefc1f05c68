"""A plan's note is found by the apply of that plan, and by nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from provider.plugin.plan_files import EngineCommand, PlanFiles, forget_all, parent_of

WAITING = "-cimport sys; print(flush=True); sys.stdin.read()"
"""As an argument of Python: it says that it is there, and waits."""

ABOUT = "settings AC1"

Notes = Callable[..., PlanFiles]


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notes]:
    """The notes of an engine that runs with these arguments, each time in a process of its own."""
    monkeypatch.chdir(tmp_path)
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    with ExitStack() as engines:

        def start(*arguments: str, **variables: str) -> PlanFiles:
            command = ["terraform", WAITING, *arguments]
            process = subprocess.Popen(command, executable=sys.executable, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            engines.enter_context(process)
            assert process.stdout is not None
            process.stdout.readline()
            return PlanFiles("twilio", process.pid, {"XDG_RUNTIME_DIR": str(runtime), **variables})

        yield start


def in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.getpid() + 1
    monkeypatch.setattr(os, "getpid", lambda: other)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("plan", EngineCommand("plan")),
        ("plan -out=p", EngineCommand("plan", saves="p")),
        ("plan --out p", EngineCommand("plan", saves="p")),
        ("-chdir=x plan -var a=b -out=p", EngineCommand("plan", saves="p")),
        ("plan -destroy -out=p", EngineCommand("plan", destroys=True, saves="p")),
        ("apply", EngineCommand("apply", applies="")),
        ("apply -auto-approve -var a=b -var-file f", EngineCommand("apply", applies="")),
        ("apply -input=false p", EngineCommand("apply", applies="p")),
        ("apply -destroy", EngineCommand("apply", destroys=True, applies="")),
        ("apply -destroy=false", EngineCommand("apply", applies="")),
        ("destroy -target x", EngineCommand("destroy", destroys=True)),
        ("refresh", EngineCommand("refresh")),
        ("test -filter=x", EngineCommand("test")),
        ("", EngineCommand()),
    ],
)
def test_an_engine_s_command_is_understood(arguments: str, command: EngineCommand) -> None:
    assert EngineCommand.parse(["terraform", *arguments.split()], {}) == command


def test_arguments_come_from_variables_too() -> None:
    variables = {"TF_CLI_ARGS": "-no-color", "TF_CLI_ARGS_plan": "-out='my plan'", "TF_CLI_ARGS_apply": "-destroy"}
    assert EngineCommand.parse(["tofu", "plan"], variables) == EngineCommand("plan", saves="my plan")


def test_variables_that_cannot_be_read_say_nothing() -> None:
    assert EngineCommand.parse(["tofu", "destroy"], {"TF_CLI_ARGS": "'"}) == EngineCommand("destroy")


def test_the_apply_of_a_saved_plan_finds_its_note(notes: Notes) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")

    assert notes("apply", "p").left(ABOUT) == "seen"
    assert notes("apply", str(Path("p").absolute())).left(ABOUT) == "seen"


def test_another_plan_has_another_note(notes: Notes) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    notes("plan").leave(ABOUT, "seen by a look")

    assert notes("apply", "other").left(ABOUT) is None
    assert notes("apply", "p").left("settings AC2") is None
    assert notes("apply").left(ABOUT) is None
    assert notes("apply", "p").left(ABOUT) == "seen"


def test_a_plan_that_is_saved_again_has_the_newer_note(notes: Notes) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen first")
    notes("plan", "-out=p").leave(ABOUT, "seen then")

    assert notes("apply", "p").left(ABOUT) == "seen then"


def test_a_plan_does_not_take_an_older_note_for_its_own(notes: Notes) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen first")

    assert notes("plan", "-out=p").left(ABOUT) is None


def test_an_apply_finds_the_note_of_its_own_plan_once_that_has_ended(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    applying = notes("apply")
    applying.leave(ABOUT, "seen")
    assert applying.left(ABOUT) is None  # this process makes the plan

    in_another_process(monkeypatch)

    assert applying.left(ABOUT) == "seen"


def test_a_note_is_gone_once_the_command_that_made_its_plan_has_applied_it(
    notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    applying = notes("apply")
    applying.leave(ABOUT, "seen")
    applying.close()
    in_another_process(monkeypatch)
    assert applying.left(ABOUT) == "seen"

    applying.close()

    assert list((tmp_path / "runtime").iterdir()) == []


def test_the_note_of_a_saved_plan_stays_for_an_apply_that_was_refused(notes: Notes) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    refused = notes("apply", "p")
    assert refused.left(ABOUT) == "seen"

    refused.close()

    assert notes("apply", "p").left(ABOUT) == "seen"


def test_the_note_of_an_engine_that_is_gone_is_forgotten(notes: Notes, tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        environment = {"XDG_RUNTIME_DIR": str(tmp_path / "runtime")}
        of_another = PlanFiles("twilio", process.pid, environment)
        of_another.__dict__["_command"] = EngineCommand("apply", applies="")
        of_another.leave(ABOUT, "seen, and answered no")
        (left,) = (tmp_path / "runtime").glob("*/*")
        process.kill()

    notes("apply").leave(ABOUT, "seen")

    assert not left.exists()


def test_the_apply_of_a_saved_plan_writes_no_note(notes: Notes) -> None:
    notes("apply", "p").leave(ABOUT, "seen by the apply")

    assert notes("apply", "p").left(ABOUT) is None


def test_notes_are_this_user_s_alone(notes: Notes, tmp_path: Path) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    (directory,) = (tmp_path / "runtime").iterdir()

    assert [path.stat().st_mode & 0o077 for path in (directory, *directory.iterdir())] == [0, 0]


def test_a_directory_that_others_can_enter_is_not_trusted(notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    (directory,) = (tmp_path / "runtime").iterdir()
    directory.chmod(0o755)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))

    assert notes("apply", "p").left(ABOUT) is None


def test_a_runtime_directory_that_cannot_be_used_is_no_obstacle(notes: Notes, tmp_path: Path) -> None:
    gone = {"XDG_RUNTIME_DIR": str(tmp_path / "gone"), "TMPDIR": str(tmp_path)}
    notes("plan", "-out=p", **gone).leave(ABOUT, "seen")

    assert notes("apply", "p", **gone).left(ABOUT) == "seen"


def test_a_damaged_note_is_none(notes: Notes, tmp_path: Path) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    (note,) = (tmp_path / "runtime").glob("*/*")
    for content in ("", "7", "{}", '{"text": "seen"'):
        note.write_text(content)
        assert notes("apply", "p").left(ABOUT) is None


def test_notes_that_nobody_came_for_are_forgotten_after_a_week(notes: Notes, tmp_path: Path) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    (old,) = (tmp_path / "runtime").glob("*/*")
    os.utime(old, times=(time.time() - 8 * 86400,) * 2)

    notes("plan", "-out=other").leave(ABOUT, "seen")

    assert not old.exists()
    assert notes("apply", "other").left(ABOUT) == "seen"


def test_all_notes_can_be_removed_and_nothing_of_anybody_else(notes: Notes, tmp_path: Path) -> None:
    notes("plan", "-out=p").leave(ABOUT, "seen")
    (tmp_path / "runtime/other").mkdir()

    forget_all("twilio", {"XDG_RUNTIME_DIR": str(tmp_path / "runtime")})

    assert [each.name for each in (tmp_path / "runtime").iterdir()] == ["other"]
    assert notes("apply", "p").left(ABOUT) is None


def test_an_engine_that_cannot_be_looked_at_has_no_notes(tmp_path: Path) -> None:
    unknown = PlanFiles("twilio", 0, {"XDG_RUNTIME_DIR": str(tmp_path)})
    unknown.leave(ABOUT, "seen")

    assert (unknown.left(ABOUT), unknown.destroys, list(tmp_path.iterdir())) == (None, False, [])


def test_the_engine_of_a_warm_start_is_the_launcher_s_parent() -> None:
    assert parent_of(os.getpid()) == os.getppid()
    assert parent_of(0) == 0
