"""Finds names that engines refuse, and names that two elements of a stack have: the CDK would write one of them only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_NAME = re.compile(r"[^\W\d][\w-]*")
_WAY_ON = "or call override_logical_id"


class Addresses:
    """The addresses of one stack, in the order of the declarations."""

    def __init__(self) -> None:
        self._paths: dict[str, Callable[[], str]] = {}

    def problems(self, kind: str, name: str, path: Callable[[], str]) -> Iterator[str]:
        """What is wrong, in words, with the name that an element has in its address.

        :param kind: What stands before the name.
        :param name: The name.
        :param path: Gives the construct's path. It is called only for a message.
        """
        if not _NAME.fullmatch(name):
            yield (
                f'ID: It makes the name "{name}", and a name in Terraform begins with a letter or _. The CDK takes it from the '
                "IDs within the stack, and of these only ASCII letters, digits, _ and -. Begin the first of these IDs with such "
                f"a letter, {_WAY_ON}."
            )
        elif (first := self._paths.setdefault(f"{kind}.{name}", path)) is not path:
            yield (
                f"ID: {first()} is {kind}.{name} too, and one of both would be lost. Of an ID, the CDK takes only ASCII letters, "
                f"digits, _ and - into a name. Give one of them an ID that differs in these, {_WAY_ON}."
            )
