"""The commands of an engine, run by a real one or played: what a test does with the one it can do with the other."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Protocol

from provider.framework.values import Values
from provider.resources.provider import ADDRESS
from tests.e2e import hcl
from tests.e2e.workspace import Workspace
from tests.engine.objects import PLAIN, Configuration, Held, Options, Ref, State, Wanted
from tests.engine.recording import Recorder
from tests.engine.stack import StackEngine


class Commands(Protocol):
    """What a person types. Whether a command succeeds is not asked: the calls tell."""

    def apply(self, config: Configuration, options: Options = PLAIN, *, saved: bool = False) -> None: ...

    def destroy(self, config: Configuration, *, refresh: bool = True) -> None: ...

    def import_(self, config: Configuration, address: str, key: str) -> None: ...

    def taint(self, address: str) -> None: ...


_ONE_AT_A_TIME = ("-parallelism=1",)


@dataclass
class Typed:
    """The commands of a real engine, which asks a recorder instead of launching the plugin."""

    workspace: Workspace
    provider: Values
    _types: dict[str, str] = field(default_factory=dict)
    """By address, of everything there has been."""

    @classmethod
    def at(cls, workspace: Workspace, recorder: Recorder, provider: Values) -> Typed:
        workspace.environ["TF_REATTACH_PROVIDERS"] = recorder.reattached(ADDRESS)
        return cls(workspace, provider)

    def apply(self, config: Configuration, options: Options = PLAIN, *, saved: bool = False) -> None:
        blocks = [hcl.import_block(key, _path(config[to].type_name, to)) for to, key in options.imports.items()]
        blocks += [
            f"moved {{\n  from = {_path(config[new].type_name, old)}\n  to   = {_path(config[new].type_name, new)}\n}}\n"
            for old, new in options.moved.items()
        ]
        blocks += [
            f"removed {{\n  from = {self._types[each]}.{each}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
            for each in options.forgotten
        ]
        self._write(config, *blocks)
        chosen = [*_ONE_AT_A_TIME, *(f"-replace={_path(config[each].type_name, each)}" for each in options.replace)]
        chosen += ([] if options.refresh else ["-refresh=false"]) + (["-refresh-only"] if options.refresh_only else [])
        if not saved:
            self.workspace.apply(*chosen)
        elif self.workspace.plan(*chosen).code == 2:
            self.workspace.apply_plan()

    def destroy(self, config: Configuration, *, refresh: bool = True) -> None:
        self._write(config)
        self.workspace.destroy(*_ONE_AT_A_TIME, *([] if refresh else ["-refresh=false"]))

    def import_(self, config: Configuration, address: str, key: str) -> None:
        self._write(config)
        self.workspace.import_(_path(config[address].type_name, address), key)

    def taint(self, address: str) -> None:
        self.workspace.run("taint", f"{self._types[address]}.{address}").expect_success()

    def _write(self, config: Configuration, *blocks: str) -> None:
        self._types |= {address: wanted.type_name for address, wanted in config.items()}
        resources = [_block(config, address, wanted) for address, wanted in config.items()]
        self.workspace.write(hcl.provider(**self.provider), *resources, *blocks)


def _block(config: Configuration, address: str, wanted: Wanted) -> str:
    given = {name: _expression(config, value) for name, value in wanted.given.items()}
    inner = "  lifecycle {\n    create_before_destroy = true\n  }\n" if wanted.create_before_destroy else ""
    return hcl.block(f'{"data" if wanted.data else "resource"} "{wanted.type_name}" "{address}"', given, inner)


def _expression(config: Configuration, value: Any) -> hcl.Value:
    if not isinstance(value, Ref):
        return value  # type: ignore[no-any-return]
    target = config[value.address]
    return hcl.Expression(f"{'data.' if target.data else ''}{_path(target.type_name, value.address)}.sid")


def _path(type_name: str, address: str) -> str:
    return f"{type_name}.{address}"


@dataclass
class Played:
    """The same commands, played."""

    engine: StackEngine
    state: State = field(default_factory=dict)

    def apply(self, config: Configuration, options: Options = PLAIN, *, saved: bool = False) -> None:
        plan = self.engine.plan(config, self.state, options)
        if not plan.errors:
            self.state, _ = self.engine.apply(plan)

    def destroy(self, config: Configuration, *, refresh: bool = True) -> None:
        plan = self.engine.plan_destroy(config, self.state, refresh=refresh)
        if not plan.errors:
            self.state, _ = self.engine.apply(plan)

    def import_(self, config: Configuration, address: str, key: str) -> None:
        type_name = config[address].type_name
        with self.engine.walk() as walk:
            answer = walk.imported(type_name, key).without_errors()
            self.state = {**self.state, address: Held(type_name, walk.stored(type_name, answer))}

    def taint(self, address: str) -> None:
        self.state = {**self.state, address: dataclasses.replace(self.state[address], tainted=True)}
