"""Draws the accounts in a plan or a state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..doctor.finding import Finding, warning
from ..doctor.settings import hopeless_hooks, lost_baseline, missing_credential, not_encrypted, other_region, wrong_values
from ..framework.diagnostics import Failure
from ..framework.values import UNKNOWN, Values
from ..reports.plan_file import Change, PlanFile
from ..reports.sensitive import HIDDEN, hide
from ..resources.composition_settings import CompositionSettings
from ..resources.recording_settings import RecordingSettings
from .picture import GONE, OFF, ON, AccountPicture, HookPicture, MediaPicture
from .route import LATER, Route, named

_ANOTHER = "(another sensitive value)"
_KINDS = {kind.media: kind for kind in (RecordingSettings, CompositionSettings)}


def planned(content: bytes) -> list[AccountPicture]:
    """Draw each account in what `terraform show -json` printed. Raises `PlanUnusable`."""
    file = PlanFile.of(content, may_be_state=True)
    pictures = [_of_account(file, settings) for settings in file.by_account()]
    return sorted(pictures, key=lambda each: (each.sid, each.media[0].address))


def _of_account(file: PlanFile, settings: list[Change]) -> AccountPicture:
    settings = sorted(settings, key=lambda each: (each.media != RecordingSettings.media, each.address))
    sid = settings[0].account_sid
    hooks = [each for each in file.hooks if each.account_sid == sid] if isinstance(sid, str) else []
    secrets = set[str]().union(*(each.secrets for each in [*settings, *hooks]))
    composing = [_name(each) for each in hooks if _how(each.after) == ON]
    findings = [
        replace(one, summary=hide(one.summary, secrets), remedy=hide(one.remedy, secrets))
        for one in _findings(file, settings, composing)
    ]
    return AccountPicture(
        HIDDEN if sid in secrets else named(sid),
        [_of_media(each, is_plan=file.is_plan) for each in settings],
        [_of_hook(each, is_plan=file.is_plan) for each in hooks],
        findings,
    )


def _findings(file: PlanFile, settings: list[Change], hooks: list[str]) -> Iterator[Finding]:
    if file.incomplete:
        yield warning("plan", f"Incomplete: {file.incomplete}", "What is missing is not drawn. Plan again.")
    for each in settings:
        kind, after = _KINDS[each.media], _filled(each)
        known = after | dict.fromkeys(each.sensitive & {*after}, UNKNOWN)  # the others' texts could quote a part of a value
        yield from wrong_values(kind, known)
        shape = kind.api().shape
        yield from (missing_credential(kind, after, name) for name, sid in shape.named(after).items() if sid in file.gone)
        yield from not_encrypted(kind, after)
        yield from other_region(kind, known, file.regions)
        if not each.is_left:
            yield from lost_baseline(kind, each.after, file.gone)
        if kind is RecordingSettings:
            yield from hopeless_hooks(kind, after, hooks)


def _filled(change: Change) -> Values:
    """All settings: a switch that is left out is off. The friendly name does not matter here."""
    names = _KINDS[change.media].api().shape.names
    values = {name: change.after.get(name) for name in names} | {"friendly_name": None}
    return values | {name: False for name in _KINDS[change.media].api().shape.switches if values[name] is None}


def _of_media(change: Change, *, is_plan: bool) -> MediaPicture:
    before = _before(change) if is_plan else None
    after = Route.of(change.after, change.sensitive)
    if before is None:
        return MediaPicture(change.media, after, None, change.address)
    was = Route.of(before, change.sensitive)
    changed = Route.of(change.after).changed(Route.of(before)) - after.changed(was)
    return MediaPicture(change.media, replace(after, **dict.fromkeys(changed, _ANOTHER)), was, change.address)


def _before(change: Change) -> Mapping[str, object] | None:
    """What the account has now: by state or, if the plan adopts existing settings, by their baseline."""
    baseline = change.after.get("baseline")
    if change.before is not None or not isinstance(baseline, str):
        return change.before
    try:
        return _KINDS[change.media].api().shape.decode(baseline)
    except Failure:
        return None


def _of_hook(change: Change, *, is_plan: bool) -> HookPicture:
    return HookPicture(_name(change), _how(change.after), _how(change.before or {}) if is_plan else None)


def _name(hook: Change) -> str:
    if "friendly_name" in hook.sensitive:
        return named(hook.address)
    return named((hook.after or hook.before or {}).get("friendly_name") or hook.address)


def _how(hook: Mapping[str, object]) -> str:
    if not hook:
        return GONE
    enabled = hook.get("enabled")
    return LATER if enabled is UNKNOWN else ON if enabled else OFF
