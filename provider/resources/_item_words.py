"""Diagnostics about an object in a collection. `object_` is the object in words, `kind` what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..framework.diagnostics import Diagnostic, error, warning
from ..twilio.errors import seconds_text
from . import answers
from .namesakes import Namesake

_MOST_NAMED = 20
"""How many objects an error names."""
_TAINTED = "State holds it as tainted, so that the next apply replaces it; `untaint` keeps it."


def gone(kind: str, object_: str, missing: Exception, import_command: str) -> Diagnostic:
    return warning(
        f"A {kind} is gone",
        f"State has {object_}. {missing} It is taken for deleted: it leaves state, and an apply makes another one, if the "
        "configuration still has it. If nobody deleted it, do not apply, and plan again in a minute: Twilio may not show it for "
        f"the moment, and an apply would leave it at Twilio and in no state. If it has left state already, {import_command} "
        "takes it back.",
    )


def gone_already(kind: str, object_: str, missing: Exception) -> Diagnostic:
    return warning(
        f"A {kind} was gone already",
        f"State had {object_}. {missing} There was nothing to delete. Should it appear again, delete it by hand.",
    )


def not_there(kind: str, object_: str, missing: Exception) -> Diagnostic:
    return error(
        f"The {kind} is not there",
        f"{missing} State has {object_}, and keeps it. Nothing was changed. Plan again: if it was deleted, that plan makes "
        "another one.",
    )


def cannot_be_seen(kind: str, object_: str, missing: Exception, *, belongs_to: str, asked: str) -> Diagnostic:
    return error(
        f"Another account's {kind} cannot be seen",
        f"{missing} State has {object_} of account {belongs_to}, and the provider asks as account {asked}, so that it may well "
        "be there. State keeps it, and nothing was changed. Configure the provider for the account that it belongs to. If it was "
        "deleted, remove it from state (`state rm`).",
        ("account_sid",),
    )


def made_with_unusable_answer(kind: str, sid: str, problems: Sequence[str]) -> Diagnostic:
    return error(
        f"The {kind} was made, and Twilio's answer cannot be used",
        f"{sid} was made, but {', '.join(problems)}. {_TAINTED}",
    )


def made_elsewhere(sid: str, *, meant: str, answered: str, misled: bool) -> Diagnostic:
    """`misled`: the answer names neither the account that was meant nor the provider's."""
    cause = (
        "An answer that names neither that account nor the provider's cannot be right, and state has it in the one that was "
        "meant, as tainted"
        if misled
        else "The credentials that the provider uses are not those of its account_sid. State holds it as tainted"
    )
    return error(
        "Made in another account",
        f"Twilio answered that {sid} was made in account {answered}, and {meant} was meant. {cause}, so the next apply "
        "replaces it.",
        ("account_sid",),
    )


def not_made(kind: str, lost: Exception, seconds: float) -> Diagnostic:
    """`seconds`: how long it was looked for."""
    return error(
        f"The {kind} was not made",
        f"{lost} It was looked for during {seconds_text(seconds)}, and the account has none that was made since. Nothing was "
        "changed. Apply again.",
    )


def several_made(kind: str, lost: Exception, sids: Sequence[str], import_commands: Sequence[str]) -> Diagnostic:
    return error(
        f"It is not known which {kind} was made",
        f"{lost} It was looked for, and since then {len(sids)} were made with that name: {', '.join(sids)}. Take the one that "
        f"belongs here into state ({', '.join(import_commands)}), or delete what nobody needs, and apply again.",
    )


def found_again(kind: str, lost: Exception, sid: str) -> Diagnostic:
    return error(
        f"The {kind} was made, and the answer was lost",
        f"{lost} It was looked for and found: {sid}. {_TAINTED}",
    )


def not_known(kind: str, lost: Exception, second: Exception, *, name: str | None, address: str, prefix: str) -> Diagnostic:
    """`second` is why it could not be looked for, `address` where the objects are listed."""
    return error(
        f"It is not known whether Twilio made the {kind}",
        f"{lost} It could not be looked for: {second} Before applying again, look whether there is one of the name "
        f"{answers.quoted(name)}: list {address}. If it is there, import it with its SID ({prefix}…) or delete it; if not, apply "
        "again.",
    )


def several(kind: str, account: str, argument: str, value: str, found: Sequence[Mapping[str, object]]) -> Diagnostic:
    """`found` are those that have this value of the argument."""
    return error(
        f"Several {kind}s are meant",
        f"Account {account} has {len(found)} {kind}s with {argument} {answers.quoted(value)}: {_named(found, argument)}. Give "
        f"the `sid` of the one that is meant in place of {argument}, or rename the others.",
        (argument,),
    )


def none_such(kind: str, account: str, argument: str, value: str, others: Sequence[Mapping[str, object]]) -> Diagnostic:
    """`others` are all that there are."""
    return error(
        f"There is no such {kind}",
        f"Account {account} has no {kind} with {argument} {answers.quoted(value)}, to the letter. It has "
        f"{_named(others, argument) or 'none at all'}. Correct {argument}, or give a `sid` in its place. If this configuration "
        "makes it, refer to its resource: a data source may be read before that is made.",
        (argument,),
    )


def _named(objects: Sequence[Mapping[str, object]], argument: str) -> str:
    named = [f"{answers.quoted(each.get(argument))} ({known})" for each in objects if (known := Namesake.of(each))]
    return ", ".join(named[:_MOST_NAMED]) + (f", and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else "")
