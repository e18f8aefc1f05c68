"""Changes of objects in a collection, whatever Twilio makes of what is to be taken away.

Its documents do not say whether an empty value takes away what a parameter names, changes nothing, or is refused, nor whether
what an update leaves out is kept. So what stays is tried in the other way, and if it still stays, the object is put back.
"""

from __future__ import annotations

import dataclasses
import json
from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Self

from ..framework.diagnostics import Failure, error
from ..framework.resource import Context, Incomplete, Resource
from ..framework.schema.blocks import schema_of
from ..twilio.errors import Rejected, TwilioError
from . import answers
from ._client import Client

_EMPTY: tuple[object, ...] = (None, "", [])


class Changeable(Resource[Client]):
    """An object in a collection that can be changed."""

    kind: ClassVar[str] = "object"
    """What a sentence calls it, such as `credential`."""
    resets_omitted: ClassVar[bool] = False
    """Whether an update is documented to reset what it does not name."""

    @classmethod
    @abstractmethod
    def returned_arguments(cls) -> list[str]:
        """Names of the arguments that the API returns."""

    @abstractmethod
    def changed(self, ctx: Context[Client], emptied: Iterable[str]) -> Self:
        """Send every argument that is set, and those in `emptied` as empty. Returns what Twilio then has."""

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        """Change it. What an update is documented to reset is left out first, and sent as empty if it stays; elsewhere it is the
        other way round.
        """
        emptied = [] if self.resets_omitted else self._emptied(prior)
        refusal: TwilioError | None = None
        try:
            now = self.changed(ctx, emptied)
        except Rejected as problem:
            if not (emptied and answers.may_refuse_empty(problem)):
                raise
            now, refusal = self.changed(ctx, ()), problem
        else:
            if stays := self._emptied(now):
                now, refusal = self._changed_again(ctx, now, stays if self.resets_omitted else ())
        if stays := self._emptied(now):
            raise prior._put_back(ctx, now, stays, refusal)
        return now

    def _emptied(self, other: Self) -> list[str]:
        """Return the names of the arguments that `other` has and this object does not."""
        return [
            name for name in self.returned_arguments() if getattr(self, name) in _EMPTY and getattr(other, name) not in _EMPTY
        ]

    def _changed_again(self, ctx: Context[Client], now: Self, emptied: Iterable[str]) -> tuple[Self, TwilioError | None]:
        """Try again, and return what Twilio then has, with the error if it refused an empty value."""
        try:
            return self.changed(ctx, emptied), None
        except TwilioError as problem:
            if answers.may_refuse_empty(problem):
                return now, problem
            raise Incomplete(now, problem) from problem

    def _put_back(self, ctx: Context[Client], now: Self, stays: Iterable[str], refusal: TwilioError | None) -> Incomplete:
        """Restore this object at Twilio, which keeps what was to be removed. Returns the error to raise."""
        how = f"refused an empty value ({refusal})" if refusal else "when it was sent as empty"
        kept = {name: f"Twilio kept {json.dumps(getattr(now, name))} when it was left out, and {how}." for name in stays}
        outcome = f"The {self.kind} is as it was before."
        try:
            if self._differing(now):
                now = self.changed(ctx, () if self.resets_omitted else self._emptied(now))
            if differing := self._differing(now):
                outcome = f"The {self.kind} could not be put back as it was: state has what {', '.join(differing)} is now."
        except TwilioError as problem:
            outcome = f"The {self.kind} could not be put back as it was: {problem} State has what Twilio said before that."
        advice = f"Keep it in the configuration, or replace the {self.kind} (-replace): a new one begins without it."
        errors = [error(f"{name} could not be emptied", f"{text} {outcome} {advice}", (name,)) for name, text in kept.items()]
        same = {name: getattr(self, name) for name in set(self.returned_arguments()).difference(self._differing(now))}
        return Incomplete(dataclasses.replace(now, **same), Failure(*errors))  # in the spelling that state had

    def _differing(self, other: Self) -> list[str]:
        """Names of the arguments in which `other` does not mean the same."""
        attributes = schema_of(type(self)).attributes
        return [
            name
            for name in self.returned_arguments()
            if not attributes[name].semantically_equal(getattr(self, name), getattr(other, name))
        ]
