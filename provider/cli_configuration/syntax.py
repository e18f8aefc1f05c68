"""The syntax of CLI configurations: blocks and arguments in HCL's first version, or the same in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*|//[^\n]*|/\*.*?\*/)|(?P<text>"(?:\\.|[^"\\])*")|(?P<mark>[{}\[\]=,])|(?P<word>[^\s{}\[\]=,"\#]+)""",
    re.DOTALL | re.VERBOSE,
)
_MARKS = "{}[]=,"
_ESCAPE = re.compile(r"\\(.)")


class SyntaxProblem(ValueError):
    """The text is no CLI configuration."""


@dataclass(frozen=True)
class Entry:
    """An argument or a block."""

    name: str
    line: int
    """Where it begins; 0 in JSON."""
    texts: list[str] = field(default_factory=list)
    """The value of an argument, or each of its values."""
    body: list[Entry] = field(default_factory=list)
    """What is in a block."""

    def blocks(self, *names: str) -> Iterator[Entry]:
        """Return the blocks of these names within this one, or all of them."""
        return (entry for entry in self.body if not names or entry.name in names)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of an argument within this block; none if it is not there."""
        return tuple(text for entry in self.body if entry.name == name for text in entry.texts)


def parse(text: str) -> Entry:
    """Read a file as one block. Raises `SyntaxProblem`."""
    if text.lstrip().startswith("{"):
        try:
            return Entry("", 0, body=list(_of_json(json.loads(text))))
        except ValueError as problem:
            raise SyntaxProblem(str(problem)) from problem
    return Entry("", 1, body=_Parser(list(_tokens(text))).body(closed=False))


def _of_json(body: object) -> Iterator[Entry]:
    if not isinstance(body, dict):
        raise SyntaxProblem("An object is wanted.")
    for name, value in body.items():
        values = value if isinstance(value, list) else [value]
        texts = [each if isinstance(each, str) else json.dumps(each) for each in values if not isinstance(each, dict)]
        if texts:
            yield Entry(name, 0, texts)
        yield from (Entry(name, 0, body=list(_of_json(each))) for each in values if isinstance(each, dict))


@dataclass(frozen=True)
class _Token:
    text: str
    line: int
    quoted: bool


def _tokens(text: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise SyntaxProblem(f"Line {line} cannot be read.")
        if found.lastgroup == "text":
            yield _Token(_ESCAPE.sub(r"\1", found[0][1:-1]), line, quoted=True)
        elif found.lastgroup != "space":
            yield _Token(found[0], line, quoted=False)
        position, line = found.end(), line + found[0].count("\n")


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens

    def body(self, *, closed: bool) -> list[Entry]:
        """Read up to the brace that closes the block, or to the end of the file."""
        entries: list[Entry] = []
        while not self._taken("}") if closed else self._tokens:
            entries.append(self._entry())
            self._taken(",")
        return entries

    def _entry(self) -> Entry:
        name = self._text()
        assigned = self._taken("=")
        while not self._taken("{"):
            if assigned:
                return Entry(name.text, name.line, self._values())
            self._text()  # a label
        return Entry(name.text, name.line, body=self.body(closed=True))

    def _values(self) -> list[str]:
        if not self._taken("["):
            return [self._text().text]
        texts = []
        while not self._taken("]"):
            texts.append(self._text().text)
            self._taken(",")
        return texts

    def _text(self) -> _Token:
        if not self._tokens:
            raise SyntaxProblem("It ends too soon: a brace or a bracket is not closed.")
        token = self._tokens.pop(0)
        if token.text in _MARKS and not token.quoted:
            raise SyntaxProblem(f"Line {token.line} has {token.text} where a name or a value is wanted.")
        return token

    def _taken(self, mark: str) -> bool:
        if self._tokens and self._tokens[0].text == mark and not self._tokens[0].quoted:
            self._tokens.pop(0)
            return True
        return False
