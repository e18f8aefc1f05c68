"""Reads a policy's file, and reports all its mistakes at once."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..resources.checks import account_sid, credential_sid, s3_url
from .policy import ACCOUNT_SID, MEDIA, TWILIO, MediaRules, Policy, PolicyException, Rules
from .policy_lines import KeyPath, key_lines, line_of

_SOME_ACCOUNT = f"AC{'0' * 32}"
_LISTED = {"keys", "stored_under"}
_OF_EXCEPTION = ("accounts", "reason", "until")


class PolicyError(ValueError):
    """A policy cannot be used. The text has a line for each mistake, with its line and key."""


def read_policy(path: Path) -> Policy:
    """Raises `PolicyError`."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise PolicyError(f"{path}: it cannot be read: {problem.strerror}.") from None
    return parse_policy(content, str(path))


def parse_policy(content: bytes, name: str) -> Policy:
    """Read the content of a file that mistakes call `name`. Raises `PolicyError`."""
    try:
        text = content.decode("utf-8-sig")  # editors of Windows begin a file with a byte order mark
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        saved = " This is UTF-16, as shells of Windows write it." if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
        raise PolicyError(f"{name}: it is not TOML, which is UTF-8.{saved} Save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        where = re.search(r"\(at (.*)\)", str(problem))
        at = f", {where[1]}" if where else ""
        raise PolicyError(f"{name}{at}: it is not TOML: {re.sub(r' *[(]at .*[)]', '', str(problem))}.") from None
    reading = _Reading()
    policy = reading.policy(data, hashlib.sha256(content).hexdigest())
    if reading.mistakes:
        lines = key_lines(text)
        mistakes = sorted((line_of(lines, path), _key(path), text) for path, text in reading.mistakes)
        raise PolicyError("\n".join(f"{name}, line {line}{f', {key}' if key else ''}: {text}" for line, key, text in mistakes))
    return policy


def _key(path: KeyPath) -> str:
    """The key as people write it. It does not say which of several exceptions is meant: the line does."""
    return ".".join(step for step in path if isinstance(step, str))


@dataclass
class _Reading:
    """Reads tables and collects mistakes, each as the path of a key and a text."""

    mistakes: list[tuple[KeyPath, str]] = field(default_factory=list)

    def policy(self, data: Mapping[str, Any], sha256: str) -> Policy:
        self._known((), data, [*MEDIA, "exceptions"])
        rules = self._rules((), data)
        exceptions = tuple(self._exceptions(data.get("exceptions", [])))
        if not self.mistakes and not any(rules.of(media).ask_for_something for media in MEDIA):
            self.mistakes.append(((), "It has no rule that asks for anything. Write one, such as recordings.encrypted = true."))
        return Policy(rules, exceptions, sha256)

    def _rules(self, path: KeyPath, data: Mapping[str, Any]) -> Rules:
        return Rules(**{media: self._of_media((*path, media), data[media]) for media in MEDIA if media in data})

    def _of_media(self, path: KeyPath, table: Any) -> MediaRules:
        if not self._is(path, table, dict, "a table with rules"):
            return MediaRules()
        names = [each.name for each in fields(MediaRules)]
        self._known(path, table, names)
        values: dict[str, Any] = {}
        for name in (name for name in names if name in table):
            where, value = (*path, name), table[name]
            if name in _LISTED:
                values[name] = self._texts(where, value, _key_problem if name == "keys" else _place_problem)
            elif self._is(where, value, bool, "true or false"):
                values[name] = value
        return MediaRules(**values)

    def _exceptions(self, tables: Any) -> Iterator[PolicyException]:
        if not self._is(("exceptions",), tables, list, "tables, each begun by [[exceptions]]"):
            return
        seen: dict[tuple[str, str], int] = {}
        for position, table in enumerate(tables):
            path = ("exceptions", position)
            if self._is(path, table, dict, "a table") and (found := self._exception(path, table)):
                for pair in ((sid, rule) for sid in found.accounts for rule in found.rules.names()):
                    if seen.setdefault(pair, position) != position:
                        self.mistakes.append(((*path, "accounts"), f"{pair[0]} has another exception for {pair[1]}. Keep one."))
                yield found

    def _exception(self, path: KeyPath, table: Mapping[str, Any]) -> PolicyException | None:
        before = len(self.mistakes)
        self._known(path, table, [*_OF_EXCEPTION, *MEDIA])
        for name in (name for name in _OF_EXCEPTION if name not in table):
            self.mistakes.append(((*path, name), "It is missing. An exception needs accounts, a reason and a date, until."))
        accounts = self._texts((*path, "accounts"), table["accounts"], account_sid) if "accounts" in table else ()
        reason, until = table.get("reason"), table.get("until")
        if reason is not None and self._is((*path, "reason"), reason, str, "a text") and not reason.strip():
            self.mistakes.append(((*path, "reason"), "It is empty. Say why."))
        if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
            self.mistakes.append(
                ((*path, "until"), f"It must be a date without quotes, such as 2027-03-31, and is {_kind(until)}.")
            )
        rules = self._rules(path, table)
        if len(self.mistakes) == before and not rules.names():
            self.mistakes.append((path, "It excepts from nothing. Write a rule in it, such as recordings.encrypted = false."))
        if len(self.mistakes) > before or not isinstance(reason, str) or not isinstance(until, date):
            return None
        return PolicyException(accounts, rules, reason.strip(), until)

    def _texts(self, path: KeyPath, value: Any, check: Callable[[str], str | None]) -> tuple[str, ...]:
        if not self._is(path, value, list, "a list of texts"):
            return ()
        if not value:
            self.mistakes.append((path, "It is empty, so that nothing could ever be right. Name one, or leave it out."))
        for each in value:
            if self._is(path, each, str, "a list of texts only") and (problem := check(each)):
                self.mistakes.append((path, problem))
        return tuple(each for each in value if isinstance(each, str))

    def _known(self, path: KeyPath, table: Mapping[str, Any], names: Collection[str]) -> None:
        for name in (name for name in table if name not in names):
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(names)}."
            self.mistakes.append(((*path, name), f"There is no such key. {hint}"))

    def _is(self, path: KeyPath, value: Any, kind: type, wanted: str) -> bool:
        if isinstance(value, kind):
            return True
        self.mistakes.append((path, f"It must be {wanted}, and is {_kind(value)}."))
        return False


def _key_problem(text: str) -> str | None:
    if ACCOUNT_SID in text:
        return f'"{text}" has {ACCOUNT_SID}, which no key has in its SID: only in URLs it stands for the account.'
    return credential_sid(text)


def _place_problem(text: str) -> str | None:
    if text == TWILIO:
        return None
    other = next((found for found in re.findall(r"\{[^}]*\}", text) if found != ACCOUNT_SID), None)
    unknown = other and f'"{text}" has {other}, and {ACCOUNT_SID} alone stands for something.'
    problem = unknown or s3_url(text.replace(ACCOUNT_SID, _SOME_ACCOUNT))
    return problem and f'{problem} "{TWILIO}" stands for Twilio\'s cloud.'


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or a time")
