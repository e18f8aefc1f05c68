"""Finds the line of a key in a TOML text, since the parser of the standard library does not tell it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys, and positions in arrays of tables: `("exceptions", 0, "until")`."""


def key_lines(text: str) -> dict[KeyPath, int]:
    """The first line of each key and table. `text` must be valid TOML; it is read statement by statement."""
    found: dict[KeyPath, int] = {}
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for line, statement in _statements(text):
        data = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            table = _opened(statement, data, counts)
            found.setdefault(table, line)
        else:
            for path in _paths(data):
                found.setdefault((*table, *path), line)
    return found


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of a key, or of the nearest table around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with the number of its first line. A statement ends with the first line that makes it valid TOML."""
    begun, first = "", 1
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        first = first if begun else number
        begun += line
        try:
            tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue
        yield first, begun
        begun = ""


def _opened(statement: str, data: Mapping[str, Any], counts: dict[KeyPath, int]) -> KeyPath:
    """The path of the table that a header opens, with its position in an array of tables."""
    path: KeyPath = ()
    inner: Any = data
    while inner:
        (key,) = inner
        path, inner = (*path, key), inner[key]
        if isinstance(inner, list):
            inner = inner[0]
    if statement.lstrip().startswith("[["):
        position = counts[path] = counts.get(path, -1) + 1
        return (*path, position)
    for length in range(len(path), 0, -1):  # a table of the last element of an array: `[exceptions.recordings]`
        if path[:length] in counts:
            return (*path[:length], counts[path[:length]], *path[length:])
    return path


def _paths(data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in data.items():
        yield (key,)
        if isinstance(value, Mapping):
            yield from ((key, *rest) for rest in _paths(value))
