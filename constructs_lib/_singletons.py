"""Finds objects that an account has once, and a stack declares twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_LITERALS = re.compile(r"\$\{toset\((\[.*\])\)\}", re.DOTALL)
_EACH = ("${each.key}", "${each.value}")
_OWN = ""
"""The provider's own account."""


class Singletons:
    """The objects of one stack, in the order of their declaration."""

    def __init__(self) -> None:
        self._paths: dict[tuple[str, str, str], Callable[[], str]] = {}

    def repeated(self, kind: str, block: Mapping[str, Any], path: Callable[[], str]) -> list[str]:
        """What is wrong, in words, if the account has the object already. An object that may not exist (`count`) does not count.

        :param kind: The type of the resource.
        :param block: Its Terraform JSON, resolved.
        :param path: Gives the construct's path. It is called only for a message.
        """
        number, provider = _number_of(block), str(block.get("provider") or kind.partition("_")[0])
        if number is not None and number > 1:
            return [f"count: An account has one {kind}, and count makes {number} of it. Give 0 or 1."]
        accounts = _accounts_of(block)
        if accounts is None:
            return [
                f"for_each: An account has one {kind}, and for_each makes several of it. Give account_sid, such as ${{each.key}}."
            ]
        twice = {each: self._paths[kind, provider, each] for each in accounts if (kind, provider, each) in self._paths}
        if number:
            for each in accounts:
                self._paths.setdefault((kind, provider, each), path)
        if not twice or number != 1:
            return []
        first, named = next(iter(twice.values()))(), [each for each in twice if each != _OWN]
        whose = f" for {', '.join(named[:3])}{' and others' if len(named) > 3 else ''}" if named else ""
        return [
            f"An account has one {kind}, and {first} is it already{whose}, with the same provider configuration "
            f'("{provider}"). Declare it once and complete that: pass settings=, the settings of the one construct, to the other.'
            " For another account, pass its account_sid= or its provider=."
        ]


def _accounts_of(block: Mapping[str, Any]) -> list[str] | None:
    """The accounts of a block: SIDs, or expressions for them. None if several objects would have the same account."""
    account, each = str(block.get("account_sid") or _OWN), block.get("for_each")
    if each is None:
        return [account]
    found = _LITERALS.fullmatch(str(each))
    literals: list[str] | None = list(dict.fromkeys(json.loads(found[1]))) if found else None
    if "each." not in account:
        return None if literals is not None and len(literals) > 1 else [] if literals is None else [account] * len(literals)
    return literals if literals is not None and account in _EACH else [f"{account} of {each}"]


def _number_of(block: Mapping[str, Any]) -> int | None:
    """How many objects `count` makes: 1 without it, None if only an engine will know."""
    number = block.get("count", 1)
    try:
        return 1 if number is None else int(number)
    except ValueError:
        return None
