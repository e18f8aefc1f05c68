"""Objects in a collection of Twilio's (credentials, hooks): made, read, changed and removed by SID."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self

from ..framework.diagnostics import Failure, error
from ..framework.planned import Planned
from ..framework.resource import Context, Incomplete, PlanContext, Timeouts
from ..framework.schema.attributes import attr, computed
from ..framework.schema.blocks import Block, schema_of
from ..framework.schema.checks import matches
from ..framework.states import empty_is_null
from ..framework.values import Values, is_known
from ..twilio.accounts import CLOSED
from ..twilio.errors import (
    AccountNotActive,
    AuthenticationFailed,
    NotASubaccount,
    NotFound,
    TokensNotPermitted,
    TwilioError,
    UnexpectedAnswer,
)
from ..twilio.request import Deadline
from . import _item_words as item_words
from . import answers, not_found
from ._client import Client, deadline_of, in_account
from ._listing import ListArguments, display_name, implied_account, of_accounts
from ._lost_create import LostCreate
from ._ownership import changed_account, not_confirmed, planned_account, where_permitted
from ._update import Changeable
from .checks import account_sid as check_account_sid
from .not_found import asking_again
from .settings import words

Form = dict[str, str | bool | int | list[str]]

_SEARCH_SECONDS = 20.0
"""A search for what was made has time of its own, since the create may have used up its operation's."""
_LARGE_PAGE = 100


class Item(Changeable):
    """One object of a collection. A subclass names product, path, SID prefix and the property that holds a page of the list, and
    declares the rest. It overrides `create_form` or `returned_arguments` if an argument is not sent by its name, or not returned.
    """

    product: ClassVar[str]
    path: ClassVar[str]
    prefix: ClassVar[str]
    listed_as: ClassVar[str]
    list_arguments = ListArguments
    identity = ("account_sid", "sid")
    identity_optional = ("account_sid",)
    identity_version = 1  # version 0 had the SID alone
    schema_version = 1
    upgraders = {0: empty_is_null}  # noqa: RUF012  # version 0 is what other providers write

    id: str = computed("The SID.", use_state_for_unknown=True)
    sid: str = computed("The SID that Twilio gave it.", use_state_for_unknown=True)
    date_created: str = computed("When it was made (ISO 8601).", use_state_for_unknown=True)
    date_updated: str | None = computed("When it was last changed (ISO 8601); null for some objects that never were.")
    url: str = computed("Absolute URL of the object.", use_state_for_unknown=True)
    timeouts: Timeouts | None = attr("How long each operation may take.", default=None)

    def __init_subclass__(
        cls, *, product: str = "", path: str = "", prefix: str = "", listed_as: str = "", kind: str = "", **keywords: Any
    ) -> None:
        super().__init_subclass__(**keywords)
        cls.product, cls.path, cls.prefix = product or cls.product, path, prefix or cls.prefix
        cls.import_id = cls.prefix + "0123456789abcdef" * 2
        cls.listed_as, cls.kind = listed_as or cls.listed_as, kind or cls.kind

    account_sid: str = attr(
        "SID of the account that the {kind} belongs to: a subaccount, or the provider's account, which is the default.",
        computed=True,
        use_state_for_unknown=True,
        requires_replace=True,
        check=check_account_sid,
    )
    friendly_name: str | None

    @classmethod
    def describe(cls, text: str) -> str:
        return text.replace("{kind}", cls.kind)

    def create_form(self, account_sid: str) -> Form:
        """What is sent to make the object: every argument that says something. `account_sid` is the account that asks."""
        values = {answers.parameter(name): getattr(self, name) for name in self.returned_arguments()}
        return {name: value for name, value in values.items() if value is not None and value != []}

    def update_form(self, emptied: Iterable[str]) -> Form:
        """What is sent to change it: every argument that says something, since an API may reset what an update does not name; and
        the arguments in `emptied` as empty.
        """
        return dict.fromkeys(map(answers.parameter, emptied), "") | self.create_form(self.account_sid)

    def secrets(self) -> tuple[str, ...]:
        """Return what no error may quote, even if Twilio does."""
        return ()

    @classmethod
    def returned_arguments(cls) -> list[str]:
        """Names of the arguments that the API returns: by default all, but for those that it chooses where nothing is said."""
        return [name for name, each in schema_of(cls).attributes.items() if each.configurable and not each.computed]

    @classmethod
    def normalised(cls, answer: Mapping[str, object]) -> Mapping[str, object]:
        """Return the answer in the form of the schema, where Twilio's differs."""
        return answer

    # The operations

    @classmethod
    def plan(cls, ctx: PlanContext[Client], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        """Say which account a new object will be of: engines hold the apply to that."""
        account = planned_account(ctx, planned) if prior is None else None
        return planned.with_(account_sid=account) if account else planned

    def in_own_account(self, ctx: Context[Client]) -> Context[Client]:
        """The operation with the token of the account that the object belongs to; with the provider's own credentials, where
        these may get no such token.
        """
        return where_permitted(ctx, self._meant(ctx))

    def create(self, ctx: Context[Client]) -> Self:
        return self._created(in_account(ctx, self._meant(ctx)))

    def _created(self, ctx: Context[Client]) -> Self:
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
            raise LostCreate(self, began, problem).searched(self.in_own_account(ctx)) from problem
        sid = answer.get("sid")
        if not isinstance(sid, str) or not sid:
            nameless = self._unusable("POST", self.path, ["`sid` is missing"])
            raise LostCreate(self, began, nameless).searched(self.in_own_account(ctx))
        made, problems = self.as_made(ctx, answer)
        if problems:
            ctx.diagnostics.extend([item_words.made_with_unusable_answer(self.kind, sid, problems)])
        return self._checked_account(ctx, made)

    def _meant(self, ctx: Context[Client]) -> str:
        return self.account_sid if is_known(self.account_sid) and self.account_sid else ctx.client.account_sid

    def _checked_account(self, ctx: Context[Client], made: Self) -> Self:
        """Raises `Incomplete` for an object that Twilio says is in another account than it was meant for: as with an API key that
        is another account's. A subaccount's is made by name or with that account's token, so nobody else can have it.
        """
        meant, answered, own = self._meant(ctx), made.account_sid, ctx.client.parent or ctx.client.account_sid
        if answered == meant:
            return made
        misled = meant != own != answered
        told = item_words.made_elsewhere(made.sid, meant=meant, answered=answered, misled=misled)
        raise Incomplete(dataclasses.replace(made, account_sid=meant) if misled else made, Failure(told))

    def read(self, ctx: Context[Client]) -> Self | None:
        ctx = self.in_own_account(ctx)
        path = f"{self.path}/{self.sid}"
        try:
            answer = not_found.get(ctx, self.product, path, recent=lambda: self._is_recent(ctx))
        except NotFound as missing:
            self._check_own(ctx, missing)
            command = self.import_command(ctx, self.sid)
            ctx.diagnostics.extend([item_words.gone(self.kind, self._label(), missing, command)])
            return None
        except AccountNotActive as inactive:
            if inactive.status == CLOSED:
                raise
            ctx.diagnostics.extend([words.suspended(self._label(), ctx.client.label, self.sid)])
            return self
        return self._held_to_account(ctx, self._whole("GET", path, answer), "State keeps it as it was, and nothing was changed.")

    def _held_to_account(self, ctx: Context[Client], now: Self, kept: str) -> Self:
        """What Twilio answers now. Raises `Failure` where it is of another account than state has.

        Where the provider cannot ask as that account, an earlier answer may have been the wrong one: so the account that is asked
        is believed, and what it says of another one is where that confirms it.
        """
        meant, answered, asked = self._meant(ctx), now.account_sid, ctx.client.account_sid
        if answered == meant or (answered == asked != meant):
            return now
        try:
            if asked != meant:
                return now._confirmed(ctx)
        except (Failure, TokensNotPermitted):
            pass
        raise changed_account(self._label(), belongs_to=meant, answered=answered, kept=kept)

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        ctx = self.in_own_account(ctx)
        try:
            return super().update(ctx, prior)
        except NotFound as missing:
            raise Failure(item_words.not_there(self.kind, prior._label(), missing)) from missing

    def changed(self, ctx: Context[Client], emptied: Iterable[str]) -> Self:
        form, path = self.update_form(emptied), f"{self.path}/{self.sid}"
        answer = asking_again(
            ctx,
            lambda: ctx.client.post(self.product, path, form, idempotent=True, deadline=deadline_of(ctx)),
            recent=lambda: True,  # it was there in the plan
        )
        kept = "The change was sent, and state keeps what was there before it."
        changed = self._held_to_account(ctx, self._whole("POST", path, answer), kept)
        return dataclasses.replace(changed, url=self.url) if is_known(self.url) else changed  # another edge has another host

    def delete(self, ctx: Context[Client]) -> None:
        client = self.in_own_account(ctx).client

        def delete() -> None:
            try:
                client.delete(self.product, f"{self.path}/{self.sid}", deadline=deadline_of(ctx))
            except NotFound as missing:
                if not missing.ambiguous:  # else an earlier try of this request has removed it
                    raise

        try:
            asking_again(ctx, delete, recent=lambda: True)
        except NotFound as missing:
            self._check_own(self.in_own_account(ctx), missing)
            ctx.diagnostics.extend([item_words.gone_already(self.kind, self._label(), missing)])

    def _check_own(self, ctx: Context[Client], missing: NotFound) -> None:
        """Raise `Failure` if the 404 proves nothing: another account gets one for an object that exists."""
        own = ctx.client.account_sid
        if self.account_sid and self.account_sid != own:
            seen = item_words.cannot_be_seen(self.kind, self._label(), missing, belongs_to=self.account_sid, asked=own)
            raise Failure(seen) from missing

    def _is_recent(self, ctx: Context[Client]) -> bool:
        """Say whether the object was made or changed a moment ago by Twilio's clock, or may have been."""
        dates = [date for text in (self.date_created, self.date_updated) if (date := answers.date(text))]
        return not dates or ctx.client.now() - max(dates) < not_found.RECENT

    def _label(self) -> str:
        return f"{self.kind} {self.sid} ({answers.quoted(self.friendly_name) if self.friendly_name else 'without a name'})"

    @classmethod
    def import_command(cls, ctx: Context[Client], sid: str) -> str:
        account = f"{ctx.client.account_sid}/" if ctx.client.parent else ""
        return f"`terraform import twilio_{cls.type_name}.NAME {account}{sid}`"

    @classmethod
    def within(cls, ctx: Context[Client], given: Values) -> Context[Client]:
        return in_account(ctx, given["account_sid"])

    @classmethod
    def find(cls, ctx: Context[Client], key: str) -> Self:
        """Find by SID, or by an account's SID, a slash and the SID."""
        account, slash, sid = key.partition("/")
        elsewhere = f"A subaccount's is imported with that account's SID and a slash before its own: `AC…/{cls.prefix}…`."
        if slash and not check_account_sid(account):
            return cls._of_sid(in_account(ctx, account), sid, elsewhere)
        return cls._of_sid(ctx, key, elsewhere)

    @classmethod
    def _of_sid(cls, ctx: Context[Client], key: str, elsewhere: str) -> Self:
        """`elsewhere` says how one of another account is found."""
        problem = matches(rf"{cls.prefix}[0-9a-fA-F]{{32}}", f"a SID ({cls.prefix} and 32 hexadecimal digits)")(key)
        if problem:
            raise Failure(error("Wrong SID", f"{problem} Take it from Twilio's Console or API. {elsewhere}", ("sid",)))
        try:
            found = cls._fetched(ctx, key)
        except (NotFound, AuthenticationFailed) as missing:  # a 401 is what some products say of another account's
            if not ctx.client.parent:
                missing.add_note(f"Account {ctx.client.label} was asked. {elsewhere}")
            raise
        try:
            return found if found.account_sid == ctx.client.account_sid else found._confirmed(ctx)
        except TokensNotPermitted:
            return found  # a refresh, which asks in the same way, puts right what is not so

    @classmethod
    def _fetched(cls, ctx: Context[Client], sid: str) -> Self:
        path = f"{cls.path}/{sid}"
        return cls._from_answer(path, not_found.get(ctx, cls.product, path))

    def _confirmed(self, ctx: Context[Client]) -> Self:
        """This object as the account has it that Twilio named, which is another one than was asked. Raises `Failure` where that
        account does not have it, and `TokensNotPermitted` where it cannot be asked.
        """
        answered, reason = self.account_sid, "Only a parent is shown what other accounts have."
        if not ctx.client.parent:
            try:
                found = self._fetched(in_account(ctx, answered), self.sid)
                if found.account_sid == answered:
                    return found
                reason = f"To that account, Twilio answered that it is of {found.account_sid}."
            except (NotASubaccount, NotFound) as denied:
                reason = str(denied)
        raise not_confirmed(self._label(), asked=ctx.client.account_sid, answered=answered, reason=reason)

    @classmethod
    def find_all(cls, ctx: Context[Client], arguments: Block) -> Iterator[Self | Exception]:
        return of_accounts(ctx, arguments, cls._all)

    @classmethod
    def _all(cls, ctx: Context[Client]) -> Iterator[Self]:
        """Yield the objects of the client's account only: some lists of a parent have those of its subaccounts too."""
        listed = ctx.client.list(cls.product, cls.path, cls.listed_as, page_size=_LARGE_PAGE, deadline=deadline_of(ctx))
        for each in listed:
            if each.get("account_sid") in (None, ctx.client.account_sid):
                yield cls._from_answer(f"{cls.path}/{each.get('sid')}", each)

    @property
    def display_name(self) -> str:
        return display_name(self.friendly_name, self.sid)

    def implied(self, client: Client) -> Collection[str]:
        return implied_account(self.account_sid, client)

    @classmethod
    def find_by(cls, ctx: Context[Client], argument: str, value: str) -> Self:
        """Find by SID, or by another attribute such as the name, which the provider's own account has before its subaccounts."""
        if argument == "sid":
            return cls._of_sid(ctx, value, "A subaccount's is found with `account_sid`.")
        listed = list(cls.listed(ctx))
        found = [each for each in listed if each.get(argument) == value]
        found = [each for each in found if each.get("account_sid") == ctx.client.account_sid] or found
        if len(found) != 1:
            report = item_words.several if found else item_words.none_such
            raise Failure(report(cls.kind, ctx.client.label, argument, value, found or listed))
        return cls._from_answer(f"{cls.path}/{found[0].get('sid')}", found[0])

    @classmethod
    def listed(cls, ctx: Context[Client], hide: tuple[str, ...] = ()) -> Iterator[Mapping[str, object]]:
        """Yield what the collection holds."""
        deadline = Deadline.after(min(_SEARCH_SECONDS, ctx.seconds))
        return ctx.client.list(cls.product, cls.path, cls.listed_as, page_size=1000, hide=hide, deadline=deadline)

    # Answers

    def as_made(self, ctx: Context[Client], answer: Mapping[str, object]) -> tuple[Self, list[str]]:
        """Return this object as an answer says that Twilio made it, and what is wrong with the answer."""
        return self._merged(answer, fallback={"account_sid": self._meant(ctx)})

    def _merged(self, answer: Mapping[str, object], fallback: Mapping[str, object]) -> tuple[Self, list[str]]:
        """Return this object with the values of an answer, and what is wrong with the answer. What Twilio never returns stays.

        A wrong value is replaced by the known one, or else by the `fallback`, or null. An empty text that was asked for stays
        where Twilio has none: engines want what is configured back as it was.
        """
        reading = answers.read(schema_of(type(self)), ("sid", "account_sid", *self.returned_arguments()), self.normalised(answer))
        values: Values = {}
        for name in reading.problems:
            planned = getattr(self, name)
            values[name] = planned if is_known(planned) and planned is not None else fallback.get(name)
        values |= reading.values
        values |= {name: "" for name, value in reading.values.items() if value is None and getattr(self, name) == ""}
        values |= {"id": values["sid"], "date_updated": _text(answer.get("date_updated")) or None}
        for name in ("date_created", "url"):
            known = getattr(self, name)
            values[name] = _text(answer.get(name)) or (known if is_known(known) else "") or ""
        return dataclasses.replace(self, **values), list(reading.problems.values())

    @classmethod
    def _from_answer(cls, path: str, answer: Mapping[str, object]) -> Self:
        """Return an object of which nothing but the answer is known."""
        empty: dict[str, Any] = schema_of(cls).null()
        return cls(**empty)._whole("GET", path, answer)

    def _whole(self, method: str, path: str, answer: Mapping[str, object]) -> Self:
        """Return this object with the values of an answer. Raises `UnexpectedAnswer` if anything in it is wrong."""
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
