"""Credentials stored at Twilio: their secret part can be neither read back nor changed, and settings refer to them.

Source: https://www.twilio.com/docs/iam/credentials/api.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Self

from ..framework.diagnostics import Failure, error
from ..framework.planned import Planned
from ..framework.resource import Context, Lookup, Memory, PlanContext
from ..framework.schema.attributes import attr
from ..framework.schema.checks import length
from ..framework.values import is_known
from ..twilio.errors import NotFound
from . import not_found
from ._client import Client, deadline_of
from ._item import Form, Item
from ._ownership import where_permitted
from .answers import parameter
from .composition_settings import CompositionSettings
from .recording_settings import RecordingSettings
from .settings import words
from .settings.in_use import Use, Uses
from .settings.ledger import Ledger
from .settings.video import VideoSettings

_USERS: tuple[type[VideoSettings], ...] = (RecordingSettings, CompositionSettings)
"""The settings that can refer to a credential."""


class Credential(Item, product="accounts", prefix="CR", listed_as="credentials", kind="credential"):
    """What all kinds of credentials have. A subclass names its path and what is sent to make it."""

    data_source = Lookup("friendly_name", "sid", within=("account_sid",))

    friendly_name: str | None = attr("A label, which need not be unique.", default=None, check=length(0, 64))

    @classmethod
    def returned_arguments(cls) -> list[str]:
        return ["friendly_name"]

    def recall(self, memory: Memory) -> None:
        memory.of(Ledger).credentials.found_in_state(self.sid)

    def create(self, ctx: Context[Client]) -> Self:
        made = self._created(ctx)  # Twilio makes one for a subaccount too, whoever may get its token
        ctx.memory.of(Ledger).credentials.made(made.sid)
        return made

    def create_form(self, account_sid: str) -> Form:
        form: Form = {"FriendlyName": self.friendly_name} if self.friendly_name else {}
        own = not is_known(self.account_sid) or self.account_sid == account_sid
        return form if own else form | {"AccountSid": self.account_sid}

    def update_form(self, emptied: Iterable[str]) -> Form:
        return {"FriendlyName": self.friendly_name} if self.friendly_name else dict.fromkeys(map(parameter, emptied), "")

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        if (self.friendly_name or None) == (prior.friendly_name or None):
            # An import is being completed, or "" and null change places: nothing is sent to Twilio.
            return dataclasses.replace(self, date_updated=prior.date_updated)
        return super().update(ctx, prior)

    @classmethod
    def plan(cls, ctx: PlanContext[Client], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        if prior is not None and prior.is_imported():
            ctx.diagnostics.warning(
                "An imported credential cannot be compared",
                f"Twilio never tells what credential {prior.sid} holds, so state takes what the configuration says, without "
                "a proof that they agree. To be sure, replace it (with -replace and create_before_destroy).",
            )
        planned = super().plan(ctx, planned, prior)
        name = planned.get(lambda credential: credential.friendly_name, unknown=None)
        account = planned.get(lambda credential: credential.account_sid, unknown=None)
        if prior is None and ctx.configured is not None and name is not None and account:
            cls._tell_of_namesakes(where_permitted(ctx.configured, account), name)
        return planned

    @classmethod
    def _tell_of_namesakes(cls, ctx: Context[Client], name: str) -> None:
        """Warn of recent credentials of the same name: an apply that was killed may have made them, and no state has them."""
        ledger = ctx.memory.of(Ledger)
        found = ledger.account(ctx.client.account_sid).namesakes.of(name, cls.path, lambda: cls.listed(ctx))
        for each in found:
            if each.is_recent(ctx.client.now()) and not ledger.credentials.is_known(each.sid):
                ctx.diagnostics.warning(
                    "There is a credential of this name already",
                    f"The account has another credential named {json.dumps(name)}: {each}. "
                    f"If an apply that was interrupted made it, take it into state ({cls.import_command(ctx, each.sid)}) or "
                    "delete it. If it is the one that is replaced here, all is well.",
                )

    def is_imported(self) -> bool:
        """Say whether this is the state of an import, which lacks the credential itself."""
        return False

    def plan_destroy(self, ctx: PlanContext[Client]) -> None:
        if named := ctx.memory.of(Ledger).credentials.plan_destroy(self.sid):
            raise Failure(words.credential_destroyed(named))
        if ctx.configured is None or not self.account_sid:
            return
        if self.account_sid != (own := self.in_own_account(ctx.configured).client.account_sid):
            ctx.diagnostics.warning(
                "Use of this credential cannot be checked",
                f"Credential {self.sid} belongs to account {self.account_sid}, whose settings account "
                f"{own} cannot read. Make sure that no recording or composition settings there name it: "
                "Twilio drops recordings that it cannot store or encrypt.",
            )

    def delete(self, ctx: Context[Client]) -> None:
        """Remove the credential, unless live settings use it: Twilio would drop recordings from then on."""
        ctx = self.in_own_account(ctx)
        in_use = ctx.memory.of(Ledger).account(ctx.client.account_sid).in_use
        named = in_use.uses(lambda: self._look(ctx), ctx.stop, deadline_of(ctx)).get(self.sid, ())
        if uses := [use.settings for use in named if use.off is None]:
            raise Failure(
                error(
                    "The credential is in use",
                    # Engines do not say which resource a destroy failed for: the label helps to find it.
                    f"Credential {self.sid} ({self.friendly_name or 'without a name'}) is named by {' and '.join(uses)} of "
                    f"account {ctx.client.label}; Twilio drops what it cannot store or encrypt, so it was not deleted. "
                    "If it is being replaced, give this resource `lifecycle { create_before_destroy = true }`, so that the "
                    "settings move to the new one first. If the settings are being destroyed as well, apply "
                    'on_destroy = "reset" to them first (import them again, if state no longer has them). To keep the '
                    "credential, remove it from state (`state rm`): then the destroy finishes.",
                    ("sid",),
                )
            )
        super().delete(ctx)
        for use in named:
            ctx.diagnostics.warning(
                "A credential that is gone is still named",
                f"{use.settings} of account {ctx.client.label} still names credential {self.sid}, which is deleted. "
                f"Nothing is lost as long as {use.off} is off. Before it is turned on, name another credential.",
            )

    @staticmethod
    def _look(ctx: Context[Client]) -> Uses:
        """Return the credentials that the live settings name. A switch that Twilio does not answer counts as on."""
        found: dict[str, list[Use]] = {}
        for api in (settings.api() for settings in _USERS):
            try:
                live = not_found.get(ctx, "video", api.path)
            except NotFound:
                continue  # an account without Video has no such settings
            for name in api.shape.references:
                switch = api.shape.switch_of(name) or ""
                state = live.get(switch, True)
                is_off = state is False or state is None  # null is a switch that nobody ever touched
                if isinstance(sid := live.get(name), str):
                    found.setdefault(sid, []).append(Use(f"{name} of the {api.title}", switch if is_off else None))
        return found
