"""Notes of plans for their applies, as files of this user's alone.

A note belongs to one plan: to the file that a plan is saved in, or else to the engine's process, which plans and applies. Which
of them it is, the engine's command line says. Where it can't be read there are no notes, and nothing relies on them.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import stat
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..framework.plan_notes import PlanNotes
from .directory import PREFIX

_SECONDS_KEPT = 7 * 86400.0
_WITH_A_VALUE = {"backup", "exclude", "exclude-file", "lock-timeout", "parallelism", "replace", "state", "state-out"}
_WITH_A_VALUE |= {"target", "target-file", "var", "var-file"}


@dataclass(frozen=True)
class EngineCommand:
    """What an engine was told to do, as far as plans are concerned."""

    name: str = ""
    destroys: bool = False
    saves: str | None = None
    """The file that a plan is saved in."""
    applies: str | None = None
    """The file of the plan that is applied; "" for a plan that the command makes itself."""

    @classmethod
    def parse(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> EngineCommand:
        """Of a command line, the program's name first. Engines take more arguments from variables."""
        name, given = _split(arguments[1:])
        more = f"{environment.get('TF_CLI_ARGS', '')} {environment.get(f'TF_CLI_ARGS_{name}', '')}"
        try:
            flags, files = _read([*shlex.split(more), *given])
        except ValueError:
            return cls(name)
        return cls(
            name,
            destroys=name == "destroy" or (name in ("plan", "apply") and flags.get("destroy") in ("", "true")),
            saves=flags.get("out") if name == "plan" else None,
            applies=(files[-1] if files else "") if name == "apply" else None,
        )


def _split(arguments: Sequence[str]) -> tuple[str, list[str]]:
    for position, argument in enumerate(arguments):
        if not argument.startswith("-"):
            return argument, list(arguments[position + 1 :])
    return "", []


def _read(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Flags with their values, and what is no flag."""
    flags, files = {}, []
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.lstrip("-").partition("=")
        if not argument.startswith("-"):
            files.append(argument)
        elif not equals and (name in _WITH_A_VALUE or name == "out"):
            flags[name] = next(rest, "")
        else:
            flags[name] = value
    return flags, files


class PlanFiles(PlanNotes):
    """The notes of the plan that an engine makes or applies. `engine` is its process."""

    def __init__(self, engine: int, environment: Mapping[str, str]) -> None:
        self._engine = engine
        self._environment = environment
        self._done: set[Path] = set()
        """Notes that no other process will ask for: those of a plan that its own command carries out, here."""

    @property
    def command(self) -> str:
        return self._command.name

    @property
    def destroys(self) -> bool:
        return self._command.destroys

    def leave(self, about: str, text: str) -> None:
        with contextlib.suppress(OSError):
            if not self._command.applies and (file := self._file(about)):
                _forget_old_ones(file.parent)
                descriptor, written = tempfile.mkstemp(dir=file.parent)
                with os.fdopen(descriptor, "w", encoding="utf-8") as note:
                    json.dump({"process": os.getpid(), "engine": self._own_plan, "text": text}, note)
                Path(written).replace(file)

    def left(self, about: str) -> str | None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if self._command.applies is not None and (file := self._file(about)):
                note = json.loads(file.read_text(encoding="utf-8"))
                if self._command.applies or note["process"] != os.getpid():
                    self._done |= set() if self._command.applies else {file}
                    return str(note["text"])
        return None

    def close(self) -> None:
        """Leave nothing behind that nobody will ask for. A saved plan may be applied once more, if its apply was refused."""
        for file in self._done:
            with contextlib.suppress(OSError):
                file.unlink()
                file.parent.rmdir()  # which fails as long as there is another

    @property
    def _own_plan(self) -> str:
        """The process of a command that applies its own plan, as nothing else is called; "" for any other command."""
        return f"{self._engine} {_began(self._engine)}" if self._command.applies == "" else ""

    @cached_property
    def _command(self) -> EngineCommand:
        try:
            line = Path(f"/proc/{self._engine}/cmdline").read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            return EngineCommand()
        return EngineCommand.parse(line.removesuffix("\0").split("\0"), self._environment)

    def _file(self, about: str) -> Path | None:
        """Where the note of this plan is; OSError where there can be none."""
        from hashlib import sha256  # noqa: PLC0415  # loads a library that few launches need

        command = self._command
        if command.saves or command.applies:
            plan = f"file {Path(command.saves or command.applies or '').absolute()}"
        elif own := self._own_plan:
            plan = f"process {own}"
        else:
            return None
        digest = sha256(f"{plan}\0{about}".encode("utf-8", "surrogateescape")).hexdigest()
        return _directory(self._environment) / digest


def _began(process: int) -> str:
    """When a process began, in the kernel's ticks: its number can be another's later."""
    return _stat(process)[19]


def parent_of(process: int) -> int:
    """The process that started another; 0 where that cannot be told."""
    try:
        return int(_stat(process)[1])
    except (OSError, ValueError, IndexError):
        return 0


def _stat(process: int) -> list[str]:
    """What the kernel says of a process after its name, which may hold anything."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()


def forget_all(environment: Mapping[str, str]) -> None:
    """Remove this user's notes, also those of plans that were saved and not applied."""
    for directory in _places(environment):
        with contextlib.suppress(OSError):
            if _is_ours(directory):
                for file in directory.iterdir():
                    file.unlink()
                directory.rmdir()


def _places(environment: Mapping[str, str]) -> list[Path]:
    """Where the directory of the notes may be, best first."""
    parents = filter(None, (environment.get("XDG_RUNTIME_DIR"), tempfile.gettempdir()))
    return [Path(parent) / f"{PREFIX}plans-{os.geteuid()}" for parent in parents]


def _is_ours(directory: Path) -> bool:
    found = directory.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _directory(environment: Mapping[str, str]) -> Path:
    """A directory of this user's alone, made if it is not there. OSError where there is none to be had."""
    for directory in _places(environment):
        with contextlib.suppress(OSError):
            directory.mkdir(mode=0o700, exist_ok=True)
            if _is_ours(directory):
                return directory
    raise OSError("there is no directory for temporary files")


def _forget_old_ones(directory: Path) -> None:
    for file in directory.iterdir():
        with contextlib.suppress(OSError):
            if time.time() - file.stat().st_mtime > _SECONDS_KEPT or _is_of_an_engine_that_is_gone(file):
                file.unlink()


def _is_of_an_engine_that_is_gone(file: Path) -> bool:
    """Whether its plan was neither saved nor will be applied: the answer was "no", or a process was killed."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        engine, _, began = json.loads(file.read_text(encoding="utf-8"))["engine"].partition(" ")
        try:
            return bool(engine) and _began(int(engine)) != began
        except OSError:
            return True
    return False
