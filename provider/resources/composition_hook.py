"""`twilio_video_composition_hook`, resource and data source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from ..framework.diagnostics import Diagnostic, Failure, error
from ..framework.planned import Planned
from ..framework.resource import Context, Lookup, PlanContext
from ..framework.schema.attributes import attr
from ..framework.schema.checks import length, one_of
from ..framework.values import is_wholly_known
from ..record import record
from ..twilio.accounts import CLOSED
from ..twilio.errors import AccountNotActive, Rejected, TwilioError
from . import answers
from ._client import Client, in_account
from ._item import Form, Item
from ._layout import answered, json_object, layout_problems, regions_of, resolution, same_layout, size_of, without_nulls
from .checks import callback_url
from .namesakes import Namesake
from .recording_settings import RecordingSettings
from .settings import words


@record(frozen=True)
class Regions:
    """Each region of a layout is as Twilio documents it, and lies within the resolution."""

    names = ("video_layout", "resolution")
    sentence = (
        "Each region of `video_layout` must have `video_sources`, and lie within `resolution` (`x_pos` and `y_pos` from 0, "
        "`width` and `height` from 16); `z_pos` must be -99 to 99, `max_columns` and `max_rows` 1 to 1000, and `reuse` `none`, "
        "`show_oldest` or `show_newest`. It has no other properties than these, `cells_excluded` and `video_sources_excluded`."
    )

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        layout, picture = values["video_layout"], values["resolution"]
        if not isinstance(layout, str) or json_object(layout) is not None:
            return
        size = size_of(picture) if isinstance(picture, str) and resolution(picture) is None else None
        if problems := list(layout_problems(regions_of(layout), size)):
            yield error("Invalid video_layout", "\n".join(("Twilio refuses such a layout:", *problems)), ("video_layout",))


@record(frozen=True)
class Source:
    """A hook needs sound or picture to compose."""

    names = ("audio_sources", "video_layout")
    sentence = "There must be `audio_sources`, or a `video_layout` with `video_sources`."

    def check(self, values: Mapping[str, object]) -> Iterator[Diagnostic]:
        sources, layout = values["audio_sources"], values["video_layout"]
        if not is_wholly_known(sources) or sources or not isinstance(layout, str):
            return
        if json_object(layout) is None and not _has_video(regions_of(layout)):
            text = "Without sound and picture there is nothing to compose. Set audio_sources, or video_sources in video_layout."
            yield error("Missing sources", text, ("audio_sources",))


def _has_video(layout: Mapping[str, object]) -> bool:
    return any(isinstance(region, dict) and region.get("video_sources") for region in layout.values())


class CompositionHook(
    Item,
    name="video_composition_hook",
    product="video",
    path="/v1/CompositionHooks",
    prefix="HK",
    listed_as="composition_hooks",
    kind="composition hook",
):
    """Composes the recordings of every room that ends into one media file.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud.
    """

    data_source = Lookup("sid", within=("account_sid",))
    resets_omitted = True
    rules = (Source(), Regions())
    import_note = "`/CompositionHooks/SID`, as the community provider has it, does as well."
    example = """\
resource "twilio_video_composition_hook" "grid" {
  friendly_name = "Everybody in a grid"
  format        = "mp4"
  audio_sources = ["*"]
  video_layout = jsonencode({
    grid = { video_sources = ["*"] }
  })
}
"""

    friendly_name: str = attr("A label that is unique in the account.", check=length(1, 100))
    enabled: bool = attr("Whether rooms that end are composed.", default=True)
    audio_sources: list[str] = attr("Track names or SIDs to mix; `*` takes all.", default=[])
    audio_sources_excluded: list[str] = attr("Track names or SIDs that are left out.", default=[])
    video_layout: str = attr(
        "Layout of the video regions, compared as JSON and not as text.",
        default="{}",
        check=json_object,
        semantic_equality=same_layout,
    )
    resolution: str = attr("Width and height in pixels.", default="640x480", check=resolution)
    format: str = attr("Container of the composed file.", default="webm", check=one_of("mp4", "webm"))
    trim: bool = attr("Whether intervals without media are cut out.", default=True)
    status_callback_url: str | None = attr("URL that is told what happens.", default=None, check=callback_url)
    status_callback_method: str = attr("HTTP method of the status callback.", default="POST", check=one_of("GET", "POST"))

    def create_form(self, account_sid: str) -> Form:
        return super().create_form(account_sid) | {"VideoLayout": without_nulls(self.video_layout)}

    def create(self, ctx: Context[Client]) -> Self:
        try:
            return super().create(ctx)
        except Rejected as refusal:
            raise self._name_taken(self.in_own_account(ctx), refusal, managed=False) or refusal from None

    def update(self, ctx: Context[Client], prior: Self) -> Self:
        try:
            return super().update(ctx, prior)
        except Rejected as refusal:
            raise self._name_taken(self.in_own_account(ctx), refusal, managed=True) or refusal from None

    def _name_taken(self, ctx: Context[Client], refusal: Rejected, *, managed: bool) -> Failure | None:
        """What to tell of a refusal where another hook has the name. It may be one that was hidden for a moment, and left state.

        How Twilio words that is not documented, so it is looked up whatever was refused. `managed`: whether state has this hook.
        """
        try:
            others = [each for each in self.listed(ctx) if self._has_name(each) and each.get("sid") != self.sid]
        except TwilioError:
            return None
        other = Namesake.of(others[0]) if others else None
        if other is None:
            return None
        command = self.import_command(ctx, other.sid)
        back = "" if managed else f"If it is the one of this resource, and has left state, {command} takes it back. "
        return Failure(
            error(
                "The name of the composition hook is taken",
                f"{refusal} Nothing was changed. Account {ctx.client.label} has a composition hook named "
                f"{answers.quoted(others[0]['friendly_name'])}: {other}. {back}To have two, give this one another "
                "friendly_name; or delete that one. Where this replaces it, create_before_destroy cannot work: the name is not "
                "free before that one is gone.",
                ("friendly_name",),
            )
        )

    def _has_name(self, listed: Mapping[str, object]) -> bool:
        name = listed.get("friendly_name")
        return isinstance(name, str) and name.casefold() == self.friendly_name.casefold()

    @classmethod
    def normalised(cls, answer: Mapping[str, object]) -> Mapping[str, object]:
        cleaned = {
            name: [each for each in value if each != ""] if isinstance(value, list) else value for name, value in answer.items()
        }
        layout = cleaned.get("video_layout")
        return {**cleaned, "video_layout": answered(layout)} if isinstance(layout, dict) else cleaned

    @classmethod
    def key_of(cls, import_id: str) -> str:
        # The community provider imports by this path, and its users have it in scripts and `import` blocks.
        return import_id.removeprefix("/CompositionHooks/")

    @classmethod
    def plan(cls, ctx: PlanContext[Client], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        planned = super().plan(ctx, planned, prior)
        turned_on = planned.get(lambda hook: hook.enabled, unknown=False) and not (prior and prior.enabled)
        account = planned.get(lambda hook: hook.account_sid, unknown=None)
        if turned_on and ctx.configured is not None and account:
            cls._tell_of_obstacles(in_account(ctx.configured, account))
        return planned

    @classmethod
    def _tell_of_obstacles(cls, ctx: Context[Client]) -> None:
        recordings = RecordingSettings.api()
        try:
            live = recordings.fetch(ctx)
        except AccountNotActive as inactive:
            if inactive.status == CLOSED:
                raise
            ctx.diagnostics.extend([words.suspended_unseen(cls.kind, ctx.client.label)])
            return
        if obstacles := [name for name in recordings.shape.switches if live.values[name]]:
            ctx.diagnostics.warning(
                "This hook will compose nothing",
                f"The recording settings of account {live.account} have {' and '.join(obstacles)} on, and Twilio "
                "composes only recordings that are not encrypted and are stored in its own cloud.",
                ("enabled",),
            )
