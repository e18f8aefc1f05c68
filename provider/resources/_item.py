"""Objects in a collection of Twilio's (credentials, hooks): made, read, changed and removed by SID."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Self

from ..framework.blocks import attr, computed, schema_of
from ..framework.checks import matches
from ..framework.diagnostics import Diagnostic, Failure, error
from ..framework.resource import Context, Incomplete, Timeouts
from ..framework.states import empty_is_null
from ..framework.values import Values, is_known
from ..twilio.errors import NotFound, TwilioError, UnexpectedAnswer, seconds_text
from ..twilio.request import Deadline
from . import answers, not_found
from ._client import Client, deadline_of
from ._update import Changeable
from .namesakes import Namesake
from .not_found import asking_again, pauses, wait

Form = dict[str, str | bool | int | list[str]]

_SEARCH_SECONDS = 20.0
"""A search for what was made has time of its own, since the create may have used up its operation's."""
_MOST_NAMED = 20
"""How many objects an error names."""
_DATES_ARE_WHOLE_SECONDS = timedelta(seconds=2)


class Item(Changeable):
    """One object of a collection. A subclass names product, path, SID prefix and the property that holds a page of the list, and
    declares the rest. Where not every argument is sent by its name, or told by the answer, it says what is.
    """

    product: ClassVar[str]
    path: ClassVar[str]
    prefix: ClassVar[str]
    listed_as: ClassVar[str]
    identity = ("sid",)
    schema_version = 1
    upgraders = {0: empty_is_null}  # noqa: RUF012  # version 0 is what other providers write

    id: str = computed("The SID.", stable=True)
    sid: str = computed("The SID that Twilio gave it.", stable=True)
    date_created: str = computed("When it was made (ISO 8601).", stable=True)
    date_updated: str | None = computed("When it was last changed (ISO 8601); null for some objects that never were.")
    url: str = computed("Absolute URL of the object.", stable=True)
    timeouts: Timeouts | None = attr("How long each operation may take.", default=None)

    def __init_subclass__(
        cls, *, product: str = "", path: str = "", prefix: str = "", listed_as: str = "", kind: str = "", **keywords: Any
    ) -> None:
        super().__init_subclass__(**keywords)
        cls.product, cls.path, cls.prefix = product or cls.product, path, prefix or cls.prefix
        cls.import_id = cls.prefix + "0123456789abcdef" * 2
        cls.listed_as, cls.kind = listed_as or cls.listed_as, kind or cls.kind

    account_sid: str = computed("SID of the account that it belongs to.", stable=True)
    friendly_name: str | None

    def create_form(self, account_sid: str) -> Form:
        """What is sent to make the object: every argument that says something. `account_sid` is the account that asks."""
        values = {answers.parameter(name): getattr(self, name) for name in self.told()}
        return {name: value for name, value in values.items() if value is not None and value != []}

    def update_form(self, emptied: Iterable[str]) -> Form:
        """What is sent to change it: every argument that says something, since an API may reset what an update does not name; and
        the arguments in `emptied` as empty.
        """
        return dict.fromkeys(map(answers.parameter, emptied), "") | self.create_form(self.account_sid)

    def secrets(self) -> tuple[str, ...]:
        """What no error may quote, even if Twilio does."""
        return ()

    @classmethod
    def told(cls) -> list[str]:
        return [name for name, attribute in schema_of(cls).attributes.items() if attribute.configurable]

    @classmethod
    def normalised(cls, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer with what Twilio tells in another form than the schema has it."""
        return answer

    # The operations

    def create(self, ctx: Context[Client]) -> Self:
        began = time.monotonic()
        try:
            answer = ctx.client.post(
                self.product,
                self.path,
                self.create_form(ctx.client.account_sid),
                idempotent=False,
                hide=self.secrets(),
                deadline=deadline_of(ctx),
            )
        except TwilioError as problem:
            if not problem.ambiguous:
                raise
            raise self._searched(ctx, began, problem) from problem
        sid = answer.get("sid")
        if not isinstance(sid, str) or not sid:
            nameless = self._unusable("POST", self.path, ["`sid` is missing"])
            raise self._searched(ctx, began, nameless)
        made, problems = self._merged(answer, fallback={"account_sid": self._meant(ctx)})
        if problems:
            ctx.diagnostics.error(
                f"The {self.kind} was made, and Twilio's answer cannot be used",
                f"{sid} was made, but {', '.join(problems)}. State holds it as tainted, so that the next apply replaces it; "
                "`untaint` keeps it.",
            )
        self._check_account(ctx, made)
        return made

    def _meant(self, ctx: Context[Client]) -> str:
        return self.account_sid if is_known(self.account_sid) and self.account_sid else ctx.client.account_sid

    def _check_account(self, ctx: Context[Client], made: Self) -> None:
        """Tell of an object that was made in another account than was meant, as with an API key that is not of account_sid."""
        if made.account_sid != self._meant(ctx):
            ctx.diagnostics.error(
                "Made in another account",
                f"{made.sid} was made in account {made.account_sid}, and {self._meant(ctx)} was meant: the credentials that the "
                "provider uses are not those of its account_sid. State holds it as tainted, so the next apply replaces it.",
                ("account_sid",),
            )

    def read(self, ctx: Context[Client]) -> Self | None:
        path = f"{self.path}/{self.sid}"
        try:
            answer = not_found.get(ctx, self.product, path, recent=lambda: self._is_recent(ctx))
        except NotFound as missing:
            self._check_own(ctx, missing)
            ctx.diagnostics.warning(
                f"A {self.kind} is gone",
                f"State has {self._label()}. {missing} It is taken for deleted: it leaves state, and an apply makes another one, "
                f"if the configuration still has it. If nobody deleted it, do not apply, and plan again in a minute: Twilio may "
                f"not show it for the moment, and an apply would leave it at Twilio and in no state. If it has left state "
                f"already, {self._import_command(self.sid)} takes it back.",
            )
            return None
        return self._whole("GET", path, answer)

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        try:
            return super().update(ctx, prior)
        except NotFound as missing:
            raise Failure(
                error(
                    f"The {self.kind} is not there",
                    f"{missing} State has {prior._label()}, and keeps it. Nothing was changed. Plan again: if it was deleted, "
                    "that plan makes another one.",
                )
            ) from missing

    def changed(self, ctx: Context[Client], emptied: Iterable[str]) -> Self:
        form, path = self.update_form(emptied), f"{self.path}/{self.sid}"
        answer = asking_again(
            ctx,
            lambda: ctx.client.post(self.product, path, form, idempotent=True, deadline=deadline_of(ctx)),
            recent=lambda: True,  # it was there in the plan
        )
        changed = self._whole("POST", path, answer)
        return dataclasses.replace(changed, url=self.url) if is_known(self.url) else changed  # another edge has another host

    def delete(self, ctx: Context[Client]) -> None:
        def delete() -> None:
            try:
                ctx.client.delete(self.product, f"{self.path}/{self.sid}", deadline=deadline_of(ctx))
            except NotFound as missing:
                if not missing.ambiguous:  # else an earlier try of this request has removed it
                    raise

        try:
            asking_again(ctx, delete, recent=lambda: True)
        except NotFound as missing:
            self._check_own(ctx, missing)
            ctx.diagnostics.warning(
                f"A {self.kind} was gone already",
                f"State had {self._label()}. {missing} There was nothing to delete. Should it appear again, delete it by hand.",
            )

    def _check_own(self, ctx: Context[Client], missing: NotFound) -> None:
        """Raises `Failure` where the 404 says nothing: to another account, an object is not there either."""
        own = ctx.client.account_sid
        if self.account_sid and self.account_sid != own:
            raise Failure(
                error(
                    f"Another account's {self.kind} cannot be seen",
                    f"{missing} State has {self._label()} of account {self.account_sid}, and the provider asks as account {own}, "
                    "so that it may well be there. State keeps it, and nothing was changed. Configure the provider for the "
                    "account that it belongs to. If it was deleted, remove it from state (`state rm`).",
                    ("account_sid",),
                )
            ) from missing

    def _is_recent(self, ctx: Context[Client]) -> bool:
        """Whether it was made or changed a moment ago by Twilio's clock, or nobody knows."""
        dates = [date for text in (self.date_created, self.date_updated) if (date := answers.date(text))]
        return not dates or ctx.client.now() - max(dates) < not_found.RECENT

    def _label(self) -> str:
        return f"{self.kind} {self.sid} ({answers.quoted(self.friendly_name) if self.friendly_name else 'without a name'})"

    @classmethod
    def _import_command(cls, sid: str) -> str:
        return f"`terraform import twilio_{cls.type_name}.NAME {sid}`"

    @classmethod
    def find(cls, ctx: Context[Client], key: str) -> Self:
        problem = matches(rf"{cls.prefix}[0-9a-fA-F]{{32}}", f"a SID ({cls.prefix} and 32 hexadecimal digits)")(key)
        if problem:
            raise Failure(error("Wrong SID", f"{problem} Take it from Twilio's Console or API.", ("sid",)))
        empty: dict[str, Any] = schema_of(cls).null()
        path = f"{cls.path}/{key}"
        return cls(**empty)._whole("GET", path, not_found.get(ctx, cls.product, path))

    @classmethod
    def find_by(cls, ctx: Context[Client], argument: str, value: str) -> Self:
        """By SID, or by another attribute, such as the name: then the provider's own account goes before its subaccounts."""
        if argument == "sid":
            return cls.find(ctx, value)
        listed = list(cls.listed(ctx))
        found = [each for each in listed if each.get(argument) == value]
        found = [each for each in found if each.get("account_sid") == ctx.client.account_sid] or found
        if len(found) != 1:
            raise Failure(cls._not_one(ctx, argument, value, found or listed, several=bool(found)))
        empty: dict[str, Any] = schema_of(cls).null()
        return cls(**empty)._whole("GET", f"{cls.path}/{found[0].get('sid')}", found[0])

    @classmethod
    def _not_one(
        cls, ctx: Context[Client], argument: str, value: str, listed: list[Mapping[str, Any]], *, several: bool
    ) -> Diagnostic:
        """There is none with this value, or `several`; `listed` is those, or all that there is."""
        named = [f"{answers.quoted(each.get(argument))} ({known})" for each in listed if (known := Namesake.of(each))]
        shown = ", ".join(named[:_MOST_NAMED]) + (f", and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else "")
        account, asked = ctx.client.account_sid, f"with {argument} {answers.quoted(value)}"
        if several:
            return error(
                f"Several {cls.kind}s are meant",
                f"Account {account} has {len(listed)} {cls.kind}s {asked}: {shown}. Give the `sid` of the one that is meant in "
                f"place of {argument}, or rename the others.",
                (argument,),
            )
        return error(
            f"There is no such {cls.kind}",
            f"Account {account} has no {cls.kind} {asked}, to the letter. It has {shown or 'none at all'}. Correct {argument}, "
            "or give a `sid` in its place. If this configuration makes it, refer to its resource: a data source may be read "
            "before that is made.",
            (argument,),
        )

    # A create whose answer was lost

    def _searched(self, ctx: Context[Client], began: float, lost: TwilioError) -> Exception:
        """What to raise after a create of which nobody knows whether it was carried out: what was made is looked for.

        Nothing is sent again, for that could make a second one.
        """
        looked = time.monotonic()
        try:
            made = self._made_since(ctx, began)
            for pause in pauses(ctx):  # a list may not have at once what was made a moment ago
                if made:
                    break
                wait(ctx, pause, "GET", self.path)
                made = self._made_since(ctx, began)
        except TwilioError as second:
            return self._not_known(ctx, lost, second)
        if not made:
            return Failure(
                error(
                    f"The {self.kind} was not made",
                    f"{lost} It was looked for during {seconds_text(time.monotonic() - looked)}, and the account has none that "
                    "was made since. Nothing was changed. Apply again.",
                )
            )
        if len(made) > 1:
            sids = [str(each["sid"]) for each in made]
            commands = ", ".join(self._import_command(sid) for sid in sids)
            return Failure(
                error(
                    f"It is not known which {self.kind} was made",
                    f"{lost} It was looked for, and since then {len(sids)} were made with that name: {', '.join(sids)}. Take "
                    f"the one that belongs here into state ({commands}), or delete what nobody needs, and apply again.",
                )
            )
        kept, _ = self._merged(made[0], fallback={"account_sid": self._meant(ctx)})
        return Incomplete(
            kept,
            Failure(
                error(
                    f"The {self.kind} was made, and the answer was lost",
                    f"{lost} It was looked for and found: {kept.sid}. State holds it as tainted, so that the next apply replaces "
                    "it; `untaint` keeps it.",
                )
            ),
        )

    def _not_known(self, ctx: Context[Client], lost: TwilioError, second: TwilioError) -> Failure:
        return Failure(
            error(
                f"It is not known whether Twilio made the {self.kind}",
                f"{lost} It could not be looked for: {second} Before applying again, look whether there is one of the name "
                f"{answers.quoted(self.friendly_name)}: list {ctx.client.address(self.product, self.path)}. If it is there, "
                f"import it with its SID ({self.prefix}…) or delete it; if not, apply again.",
            )
        )

    def _made_since(self, ctx: Context[Client], began: float) -> list[Mapping[str, Any]]:
        """What the list has of this name that was made since `began` (`time.monotonic()`).

        Twilio's clock decides, which the list's own answer tells: the clock of this machine may be minutes wrong.
        """
        wait(ctx, 0.0, "GET", self.path)
        alike = [each for each in self.listed(ctx, self.secrets()) if self._may_be(each)]
        since = ctx.client.now() - timedelta(seconds=time.monotonic() - began) - _DATES_ARE_WHOLE_SECONDS
        return [each for each in alike if (answers.date(each.get("date_created")) or since) >= since]

    @classmethod
    def listed(cls, ctx: Context[Client], hide: tuple[str, ...] = ()) -> Iterator[Mapping[str, Any]]:
        """What the collection holds."""
        deadline = Deadline.after(min(_SEARCH_SECONDS, ctx.seconds))
        return ctx.client.list(cls.product, cls.path, cls.listed_as, page_size=1000, hide=hide, deadline=deadline)

    def _may_be(self, listed: Mapping[str, Any]) -> bool:
        return isinstance(listed.get("sid"), str) and (listed.get("friendly_name") or None) == (self.friendly_name or None)

    # Answers

    def _merged(self, answer: Mapping[str, Any], fallback: Mapping[str, Any]) -> tuple[Self, list[str]]:
        """This object with what an answer tells of it, and what is wrong with the answer. What Twilio never tells stays.

        In place of what is wrong stands what is known already, or else the `fallback`, or null. An empty text that was
        asked for stays where Twilio has none: engines want what is configured back as it was.
        """
        told = answers.read(schema_of(type(self)), ("sid", "account_sid", *self.told()), self.normalised(answer))
        values: Values = {}
        for name in told.problems:
            planned = getattr(self, name)
            values[name] = planned if is_known(planned) and planned is not None else fallback.get(name)
        values |= told.values
        values |= {name: "" for name, value in told.values.items() if value is None and getattr(self, name) == ""}
        values |= {"id": values["sid"], "date_updated": _text(answer.get("date_updated")) or None}
        for name in ("date_created", "url"):
            known = getattr(self, name)
            values[name] = _text(answer.get(name)) or (known if is_known(known) else "") or ""
        return dataclasses.replace(self, **values), list(told.problems.values())

    def _whole(self, method: str, path: str, answer: Mapping[str, Any]) -> Self:
        """This object as an answer tells it, which must be right."""
        merged, problems = self._merged(answer, {})
        asked = path.rpartition("/")[2]
        if not problems and merged.sid != asked:
            problems = [f"`sid` is {merged.sid}, and {asked} was asked for"]
        if problems:
            raise self._unusable(method, path, problems)
        return merged

    def _unusable(self, method: str, path: str, problems: list[str]) -> UnexpectedAnswer:
        return UnexpectedAnswer(
            f"it is not a {self.kind}: {', '.join(problems)}", method=method, path=path, status=200, request_id=None
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
