"""`/v1/CompositionHooks`: rules that compose each room that ends."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime

from .calls import (
    Call,
    Form,
    Reply,
    Routes,
    at_most,
    iso_8601,
    one_of,
    page,
    reveal,
    url,
)
from .errors import invalid
from .layouts import check_fits, resolution, video_layout
from .models import CompositionHook, now

FRIENDLY_NAME_LENGTH = 100


def _list(call: Call) -> Reply:
    hooks = [hook for hook in call.account.composition_hooks.values() if _listed(call, hook)]
    return page(call, "composition_hooks", hooks, lambda hook: _render(call, hook))


def _create(call: Call) -> Reply:
    form = call.form
    fresh = CompositionHook(call.account.sid, form.required("FriendlyName", at_most(FRIENDLY_NAME_LENGTH)))
    hook = _read(form, fresh)
    _check(call, hook)
    hook.hidden_reads = call.behaviour.reads_before_visible
    call.account.composition_hooks[hook.sid] = hook
    return Reply(201, _render(call, hook))


def _fetch(call: Call) -> Reply:
    return Reply(200, _render(call, _find(call)))


def _update(call: Call) -> Reply:
    live = _find(call)
    hook = _read(call.form.of_hook(), live)
    hook.date_updated = now()
    _check(call, hook)
    live.become(hook)
    return Reply(200, _render(call, live))


def _delete(call: Call) -> Reply:
    del call.account.composition_hooks[_find(call).sid]
    return Reply(204)


def _find(call: Call) -> CompositionHook:
    return reveal(call, call.account.composition_hooks.get(call.sid))


def _read(form: Form, live: CompositionHook) -> CompositionHook:
    """Return `live` with the changes that the parameters ask for."""
    return dataclasses.replace(
        live,
        friendly_name=form.required("FriendlyName", at_most(FRIENDLY_NAME_LENGTH)),
        enabled=form.boolean("Enabled", current=live.enabled, default=True),
        video_layout=form.optional("VideoLayout", video_layout, current=live.video_layout, default={}, blank={}),
        audio_sources=form.repeated("AudioSources", current=live.audio_sources),
        audio_sources_excluded=form.repeated("AudioSourcesExcluded", current=live.audio_sources_excluded),
        resolution=form.optional("Resolution", resolution, current=live.resolution, default="640x480", blank="640x480"),
        format=form.optional("Format", one_of("mp4", "webm"), current=live.format, default="webm", blank="webm"),
        status_callback=form.optional("StatusCallback", url, current=live.status_callback, default=None, blank=""),
        status_callback_method=form.optional(
            "StatusCallbackMethod",
            one_of("GET", "POST"),
            current=live.status_callback_method,
            default="POST",
            blank="POST",
        ),
        trim=form.boolean("Trim", current=live.trim, default=True),
    )


def _check(call: Call, hook: CompositionHook) -> None:
    for other in call.account.composition_hooks.values():
        if other.sid != hook.sid and other.friendly_name == hook.friendly_name:
            raise invalid(f"FriendlyName: the account has a composition hook of that name already, {other.sid}")
    check_fits("VideoLayout", hook.video_layout, hook.resolution)
    has_video = any(region.get("video_sources") for region in hook.video_layout.values() if isinstance(region, dict))
    if call.behaviour.hooks_need_a_source and not (hook.audio_sources or has_video):
        raise invalid("There must be AudioSources, or a VideoLayout with video_sources")


def _listed(call: Call, hook: CompositionHook) -> bool:
    """Say whether the query's filters let the hook pass."""
    query = call.query
    if (enabled := query.get("Enabled")) and (enabled.lower() == "true") != hook.enabled:
        return False
    if (after := query.get("DateCreatedAfter")) and hook.date_created < _moment("DateCreatedAfter", after):
        return False
    if (before := query.get("DateCreatedBefore")) and hook.date_created >= _moment("DateCreatedBefore", before):
        return False
    if name := query.get("FriendlyName"):
        pattern = ".*".join(re.escape(part) for part in name.split("*"))
        return re.fullmatch(pattern, hook.friendly_name, re.IGNORECASE | re.DOTALL) is not None
    return True


def _moment(name: str, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise invalid(f"{name} must be an ISO 8601 date and time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _render(call: Call, hook: CompositionHook) -> dict[str, object]:
    return {
        "account_sid": hook.account_sid,
        "audio_sources": hook.audio_sources,
        "audio_sources_excluded": hook.audio_sources_excluded,
        "date_created": iso_8601(hook.date_created),
        "date_updated": iso_8601(hook.date_updated) if hook.date_updated else None,
        "enabled": hook.enabled,
        "format": hook.format,
        "friendly_name": hook.friendly_name,
        "resolution": hook.resolution,
        "sid": hook.sid,
        "status_callback": hook.status_callback,
        "status_callback_method": hook.status_callback_method,
        "trim": hook.trim,
        "url": call.base_url + hook.path,
        "video_layout": {name: _in_full(region) for name, region in hook.video_layout.items()},
    }


def _in_full(region: object) -> object:
    """Return a region as Twilio answers it, with every property."""
    unsaid: dict[str, object] = {
        "x_pos": 0,
        "y_pos": 0,
        "z_pos": 0,
        "width": None,
        "height": None,
        "max_columns": None,
        "max_rows": None,
        "cells_excluded": [],
        "reuse": "show_oldest",
        "video_sources": [],
        "video_sources_excluded": [],
    }
    return unsaid | region if isinstance(region, dict) else region


ROUTES: Routes = {
    CompositionHook.collection: {"GET": _list, "POST": _create},
    f"{CompositionHook.collection}/<sid>": {"GET": _fetch, "POST": _update, "DELETE": _delete},
}
