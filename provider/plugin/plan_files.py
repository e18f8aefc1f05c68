"""Notes that a plan leaves for its apply, in files that only this user can read.

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
from functools import cached_property
from pathlib import Path

from ..framework.plan_notes import PlanNotes
from ..record import record
from .directory import prefix

_SECONDS_KEPT = 7 * 86400.0
_WITH_A_VALUE = {"backup", "exclude", "exclude-file", "lock-timeout", "parallelism", "replace", "state", "state-out"}
_WITH_A_VALUE |= {"target", "target-file", "var", "var-file"}


@record(frozen=True)
class EngineCommand:
    """What the engine's command line says about plans."""

    name: str = ""
    destroys: bool = False
    saves: str | None = None
    """The file that a plan is saved in."""
    applies: str | None = None
    """The file of the plan that is applied; "" for a plan that the command makes itself."""

    @classmethod
    def parse(cls, arguments: Sequence[str], environment: Mapping[str, str]) -> EngineCommand:
        """Parse a command line, which begins with the program's name. Engines take more arguments from variables."""
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
    """The flags with their values, and the other arguments."""
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

    def __init__(self, provider: str, engine: int, environment: Mapping[str, str]) -> None:
        self._provider = provider
        self._engine = engine
        self._environment = environment
        self._done: set[Path] = set()
        """Notes that no other process will read: this process applies the plan that its own command made."""

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
        """Remove the notes that nobody will read. Notes of a saved plan stay, since a refused apply may be repeated."""
        for file in self._done:
            with contextlib.suppress(OSError):
                file.unlink()
                file.parent.rmdir()  # fails while the directory holds another note

    @property
    def _own_plan(self) -> str:
        """A unique name of the engine's process, if its command applies the plan that it makes; "" for any other command."""
        return f"{self._engine} {_began(self._engine)}" if self._command.applies == "" else ""

    @cached_property
    def _command(self) -> EngineCommand:
        try:
            line = Path(f"/proc/{self._engine}/cmdline").read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            return EngineCommand()
        return EngineCommand.parse(line.removesuffix("\0").split("\0"), self._environment)

    def _file(self, about: str) -> Path | None:
        """The file of this plan's note. OSError if no directory can hold it."""
        from hashlib import sha256  # noqa: PLC0415  # it loads a library that few launches need

        command = self._command
        if command.saves or command.applies:
            plan = f"file {Path(command.saves or command.applies or '').absolute()}"
        elif own := self._own_plan:
            plan = f"process {own}"
        else:
            return None
        digest = sha256(f"{plan}\0{about}".encode("utf-8", "surrogateescape")).hexdigest()
        return _directory(self._provider, self._environment) / digest


def _began(process: int) -> str:
    """When a process began, in the kernel's ticks. The kernel gives a process's number to another process later."""
    return _stat(process)[19]


def parent_of(process: int) -> int:
    """The number of the process that started another; 0 if the kernel does not say."""
    try:
        return int(_stat(process)[1])
    except (OSError, ValueError, IndexError):
        return 0


def _stat(process: int) -> list[str]:
    """The fields of `/proc/PID/stat` after the process's name, which may contain any character."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()


def forget_all(provider: str, environment: Mapping[str, str]) -> None:
    """Remove the provider's notes of this user, also those of plans that were saved and not applied."""
    for directory in _places(provider, environment):
        with contextlib.suppress(OSError):
            if _is_ours(directory):
                for file in directory.iterdir():
                    file.unlink()
                directory.rmdir()


def _places(provider: str, environment: Mapping[str, str]) -> list[Path]:
    """Paths that the notes' directory may have, best first."""
    parents = filter(None, (environment.get("XDG_RUNTIME_DIR"), tempfile.gettempdir()))
    return [Path(parent) / f"{prefix(provider)}plans-{os.geteuid()}" for parent in parents]


def _is_ours(directory: Path) -> bool:
    found = directory.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _directory(provider: str, environment: Mapping[str, str]) -> Path:
    """A directory that only this user can enter, made if it is missing. OSError if none can be used."""
    for directory in _places(provider, environment):
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
    """Whether nobody will apply the plan, which was not saved: the user said "no", or a process was killed."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        engine, _, began = json.loads(file.read_text(encoding="utf-8"))["engine"].partition(" ")
        try:
            return bool(engine) and _began(int(engine)) != began
        except OSError:
            return True
    return False
