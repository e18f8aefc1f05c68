"""Running other programs: short ones for their answer, long ones with signs of life."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.engines.failures import UnfitError
from tools.engines.settings import Settings

PROGRESS_EVERY = 15.0
"""Seconds between two signs of life of a long step."""

_ANSWER_WITHIN = 120.0
_LINES_KEPT = 12


def answer(argv: Sequence[str | Path], environ: Mapping[str, str]) -> str:
    """What a short command prints on stdout. It runs in an empty directory, so that no files sway its answer.

    Raises `UnfitError` when it cannot be started, fails, or takes longer than two minutes.
    """
    with tempfile.TemporaryDirectory() as nowhere:
        try:
            done = subprocess.run(
                [str(word) for word in argv],
                cwd=nowhere,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_ANSWER_WITHIN,
                check=False,
            )
        except OSError as error:
            raise UnfitError(f"{argv[0]} cannot be run: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise UnfitError(f"{argv[0]} did not answer within {_ANSWER_WITHIN:.0f} s") from error
    if done.returncode != 0:
        raise UnfitError(f"{argv[0]} failed with exit code {done.returncode}: {_last_lines(done.stderr)}")
    return done.stdout


def work(
    argv: Sequence[str | Path],
    *,
    label: str,
    settings: Settings,
    cwd: Path,
    environ: Mapping[str, str] | None = None,
    every: float = PROGRESS_EVERY,
) -> None:
    """Run a long command, say that it is under way every `every` seconds, and how long it took.

    `environ` is in the place of `settings.environ`. Raises `UnfitError` with the last lines of what it printed when it cannot
    be started or fails.
    """
    say, started = settings.say, time.monotonic()
    say(f"{label} …")
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                [str(word) for word in argv],
                cwd=cwd,
                env=dict(settings.environ if environ is None else environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise UnfitError(f"{label}: {argv[0]} cannot be run: {error.strerror}") from error
        code = _wait(process, lambda: say(f"{label} … {time.monotonic() - started:.0f} s"), every)
        output.seek(0)
        printed = output.read().decode("utf-8", "replace")
    if code != 0:
        raise UnfitError(f"{label} failed with exit code {code}: {_last_lines(printed)}")
    say(f"{label}: done in {time.monotonic() - started:.0f} s")


def _wait(process: subprocess.Popen[bytes], sign_of_life: Callable[[], None], every: float) -> int:
    try:
        while True:
            try:
                return process.wait(every)
            except subprocess.TimeoutExpired:
                sign_of_life()
    finally:
        if process.poll() is None:  # interrupted: a build must not go on behind the person's back
            process.terminate()
            process.wait()


def _last_lines(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[-_LINES_KEPT:]) or "it printed nothing"
