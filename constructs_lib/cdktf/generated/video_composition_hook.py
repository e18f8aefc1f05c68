"""The resource `twilio_video_composition_hook`."""

# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import cdktf as cdk
from constructs import Construct

from ..._calls import NamedArguments
from ...enums import VideoCompositionHookFormat, VideoCompositionHookStatusCallbackMethod
from .._base import BlockReference, Resource
from ..meta_arguments import Connection, Dependency, Lifecycle, Provisioner

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema


@dataclass(frozen=True, kw_only=True)
class VideoCompositionHookTimeouts(NamedArguments):
    """How long each operation may take."""

    create: str | None = None
    """Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    read: str | None = None
    """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    update: str | None = None
    """Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
    delete: str | None = None
    """Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""


class VideoCompositionHookTimeoutsOutputReference(BlockReference):
    """How long each operation may take."""

    @property
    def create(self) -> str:
        """Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("create")

    @create.setter
    def create(self, value: str) -> None:
        self._set("create", value)

    @property
    def create_input(self) -> str | None:
        """What was given for `create`; None if nothing was."""
        given: str | None = self._held("create")
        return given

    def reset_create(self) -> None:
        """Leave `create` out again: it is not set then."""
        self._set("create", None)

    @property
    def read(self) -> str:
        """Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("read")

    @read.setter
    def read(self, value: str) -> None:
        self._set("read", value)

    @property
    def read_input(self) -> str | None:
        """What was given for `read`; None if nothing was."""
        given: str | None = self._held("read")
        return given

    def reset_read(self) -> None:
        """Leave `read` out again: it is not set then."""
        self._set("read", None)

    @property
    def update(self) -> str:
        """Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("update")

    @update.setter
    def update(self, value: str) -> None:
        self._set("update", value)

    @property
    def update_input(self) -> str | None:
        """What was given for `update`; None if nothing was."""
        given: str | None = self._held("update")
        return given

    def reset_update(self) -> None:
        """Leave `update` out again: it is not set then."""
        self._set("update", None)

    @property
    def delete(self) -> str:
        """Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or `1h30m`."""
        return self.get_string_attribute("delete")

    @delete.setter
    def delete(self, value: str) -> None:
        self._set("delete", value)

    @property
    def delete_input(self) -> str | None:
        """What was given for `delete`; None if nothing was."""
        given: str | None = self._held("delete")
        return given

    def reset_delete(self) -> None:
        """Leave `delete` out again: it is not set then."""
        self._set("delete", None)


class VideoCompositionHook(Resource, jsii_type=Resource._KIND):
    """Composes the recordings of every room that ends into one media file.

    Twilio composes only recordings that are not encrypted and are stored in its own cloud.
    """

    TF_RESOURCE_TYPE = "twilio_video_composition_hook"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        friendly_name: str,
        account_sid: str | None = None,
        enabled: bool | cdk.IResolvable | None = None,
        audio_sources: list[str] | tuple[str, ...] | cdk.IResolvable | None = None,
        audio_sources_excluded: list[str] | tuple[str, ...] | cdk.IResolvable | None = None,
        video_layout: str | None = None,
        resolution: str | None = None,
        format: VideoCompositionHookFormat | Literal["mp4", "webm"] | cdk.IResolvable | None = None,
        trim: bool | cdk.IResolvable | None = None,
        status_callback_url: str | None = None,
        status_callback_method: VideoCompositionHookStatusCallbackMethod | Literal["GET", "POST"] | cdk.IResolvable | None = None,
        timeouts: VideoCompositionHookTimeouts | Mapping[str, Any] | cdk.IResolvable | None = None,
        connection: Connection | None = None,
        count: int | float | cdk.TerraformCount | None = None,
        depends_on: Sequence[Dependency] | None = None,
        for_each: cdk.ITerraformIterator | None = None,
        lifecycle: Lifecycle | None = None,
        provider: cdk.TerraformProvider | None = None,
        provisioners: Sequence[Provisioner] | None = None,
    ) -> None:
        """Declare the resource `twilio_video_composition_hook`.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param friendly_name: A label that is unique in the account. Must have 1 to 100 characters.
        :param account_sid: SID of the account that the composition hook belongs to: a subaccount, or the provider's account,
            which is the default. Must be an account SID (AC and 32 hexadecimal digits). Changing it replaces the resource.
        :param enabled: Whether rooms that end are composed. Default: `True`.
        :param audio_sources: Track names or SIDs to mix; `*` takes all. Default: `[]`.
        :param audio_sources_excluded: Track names or SIDs that are left out. Default: `[]`.
        :param video_layout: Layout of the video regions, compared as JSON and not as text. Default: `"{}"`. Must be the text
            of a JSON object, as `jsonencode` makes it.
        :param resolution: Width and height in pixels. Default: `"640x480"`. Must be a resolution in pixels, such as
            `640x480`: each side 16 to 1280, and at most 921600 in all.
        :param format: Container of the composed file. Default: `"webm"`. Must be `mp4` or `webm`.
        :param trim: Whether intervals without media are cut out. Default: `True`.
        :param status_callback_url: URL that is told what happens. Must be an absolute http or https URL.
        :param status_callback_method: HTTP method of the status callback. Default: `"POST"`. Must be `GET` or `POST`.
        :param timeouts: How long each operation may take.
        :param connection: How provisioners connect.
        :param count: How many of it there are.
        :param depends_on: What has to be there first.
        :param for_each: Makes one for each element.
        :param lifecycle: How changes are carried out.
        :param provider: The provider configuration, if not the default one.
        :param provisioners: What runs on creating or destroying.
        :raises TypeError: An argument is not of its type, or has another name.
        :raises InvalidConfiguration: A value is one that the provider would refuse.
        """
        super().__init__(
            scope,
            id_,
            {
                "friendly_name": friendly_name,
                "account_sid": account_sid,
                "enabled": enabled,
                "audio_sources": audio_sources,
                "audio_sources_excluded": audio_sources_excluded,
                "video_layout": video_layout,
                "resolution": resolution,
                "format": format,
                "trim": trim,
                "status_callback_url": status_callback_url,
                "status_callback_method": status_callback_method,
                "timeouts": timeouts,
            },
            connection=connection,
            count=count,
            depends_on=depends_on,
            for_each=for_each,
            lifecycle=lifecycle,
            provider=provider,
            provisioners=provisioners,
        )

    @staticmethod
    def _declared() -> BlockSchema:
        from provider.framework.schema.blocks import schema_of
        from provider.resources.composition_hook import CompositionHook as Declaration

        return schema_of(Declaration)

    @property
    def id(self) -> str:
        """The SID."""
        return self.get_string_attribute("id")

    @property
    def sid(self) -> str:
        """The SID that Twilio gave it."""
        return self.get_string_attribute("sid")

    @property
    def date_created(self) -> str:
        """When it was made (ISO 8601)."""
        return self.get_string_attribute("date_created")

    @property
    def date_updated(self) -> str:
        """When it was last changed (ISO 8601); null for some objects that never were."""
        return self.get_string_attribute("date_updated")

    @property
    def url(self) -> str:
        """Absolute URL of the object."""
        return self.get_string_attribute("url")

    @property
    def account_sid(self) -> str:
        """SID of the account that the composition hook belongs to: a subaccount, or the provider's account, which is the
        default. Must be an account SID (AC and 32 hexadecimal digits). Changing it replaces the resource.
        """
        return self.get_string_attribute("account_sid")

    @account_sid.setter
    def account_sid(self, value: str) -> None:
        self._set("account_sid", value)

    @property
    def account_sid_input(self) -> str | None:
        """What was given for `account_sid`; None if nothing was."""
        given: str | None = self._given["account_sid"]
        return given

    def reset_account_sid(self) -> None:
        """Leave `account_sid` out again: it is set for you then."""
        self._set("account_sid", None)

    @property
    def friendly_name(self) -> str:
        """A label that is unique in the account. Must have 1 to 100 characters."""
        return self.get_string_attribute("friendly_name")

    @friendly_name.setter
    def friendly_name(self, value: str) -> None:
        self._set("friendly_name", value)

    @property
    def friendly_name_input(self) -> str | None:
        """What was given for `friendly_name`; None if nothing was."""
        given: str | None = self._given["friendly_name"]
        return given

    @property
    def enabled(self) -> cdk.IResolvable:
        """Whether rooms that end are composed. Default: `True`."""
        return self.get_boolean_attribute("enabled")

    @enabled.setter
    def enabled(self, value: bool | cdk.IResolvable) -> None:
        self._set("enabled", value)

    @property
    def enabled_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `enabled`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["enabled"]
        return given

    def reset_enabled(self) -> None:
        """Leave `enabled` out again: it is `True` then."""
        self._set("enabled", None)

    @property
    def audio_sources(self) -> list[str]:
        """Track names or SIDs to mix; `*` takes all. Default: `[]`."""
        return self.get_list_attribute("audio_sources")

    @audio_sources.setter
    def audio_sources(self, value: list[str] | tuple[str, ...] | cdk.IResolvable) -> None:
        self._set("audio_sources", value)

    @property
    def audio_sources_input(self) -> list[str] | cdk.IResolvable | None:
        """What was given for `audio_sources`; None if nothing was."""
        given: list[str] | cdk.IResolvable | None = self._given["audio_sources"]
        return given

    def reset_audio_sources(self) -> None:
        """Leave `audio_sources` out again: it is `[]` then."""
        self._set("audio_sources", None)

    @property
    def audio_sources_excluded(self) -> list[str]:
        """Track names or SIDs that are left out. Default: `[]`."""
        return self.get_list_attribute("audio_sources_excluded")

    @audio_sources_excluded.setter
    def audio_sources_excluded(self, value: list[str] | tuple[str, ...] | cdk.IResolvable) -> None:
        self._set("audio_sources_excluded", value)

    @property
    def audio_sources_excluded_input(self) -> list[str] | cdk.IResolvable | None:
        """What was given for `audio_sources_excluded`; None if nothing was."""
        given: list[str] | cdk.IResolvable | None = self._given["audio_sources_excluded"]
        return given

    def reset_audio_sources_excluded(self) -> None:
        """Leave `audio_sources_excluded` out again: it is `[]` then."""
        self._set("audio_sources_excluded", None)

    @property
    def video_layout(self) -> str:
        """Layout of the video regions, compared as JSON and not as text. Default: `"{}"`. Must be the text of a JSON object, as
        `jsonencode` makes it.
        """
        return self.get_string_attribute("video_layout")

    @video_layout.setter
    def video_layout(self, value: str) -> None:
        self._set("video_layout", value)

    @property
    def video_layout_input(self) -> str | None:
        """What was given for `video_layout`; None if nothing was."""
        given: str | None = self._given["video_layout"]
        return given

    def reset_video_layout(self) -> None:
        """Leave `video_layout` out again: it is `"{}"` then."""
        self._set("video_layout", None)

    @property
    def resolution(self) -> str:
        """Width and height in pixels. Default: `"640x480"`. Must be a resolution in pixels, such as `640x480`: each side 16 to
        1280, and at most 921600 in all.
        """
        return self.get_string_attribute("resolution")

    @resolution.setter
    def resolution(self, value: str) -> None:
        self._set("resolution", value)

    @property
    def resolution_input(self) -> str | None:
        """What was given for `resolution`; None if nothing was."""
        given: str | None = self._given["resolution"]
        return given

    def reset_resolution(self) -> None:
        """Leave `resolution` out again: it is `"640x480"` then."""
        self._set("resolution", None)

    @property
    def format(self) -> str:
        """Container of the composed file. Default: `"webm"`. Must be `mp4` or `webm`."""
        return self.get_string_attribute("format")

    @format.setter
    def format(self, value: VideoCompositionHookFormat | Literal["mp4", "webm"] | cdk.IResolvable) -> None:
        self._set("format", value)

    @property
    def format_input(self) -> str | None:
        """What was given for `format`; None if nothing was."""
        given: str | None = self._given["format"]
        return given

    def reset_format(self) -> None:
        """Leave `format` out again: it is `"webm"` then."""
        self._set("format", None)

    @property
    def trim(self) -> cdk.IResolvable:
        """Whether intervals without media are cut out. Default: `True`."""
        return self.get_boolean_attribute("trim")

    @trim.setter
    def trim(self, value: bool | cdk.IResolvable) -> None:
        self._set("trim", value)

    @property
    def trim_input(self) -> bool | cdk.IResolvable | None:
        """What was given for `trim`; None if nothing was."""
        given: bool | cdk.IResolvable | None = self._given["trim"]
        return given

    def reset_trim(self) -> None:
        """Leave `trim` out again: it is `True` then."""
        self._set("trim", None)

    @property
    def status_callback_url(self) -> str:
        """URL that is told what happens. Must be an absolute http or https URL."""
        return self.get_string_attribute("status_callback_url")

    @status_callback_url.setter
    def status_callback_url(self, value: str) -> None:
        self._set("status_callback_url", value)

    @property
    def status_callback_url_input(self) -> str | None:
        """What was given for `status_callback_url`; None if nothing was."""
        given: str | None = self._given["status_callback_url"]
        return given

    def reset_status_callback_url(self) -> None:
        """Leave `status_callback_url` out again: it is not set then."""
        self._set("status_callback_url", None)

    @property
    def status_callback_method(self) -> str:
        """HTTP method of the status callback. Default: `"POST"`. Must be `GET` or `POST`."""
        return self.get_string_attribute("status_callback_method")

    @status_callback_method.setter
    def status_callback_method(
        self, value: VideoCompositionHookStatusCallbackMethod | Literal["GET", "POST"] | cdk.IResolvable
    ) -> None:
        self._set("status_callback_method", value)

    @property
    def status_callback_method_input(self) -> str | None:
        """What was given for `status_callback_method`; None if nothing was."""
        given: str | None = self._given["status_callback_method"]
        return given

    def reset_status_callback_method(self) -> None:
        """Leave `status_callback_method` out again: it is `"POST"` then."""
        self._set("status_callback_method", None)

    @property
    def timeouts(self) -> VideoCompositionHookTimeoutsOutputReference:
        """How long each operation may take."""
        return VideoCompositionHookTimeoutsOutputReference(self, "timeouts")

    @property
    def timeouts_input(self) -> VideoCompositionHookTimeouts | cdk.IResolvable | None:
        """What was given for `timeouts`; None if nothing was."""
        given = self._given["timeouts"]
        held: VideoCompositionHookTimeouts | cdk.IResolvable | None = (
            VideoCompositionHookTimeouts(**given) if isinstance(given, dict) else given
        )
        return held

    def put_timeouts(
        self, *, create: str | None = None, read: str | None = None, update: str | None = None, delete: str | None = None
    ) -> None:
        """Give `timeouts` anew: How long each operation may take.

        :param create: Time limit for creating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        :param read: Time limit for reading. Default: `40s`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        :param update: Time limit for updating. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        :param delete: Time limit for destroying. Default: `10m`. Must be a duration longer than zero, such as `30s`, `10m` or
            `1h30m`.
        """
        self._set("timeouts", VideoCompositionHookTimeouts(create=create, read=read, update=update, delete=delete))

    def reset_timeouts(self) -> None:
        """Leave `timeouts` out again: it is not set then."""
        self._set("timeouts", None)
