"""Runs a guide from top to bottom, as a reader does who types what it shows.

What a page says with its code blocks:

- a block with a `title` is a file of that name, written where the shell is,
- a `shell` block is typed into one shell, so that folders and variables stay from block to block,
- a `text` block after it is what the reader sees: its lines come in that order, and `…` stands for anything,
- a line with `…` in a `shell` block is for the reader to fill in; whoever runs the guide has done so,
- `<!-- exit: 1 -->` before a block says how it ends, if not well,
- `<!-- by: NAME -->` before a block is something that happens meanwhile: the test does it,
- `<!-- not run: REASON -->` before a block: it is not.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS = 300.0

_PART = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<body>.*?)^(?P=indent)```$"
    r"|^ *<!-- (?P<order>exit|by|not run): (?P<said>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """A code block, and what stands before it for whoever runs the page."""

    language: str
    title: str | None
    body: str
    exit: int = 0
    by: str | None = None
    not_run: str | None = None


def steps(page: str) -> Iterator[Step]:
    """The code blocks of a page, in order."""
    orders: dict[str, str] = {}
    for part in _PART.finditer(page):
        if part["order"]:
            orders[part["order"]] = part["said"]
            continue
        body = "".join(line.removeprefix(part["indent"]) for line in part["body"].splitlines(keepends=True))
        yield Step(part["language"], part["title"], body, int(orders.get("exit", 0)), orders.get("by"), orders.get("not run"))
        orders = {}
    assert not orders, f"nothing follows {orders}"


@dataclass
class Reader:
    """Somebody with a folder and a shell."""

    folder: Path
    environment: Mapping[str, str]

    def follow(self, page: str, meanwhile: Mapping[str, Callable[[], object]] | None = None) -> list[str]:
        """Do what the page says; returns what every `shell` block printed. `meanwhile` has what happens by itself."""
        happens = dict(meanwhile or {})
        printed: list[str] = []
        for step in steps(page):
            if step.by is not None:
                happens.pop(step.by)()
            if step.not_run is not None:
                continue
            if step.title:
                self._write(step.title, step.body)
            elif step.language == "shell":
                printed.append(self._type(step))
            elif step.language == "text":
                assert printed, f"nothing was typed before this is seen:\n{step.body}"
                _see(step.body, printed[-1])
        assert not happens, f"the page does not say when {', '.join(happens)} happens"
        return printed

    def export(self, **variables: str) -> None:
        """Set variables in the reader's shell, from here on."""
        self.environment = {**self.environment, **variables}
        kept = self.folder / ".reader/variables"
        if kept.exists():
            with kept.open("a", encoding="utf-8") as file:
                file.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())

    def _write(self, name: str, text: str) -> None:
        kept = self.folder / ".reader/folder"
        path = (Path(kept.read_text(encoding="utf-8").strip()) if kept.exists() else self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _type(self, step: Step) -> str:
        kept = self.folder / ".reader"
        kept.mkdir(exist_ok=True)
        lines = "\n".join(line for line in step.body.splitlines() if "…" not in line)
        restored = f'[ ! -f {kept}/variables ] || {{ . {kept}/variables; cd "$(cat {kept}/folder)"; }}'
        saved = f"pwd > {kept}/folder; export -p > {kept}/variables"
        done = subprocess.run(
            ["bash", "-c", f"{restored}\ntrap '{saved}' EXIT\nset -euo pipefail\n{lines}\n"],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert done.returncode == step.exit, f"{step.body}\nended with {done.returncode}:\n{done.stdout}"
        return done.stdout


def _see(expected: str, printed: str) -> None:
    """Each line of `expected` is in what was printed, one after the other, whatever the frames and line breaks around them."""
    rest = _flowing(printed)
    for line in filter(None, map(_flowing, expected.splitlines())):
        pattern = ".*?".join(re.escape(part.strip()) for part in line.split("…"))
        found = re.search(pattern, rest)
        assert found, f"not seen: {line}\n\nin:\n{printed}"
        rest = rest[found.end() :]


def _flowing(text: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return " ".join(plain.translate(dict.fromkeys(map(ord, "│╷╵"), " ")).split())
