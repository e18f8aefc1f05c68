"""Checks the meta arguments, and puts them in the form that the CDK takes.

The CDK silently drops a key that it does not know, so each key is checked here.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NotRequired, TypeAlias

import cdktf as cdk
from constructs import Construct

from .._calls import did_you_mean
from .._overrides import Names
from .._values import accept, is_number, is_token, wrong_type
from ._tokens import number_as_text
from .meta_arguments import (
    ConditionArguments,
    FileArguments,
    LifecycleArguments,
    LocalExecArguments,
    RemoteExecArguments,
    SshConnectionArguments,
    WinrmConnectionArguments,
)

_Form: TypeAlias = tuple[Any, Any]
"""A class of the CDK, and the dict that users can give in its place."""

_CONNECTIONS: dict[str, _Form] = {
    "ssh": (cdk.SSHProvisionerConnection, SshConnectionArguments),
    "winrm": (cdk.WinrmProvisionerConnection, WinrmConnectionArguments),
}
_PROVISIONERS: dict[str, _Form] = {
    "file": (cdk.FileProvisioner, FileArguments),
    "local-exec": (cdk.LocalExecProvisioner, LocalExecArguments),
    "remote-exec": (cdk.RemoteExecProvisioner, RemoteExecArguments),
}
_LIFECYCLE: _Form = (cdk.TerraformResourceLifecycle, LifecycleArguments)
_FLAGS = {"create_before_destroy", "prevent_destroy"}
_CONDITIONS: dict[str, _Form] = {
    "precondition": (cdk.Precondition, ConditionArguments),
    "postcondition": (cdk.Postcondition, ConditionArguments),
}


def connection(value: Any, name: str) -> Any:
    """A connection as the CDK takes it. Raises TypeError or ValueError, as all of these do."""
    return _struct(*_one_of(_CONNECTIONS, value, name), value, name)


def provisioners(value: Any, name: str) -> Any:
    """Provisioners as the CDK takes them."""
    if not isinstance(value, list | tuple):
        raise wrong_type(name, "a list of provisioners", value)
    found = [(each, f"{name}[{position}]") for position, each in enumerate(value)]
    return [_struct(*_one_of(_PROVISIONERS, each, where), each, where) for each, where in found]


def lifecycle(value: Any, name: str) -> dict[str, Any]:
    """The arguments of a lifecycle, with conditions as the CDK takes them."""
    return _accepted(*_LIFECYCLE, value, name)


def lifecycle_struct(arguments: Mapping[str, Any]) -> Any:
    """A lifecycle as the CDK takes it. One of flags alone is cached, because the CDK takes long to check each."""
    return _flags(**arguments) if arguments.keys() <= _FLAGS else cdk.TerraformResourceLifecycle(**arguments)


@functools.cache
def _flags(**flags: Any) -> Any:
    return cdk.TerraformResourceLifecycle(**flags)


def count(value: Any, name: str) -> Any:
    """A `count` as the CDK takes it: a number, its token, or a TerraformCount."""
    if isinstance(value, cdk.TerraformCount):
        return value
    if not (is_number(value) or is_token(value)):
        raise wrong_type(name, "a whole number, a token, or a TerraformCount", value)
    if not is_number(value):
        return cdk.Token.as_number(value)
    if not is_token(value) and (value < 0 or value != int(value)):
        raise ValueError("It must be a whole number, from 0 on.")
    return value


def for_each(value: Any, name: str) -> Any:
    """An iterator as the CDK takes it."""
    if not isinstance(value, cdk.TerraformIterator) and not hasattr(value, "_get_for_each_expression"):
        raise wrong_type(name, "a TerraformIterator, as TerraformIterator.from_list([…]) makes it", value)
    return value


def provider(value: Any, name: str) -> Any:
    """A provider configuration of this CDK."""
    if not isinstance(value, cdk.TerraformProvider):
        package = type(value).__module__.split(".generated")[0]
        other = "" if package.split(".")[-1] == cdk.__name__ or not isinstance(value, Construct) else f" of {package}"
        raise TypeError(f"{wrong_type(name, f'a {cdk.__name__}.TerraformProvider, such as a TwilioProvider', value)}{other}")
    return value


ACCEPT: dict[str, Callable[[Any, str], Any]] = {
    "connection": connection,
    "count": count,
    "for_each": for_each,
    "provider": provider,
    "provisioners": provisioners,
}
"""Those that are accepted without regard to their resource."""

_SINCE_THE_CDK = dict.fromkeys(("action_trigger", "destroy", "enabled"))
"""What newer engines take in a lifecycle."""
_UNKNOWN_TO_THE_CDK = dict.fromkeys(("on_failure", "quiet", "when"))
"""What a provisioner takes that the CDK's classes lack."""


@functools.cache
def override_names() -> Names:
    """Names that an override of a resource can have besides its own arguments."""
    connections: Names = {key: None for _, typed in _CONNECTIONS.values() for key in _hints(typed)}
    provisioned: dict[str, Names | None] = {
        kind: {**{key: None for key in _hints(typed) if key != "type"}, **_UNKNOWN_TO_THE_CDK, "connection": connections}
        for kind, (_, typed) in _PROVISIONERS.items()
    }
    free = dict.fromkeys(("//", "count", "depends_on", "dynamic", "for_each", "provider"))
    lifecycles: Names = {**dict.fromkeys(_hints(LifecycleArguments)), **_SINCE_THE_CDK}
    return {**free, "connection": connections, "lifecycle": lifecycles, "provisioner": {"*": provisioned}}


def _one_of(forms: Mapping[str, _Form], value: Any, name: str) -> _Form:
    """The form that a value should have, by its key `type`."""
    given: Any = next((kind for kind, (struct, _) in forms.items() if isinstance(value, struct)), None)
    if given is None and isinstance(value, Mapping):
        given = value.get("type")
    if given not in forms:
        words = " or ".join(f'"{kind}"' for kind in forms)
        if isinstance(value, Mapping):
            raise TypeError(f"{name}.type must be {words}, not {given!r}")
        classes = ", ".join(struct.__name__ for struct, _ in forms.values())
        raise wrong_type(name, f"a dict with the type {words}, or one of {classes}", value)
    return forms[given]


def _struct(struct: Any, typed: Any, value: Any, name: str) -> Any:
    return struct(**_accepted(struct, typed, value, name))


def _accepted(struct: Any, typed: Any, value: Any, name: str) -> dict[str, Any]:
    hints = _hints(typed)
    if isinstance(value, struct):
        value = {key: held for key in hints if (held := getattr(value, key)) is not None}
    if not isinstance(value, Mapping):
        raise wrong_type(name, f"a dict or a {struct.__name__}", value)
    for key in value:
        if key not in hints:
            raise TypeError(f"{name} has no argument '{key}'{did_you_mean(str(key), hints) or _way_on(name, value, key)}")
    for key in _required(typed):
        if value.get(key) is None:
            raise TypeError(f"{name} lacks the argument '{key}'")
    return {key: _argument(key, hints[key], item, f"{name}.{key}") for key, item in value.items() if item is not None}


def _way_on(name: str, value: Mapping[str, Any], key: str) -> str:
    """A hint that an override can write what the CDK's classes lack."""
    path = name.partition(".")[2].replace("provisioners[", "provisioner.").replace("]", f".{value.get('type')}")
    return f' in this CDK. add_override("{path}.{key}", …) writes it all the same.'


def _argument(key: str, hint: Any, value: Any, name: str) -> Any:
    if key == "connection":
        return connection(value, name)
    if key in _CONDITIONS:
        return _conditions(_CONDITIONS[key], value, name)
    if key == "condition":
        return _condition(value, name)
    if key == "replace_triggered_by":
        if not isinstance(value, list | tuple):
            raise wrong_type(name, "a list", value)
        return list(value)
    if key == "ignore_changes" and isinstance(value, str):
        hint = Literal["all"]
    elif key == "ignore_changes":
        hint = Sequence[str]
    return _typed(hint, value, name)


def _conditions(form: _Form, value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise wrong_type(name, "a list of conditions", value)
    return [_struct(*form, each, f"{name}[{position}]") for position, each in enumerate(value)]


def _condition(value: Any, name: str) -> Any:
    if isinstance(value, bool) or is_token(value):
        return value
    if not isinstance(value, str):
        raise wrong_type(name, "a bool, a token or the text of an expression", value)
    if value in ("true", "false"):
        return value
    raise ValueError(f'{name.split(".", 2)[2]} is not an expression: write it within ${{…}}, such as "${{{value}}}".')


def _typed(hint: Any, value: Any, name: str) -> Any:
    from provider.framework.schema.blocks import type_of  # noqa: PLC0415  # loaded when something is declared
    from provider.framework.schema.types import List, Map, Number, String  # noqa: PLC0415

    origin, within = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        if value not in within and not is_token(value):
            raise TypeError(f"{name} must be {' or '.join(map(repr, within))}, not {value!r}")
        return value
    if hint == str | bool and isinstance(value, bool):
        return "true" if value else "false"
    kinds = {
        str: String(),
        str | bool: String(),
        int | float: Number(),
        Sequence[str]: List(String()),
        Mapping[str, str]: Map(String()),
    }
    return accept(
        kinds[hint] if hint in kinds else type_of(hint)[0], value, name, number_as_text, secret=".lifecycle." not in name
    )


@functools.cache
def _hints(typed: Any) -> dict[str, Any]:
    return typing.get_type_hints(typed)


@functools.cache
def _required(typed: Any) -> list[str]:
    hints = typing.get_type_hints(typed, include_extras=True)  # the class itself does not read annotations that are text
    return [key for key, hint in hints.items() if typed.__total__ and typing.get_origin(hint) is not NotRequired]
