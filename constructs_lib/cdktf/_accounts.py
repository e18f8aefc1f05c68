"""The accounts that a construct is for: the provider's own, another one, or many, with one of each thing per account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from os import PathLike, fspath
from typing import Any, Protocol, TypeAlias

import cdktf as cdk
from constructs import Construct

from provider.framework.diagnostics import Diagnostic, error
from provider.framework.schema.blocks import BlockSchema
from provider.framework.schema.checks import Check
from provider.resources.checks import account_sid as is_account_sid

from .._calls import did_you_mean
from .._values import accept, is_token, wrong_type
from ._bound import Bound
from ._construct_arguments import ConstructArguments, wrong_value
from ._tokens import number_as_text


class AccountList(Protocol):
    """A list of accounts, such as the data source `DataTwilioAccounts`."""

    @property
    def sids(self) -> list[str]: ...


Accounts: TypeAlias = Sequence[str] | AccountList | cdk.TerraformIterator
Exceptions: TypeAlias = Mapping[str, Mapping[str, Any]]

EACH = "${each.key}"
_SID = re.compile(r"\bAC[0-9a-fA-F]{32}\b")


@dataclass
class TargetAccounts:
    """The accounts that a construct makes its things for."""

    sid: str | None = None
    """The SID of the account; with `for_each`, the expression for it."""
    for_each: cdk.TerraformIterator | None = None
    exceptions: Exceptions = field(default_factory=dict)
    _common: dict[str, Any] = field(default_factory=dict)
    _local: cdk.TerraformLocal | None = None

    @classmethod
    def of(cls, given: ConstructArguments, account_sid: Any, accounts: Any, exceptions: Any) -> TargetAccounts:
        """The accounts that these arguments name. Wrong types are collected by `given`."""
        account_sid = given.text("account_sid", account_sid)
        exceptions = _exceptions(given, exceptions)
        if accounts is None:
            return cls(account_sid, None, exceptions)
        with given.errors.at("accounts"):
            return cls(EACH, _iterator(accounts, f"{given.class_name}.accounts"), exceptions)
        return cls()

    @classmethod
    def of_settings(cls, settings: Any, exceptions: Exceptions) -> TargetAccounts:
        """The accounts of existing settings."""
        return cls(settings._given.get("account_sid"), settings._meta.get("for_each"), exceptions)

    def problems(self, account_sid: Any, accounts: Any, arguments_of: Mapping[str, BlockSchema | Check]) -> Iterator[Diagnostic]:
        """What is wrong with the arguments. `arguments_of` has the arguments that an exception may have, and what checks them."""
        yield from wrong_value("account_sid", is_account_sid, None if self.for_each else self.sid)
        if accounts is not None and account_sid is not None:
            yield error("One account or many?", "Give account_sid or accounts, and not both.", ("accounts",))
        named = accounts if is_literal(accounts := getattr(accounts, "sids", accounts)) else None
        for sid in named or ():
            yield from wrong_value("accounts", is_account_sid, sid)
        if self.exceptions and self.for_each is None:
            yield error("Exceptions of one account", "They are for accounts: give the arguments themselves.", ("exceptions",))
        for sid, arguments in self.exceptions.items():
            yield from _wrong_in_exception(sid, arguments, named, arguments_of)

    def argument(self, construct: Construct, name: str, common: Any) -> Any:
        """The value of an argument: the common one, or an expression if an account is an exception."""
        return self._looked_up(construct, name, common) if self._has(name) else common

    def expression(self, element: Bound, name: str) -> str:
        """The expression for an attribute of the element; with `for_each`, of the element for the same account."""
        each = "" if self.for_each is None else "[each.key]"
        return f"${{{element.TF_RESOURCE_TYPE}.{element.friendly_unique_id}{each}.{name}}}"

    def path(self, construct: Construct, path: str | None) -> str | None:
        """The path of an account. With `for_each` it ends with the SID: no account's key can write into another's path."""
        if self.for_each is None:
            return path
        if not self._has("path") and not is_token(path):
            return "/".join(filter(None, ((path or "").strip("/"), EACH)))
        looked_up = self._looked_up(construct, "path", path or "").removeprefix("${").removesuffix("}")
        return f'${{trim(join("/", [{looked_up}, each.key]), "/")}}'

    def shared_paths(self, path: str | None) -> Iterator[Diagnostic]:
        """Paths with an account SID in them: with them, the path of one account could be below that of another."""
        if self.for_each is None:
            return
        given = [(("path",), path), *((("exceptions", sid, "path"), each.get("path")) for sid, each in self.exceptions.items())]
        for where, one in given:
            if isinstance(one, str) and _SID.search(one):
                text = "It has an account SID in it. Each account's own ends its path: leave it out, so that no two share a path."
                yield error("Shared path", text, where)

    def _has(self, name: str) -> bool:
        return any(name in each for each in self.exceptions.values())

    def _looked_up(self, construct: Construct, name: str, common: Any) -> str:
        """The expression that looks a value up in a local. The CDK resolves all tokens there, which it would not do here."""
        if self._local is None:
            self._local = cdk.TerraformLocal(construct, "Accounts", {})
        if common is not None:
            self._common[name] = _written(name, common)
        exceptions = {sid: {key: _written(key, value) for key, value in each.items()} for sid, each in self.exceptions.items()}
        self._local.expression = {"all": self._common, "exceptions": exceptions}
        where = f"local.{self._local.friendly_unique_id}"
        otherwise = "null" if common is None else f"{where}.all.{name}"
        return f"${{try({where}.exceptions[each.key].{name}, {otherwise})}}"


def sids_of(accounts: Any, name: str, besides: str = "") -> list[str]:
    """The SIDs in a list of accounts, or the token for them. Raises TypeError if it is no list of accounts."""
    found = getattr(accounts, "sids", accounts)
    if isinstance(found, list | tuple) and (is_token(found) or all(isinstance(one, str) for one in found)):
        return list(found)
    raise wrong_type(name, f"a list of account SIDs, or a DataTwilioAccounts{besides}", accounts)


def _iterator(accounts: Any, name: str) -> cdk.TerraformIterator:
    if isinstance(accounts, cdk.TerraformIterator):
        return accounts
    return cdk.TerraformIterator.from_list(sids_of(accounts, name, ", or a TerraformIterator whose keys are account SIDs"))


def _exceptions(given: ConstructArguments, exceptions: Any) -> Exceptions:
    if exceptions is None:
        return {}
    if not isinstance(exceptions, Mapping) or not all(isinstance(each, Mapping) for each in exceptions.values()):
        where = f"{given.class_name}.exceptions"
        given.errors.types.append(str(wrong_type(where, "a dict of an account's arguments, by account SID", exceptions)))
        return {}
    return exceptions


def problem_with(name: str, text: str) -> Diagnostic:
    return error(f"Invalid {name}", text, (name,))


def is_literal(accounts: Any) -> bool:
    """Whether a list of accounts is known at synth."""
    return isinstance(accounts, list | tuple) and not is_token(accounts) and not any(map(is_token, accounts))


def _wrong_in_exception(
    sid: str, arguments: Mapping[str, Any], named: list[str] | None, arguments_of: Mapping[str, BlockSchema | Check]
) -> Iterator[Diagnostic]:
    yield from wrong_value("exceptions", is_account_sid, sid)
    if named is not None and sid not in named:
        yield error("Not among accounts", f"{sid} is not among accounts{did_you_mean(sid, named)}.", ("exceptions", sid))
    for name, value in arguments.items():
        for text in _wrong_argument(name, _written(name, value), arguments_of):
            yield error(f"Invalid {name}", text, ("exceptions", sid, name))


def _wrong_argument(name: str, value: Any, arguments_of: Mapping[str, BlockSchema | Check]) -> Iterator[str]:
    if name not in arguments_of:
        known_names = f"It can have {', '.join(sorted(arguments_of))}." if arguments_of else ""
        yield f"An exception has no argument '{name}'{did_you_mean(name, arguments_of)}. {known_names}".strip()
        return
    checked = arguments_of[name]
    if isinstance(checked, BlockSchema):
        try:
            value = accept(checked.attributes[name].type, value, name, number_as_text)
        except (TypeError, ValueError) as wrong:
            yield f"{wrong}."
        else:
            yield from (each.detail for each in wrong_arguments(checked, {name: value}))
    elif not isinstance(value, str):
        yield f"It must be a str, not {type(value).__name__}."
    else:
        yield from (each.detail for each in wrong_value(name, checked, value))


def wrong_arguments(declared: BlockSchema, given: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """What the provider would refuse, without the rules between arguments and without those that are missing."""
    from .. import _problems  # noqa: PLC0415  # it loads what declarations are made with

    yield from (each for each in _problems.of_arguments(declared, given, None) if each.path[0] in given)


def _written(name: str, value: Any) -> Any:
    value = value.value if isinstance(value, Enum) else fspath(value) if isinstance(value, PathLike) else value
    return value.strip("/") if name == "path" and isinstance(value, str) else value
