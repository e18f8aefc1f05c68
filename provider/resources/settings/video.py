"""The settings of one kind of Video media: the fields that recordings and compositions share, and how they are sent.

Source: https://www.twilio.com/docs/video/api/recording-settings and .../encrypted-recordings.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from ...framework.blocks import attr, schema_of
from ...framework.diagnostics import Failure, error
from ...framework.resource import Context, Incomplete, Lookup
from ...framework.rules import when
from ...twilio.errors import AmbiguousResult, Cancelled, PermissionDenied, Rejected, TwilioError, UnexpectedAnswer
from ...twilio.request import Deadline
from .. import answers
from .._client import Client, deadline_of
from ..checks import credential_sid, s3_url, same_url
from ..in_use import InUse
from . import credentials, words
from .activation import Patience
from .contract import SettingsObject, Unsettled
from .object import STAYED

_LOOK_SECONDS = 20.0
"""A look at what became of a write has time of its own, since the write may have used up its operation's."""


class VideoSettings(SettingsObject):
    """Fields and requests of `RecordingSettings` and `CompositionSettings`. `{media}` in a text is the kind of media."""

    path: ClassVar[str]
    media: ClassVar[str]
    data_source = Lookup()

    aws_credentials_sid: str | None = attr(
        "SID of the stored AWS credential that writes to the bucket.", default=None, check=credential_sid
    )
    aws_s3_url: str | None = attr(
        "URL of the bucket, and the path in it, that {media} are stored in, such as "
        "`https://my-bucket.s3-eu-west-1.amazonaws.com/{media}/`.",
        default=None,
        check=s3_url,
        same=same_url,
    )
    aws_storage_enabled: bool = attr("Whether {media} are stored at `aws_s3_url` and not in Twilio's cloud.", default=False)
    encryption_key_sid: str | None = attr(
        "SID of the public key credential that {media} are encrypted with.", default=None, check=credential_sid
    )
    encryption_enabled: bool = attr(
        "Whether {media} are stored encrypted. Twilio does this for accounts of its Enterprise or Security Edition.",
        default=False,
    )

    rules = (
        when("aws_storage_enabled", needs=("aws_credentials_sid", "aws_s3_url")),
        when("encryption_enabled", needs=("encryption_key_sid",)),
    )

    def __init_subclass__(cls, *, path: str = "", media: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.path, cls.media, cls.title = path, media, f"{media[:-1]} settings"

    @classmethod
    def describe(cls, text: str) -> str:
        return text.replace("{media}", cls.media)

    @classmethod
    def references(cls) -> Sequence[str]:
        return tuple(credentials.COLLECTIONS)

    @classmethod
    def turned_on(cls, switch: str) -> str:
        if switch == "encryption_enabled":
            return f"{cls.media.capitalize()} made after that are encrypted, and nobody can play them without the private key."
        return f"{cls.media.capitalize()} made after that are stored in S3, and not in Twilio's cloud."

    @classmethod
    def turned_off(cls, switch: str) -> str:
        if switch == "encryption_enabled":
            return f"{cls.media.capitalize()} made after that are NOT encrypted any more."
        return f"{cls.media.capitalize()} made after that are stored in Twilio's cloud, not in S3."

    @classmethod
    def exchanged(cls, name: str, verb: str) -> tuple[str, str]:
        media = cls.media.capitalize()
        if name == "encryption_key_sid":
            text = f"{media} made after that open with its private key alone. Keep the other private key for those made before."
            return f"{media} {verb} encrypted with another key", text
        if name == "aws_s3_url":
            text = f"{media} made after that are stored there. Those made before stay where they are."
            return f"{media} {verb} stored in another bucket or path", text
        return f"{media} {verb} stored with another AWS credential", "It must be allowed to write to the bucket."

    @classmethod
    def fetch(cls, ctx: Context[Client]) -> Self:
        return cls._from_api(ctx, "GET", ctx.client.get("video", cls.path, deadline=deadline_of(ctx)))

    @classmethod
    def _from_api(cls, ctx: Context[Client], method: str, answer: Mapping[str, Any]) -> Self:
        """The settings in an answer. Raises `UnexpectedAnswer` that says everything that is wrong with it."""
        reading = answers.read(schema_of(cls), ("account_sid", *cls.setting_names()), answer)
        if reading.problems:
            reason = f"it is not a {cls.title[:-1]} object: {', '.join(reading.problems.values())}"
            raise UnexpectedAnswer(reason, method=method, path=cls.path, status=200, request_id=None)
        # Every property can be null by the documentation, the account too.
        account = reading.values.pop("account_sid") or ctx.client.account_sid
        if method == "POST" and account != ctx.client.account_sid:
            reason = f"it is of account {account}, and {ctx.client.account_sid} was asked"
            raise UnexpectedAnswer(reason, method=method, path=cls.path, status=200, request_id=None)
        url = answer.get("url")
        return cls(id=account, account_sid=account, url=url if isinstance(url, str) else "", baseline=None, **reading.values)

    def send(self, ctx: Context[Client], before: Self) -> Self:
        """Write what is set, and "" for what `before` has and is to go; what is null on both sides is left out.

        Twilio's documents do not say whether "" takes a value away, changes nothing, or is refused, nor what becomes of a value
        that is left out. So where "" has not taken it away, the same is sent once more without it.
        """
        before = self.seen(ctx, before)
        emptied = self.emptied(before)
        self._check_needs(emptied)
        result, refusal = self._written(ctx, before, emptied)
        if not self._is_all_but(emptied, self.seen(ctx, result)):
            return result
        if refusal is None:
            result = self._left_out(ctx, result)
        if stayed := {name: held for name, held in emptied.items() if getattr(result, name) == held and result.is_off(name)}:
            ctx.private[STAYED] = self.stayed(ctx, result) | stayed
            ctx.diagnostics.extend([words.stayed(result, stayed, refusal)])
        return result

    def _check_needs(self, emptied: Iterable[str]) -> None:
        """Raises `Failure` where what is to go is needed: no reading of the documents makes sense of that."""
        switches = {name: self.switch_of(name) for name in emptied}
        if needed := {name: switch for name, switch in switches.items() if switch and getattr(self, switch)}:
            raise Failure(*(words.needed(name, switch) for name, switch in needed.items()))

    def _is_all_but(self, emptied: Container[str], live: Self) -> bool:
        """Whether `live` is what was asked for, but for some of what was to go."""
        differing = self.differing(live)
        return bool(differing) and all(name in emptied for name in differing)

    def _left_out(self, ctx: Context[Client], before: Self) -> Self:
        """Write once more, leaving out what is to go: all else is in place. Raises `Incomplete` where that could not be tried."""
        try:
            return self._written(ctx, before, {})[0]
        except Rejected:
            return before
        except (Failure, TwilioError) as problem:
            raise Incomplete(self.as_now(before), problem) from problem

    def _written(self, ctx: Context[Client], before: Self, emptied: Mapping[str, object]) -> tuple[Self, TwilioError | None]:
        """What the API holds after a write, and how it refused an empty value if it did.

        A lost answer is settled by a look at the settings, and a write is repeated only if it took no effect; how often a
        rejected one is tried again is `Patience`'s to say. A request with "" that is rejected is sent at once without it: if that
        is rejected as well, "" was not the reason.
        """
        patience, sent_empty, refusal = Patience(self.settings(), before.settings(), ctx), emptied, None
        while True:
            try:
                with ctx.memory.of(InUse).writing():
                    form = self._form(sent_empty)
                    answer = ctx.client.post("video", self.path, form, idempotent=False, deadline=deadline_of(ctx))
                return self._from_api(ctx, "POST", answer), refusal
            except Cancelled:
                raise
            except TwilioError as lost:
                # "It was not repeated" is the client's word, and this looks at what became of it and may well repeat it.
                problem = lost.last_error if isinstance(lost, AmbiguousResult) else lost
                self._name_editions(problem, before)
                if sent_empty and answers.may_refuse_empty(problem):
                    sent_empty, refusal = {}, problem
                    continue
                if problem.ambiguous and (live := self._look(ctx, before, emptied, problem)) is not None:
                    return live, refusal
                pause = patience.after(problem)
                if pause is None:
                    raise self._as_before(problem) if problem.ambiguous else problem from None
                last = problem
            if ctx.stop.wait(pause):
                raise Cancelled(method="POST", path=self.path, ambiguous=False) from last
            sent_empty, refusal = emptied, None

    def _name_editions(self, problem: TwilioError, before: Self) -> None:
        if isinstance(problem, PermissionDenied) and self.encryption_enabled and not before.encryption_enabled:
            editions = "accounts of its Enterprise or Security Edition"
            problem.add_note(f"Twilio encrypts {self.media} for {editions}; this may be neither.")

    def _look(self, ctx: Context[Client], before: Self, emptied: Container[str], problem: TwilioError) -> Self | None:
        """What the account holds after a write whose outcome is not known: what was sent, or None where all is as before."""
        try:
            answer = ctx.client.get("video", self.path, deadline=Deadline.after(min(_LOOK_SECONDS, ctx.seconds)))
            live = self._from_api(ctx, "GET", answer)
        except TwilioError as second:
            raise Unsettled(
                error(
                    "It is not known what the account holds now",
                    f"The {self.title} were sent, and the answer was lost: {problem} A look at them afterwards failed too: "
                    f"{second} The next plan shows what is in place.",
                )
            ) from problem
        live.check_account(ctx)
        seen = self.seen(ctx, live)
        if not self.differing(seen):
            return live
        if not before.differing(seen):
            return None
        if self._is_all_but(emptied, seen):
            return live
        raise Unsettled(
            error(
                "The account holds something else than what was sent",
                f"The {self.title} were sent, and the answer was lost: {problem} Afterwards the account holds neither what was "
                f"sent nor what was there before; these differ from what was sent: {', '.join(self.differing(seen))}. Somebody "
                "else may have changed them. The next plan shows what is in place.",
            )
        ) from problem

    def _as_before(self, problem: TwilioError) -> Failure:
        return Failure(
            error(
                f"The {self.title} could not be written",
                f"{problem} A look at them afterwards showed them as they were: nothing was changed. Apply again.",
            )
        )

    def _form(self, emptied: Container[str]) -> dict[str, str | bool]:
        values = {name: "" if value is None and name in emptied else value for name, value in self.settings().items()}
        return {answers.parameter(name): value for name, value in values.items() if value is not None}

    @classmethod
    def missing_references(cls, ctx: Context[Client], sids: Mapping[str, str]) -> list[str]:
        return credentials.missing(ctx, sids)
