"""The two CDKs, of which every test of the constructs takes each in turn."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Backend:
    """One CDK: `cdk` is its module, `l1` our package of constructs for it. Both have one shape, which `Any` stands for."""

    name: str
    cdk: Any
    l1: Any

    @classmethod
    def named(cls, name: str) -> Backend:
        return cls(name, importlib.import_module(name), importlib.import_module(f"constructs_lib.{name}"))
