"""What a user wants of the stack, and how a command about it ended."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from .cloud import AccessKey

Act = Callable[[], None]


class OnDestroy(enum.StrEnum):
    RESTORE = "restore"
    RESET = "reset"
    RETAIN = "retain"


class Again(enum.Enum):
    """How settings are made again although nothing about them has changed."""

    TAINT = "taint"
    REPLACE = "-replace"


class Target(enum.Enum):
    """Who is hit in the middle of a command, and how."""

    PROVIDER = "SIGKILL of the provider"
    ENGINE = "SIGKILL of the engine"
    EVERYBODY = "SIGINT of engine and provider, as Ctrl-C does it"
    ANSWER = "the answer to a write is lost"


@dataclass(frozen=True)
class Fault:
    """A fault at the `number`th write of a command: after it was carried out, or before it can be (it never is then)."""

    target: Target
    number: int
    carried_out: bool


@dataclass(frozen=True)
class Wanted:
    """A public key, an AWS credential, and settings that encrypt with the one and store with the other."""

    pem: str
    key: AccessKey
    url: str
    on_destroy: OnDestroy = OnDestroy.RESTORE
    adopt_existing: bool = True


@dataclass(frozen=True)
class Outcome:
    """How a command ended: done, or with an error (or a fault), and what was said."""

    done: bool
    said: str = ""
