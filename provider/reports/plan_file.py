"""Reads settings in the JSON of a plan or a state: what accounts have, and what they will have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..framework.values import UNKNOWN, Unknown, Values
from ..resources.composition_hook import CompositionHook
from ..resources.composition_settings import CompositionSettings
from ..resources.credentials_aws import CredentialsAws
from ..resources.credentials_public_key import CredentialsPublicKey
from ..resources.provider import NAME
from ..resources.recording_settings import RecordingSettings
from ..resources.settings.destroying import RESET, RETAIN
from .engine_json import HOW, NOT_JSON_OF_AN_ENGINE, PlanUnusable, read
from .sensitive import marked, quoted

_SETTINGS = {f"{NAME}_{kind.type_name}": kind.media for kind in (RecordingSettings, CompositionSettings)}
_HOOKS = f"{NAME}_{CompositionHook.type_name}"
_CREDENTIALS = {f"{NAME}_{kind.type_name}" for kind in (CredentialsAws, CredentialsPublicKey)}
_BUCKETS = "aws_s3_bucket"


@dataclass(frozen=True)
class Change:
    """A resource before and after the apply. A value that will be known after the apply only is `UNKNOWN`."""

    address: str
    type: str
    before: Values | None
    """None if state does not have it."""
    after: Values
    """If the plan destroys or forgets it: what that leaves in the account."""
    is_left: bool
    """Whether the plan destroys or forgets it."""
    provider: str
    """The address of its provider."""
    sensitive: frozenset[str]
    """The names of the attributes that are sensitive before or after. No report shows their values."""

    @property
    def account_sid(self) -> str | Unknown:
        sid = ((self.before or {}) if self.is_left else self.after).get("account_sid")
        return sid if isinstance(sid, str) and sid else UNKNOWN

    @property
    def secrets(self) -> set[str]:
        """The texts that no finding may quote."""
        return {*quoted(self.sensitive, self.before, self.after)}

    @property
    def media(self) -> str:
        """The media of settings."""
        return _SETTINGS[self.type]


@dataclass(frozen=True)
class PlanFile:
    """A plan or a state, as an engine wrote it. What a plan leaves as it is belongs to it, too."""

    settings: list[Change]
    """At least one. It leaves out settings that only move to another address."""
    incomplete: str
    """Why the plan lacks changes, as a clause; "" if it has all."""
    is_plan: bool
    """False: it is a state, in which nothing changes."""
    hooks: list[Change]
    gone: set[str]
    """SIDs of credentials that the plan destroys."""
    regions: dict[str, str]
    """The regions of the buckets in it, by name, as far as they are known."""

    @classmethod
    def of(cls, content: bytes, *, may_be_state: bool = False) -> PlanFile:
        """Raises `PlanUnusable`."""
        data = read(content)
        is_plan = "resource_changes" in data or "planned_values" in data
        if not is_plan and not may_be_state:
            raise PlanUnusable(f"It is the JSON of a state and not of a plan. {HOW}")
        try:
            changes = [*_planned(data), *_kept(data)] if is_plan else list(_held(data))
            regions = dict(_regions(data))
        except (AttributeError, KeyError, TypeError):
            raise PlanUnusable(NOT_JSON_OF_AN_ENGINE) from None
        settings = list(_lasting([each for each in changes if each.type in _SETTINGS]))
        if not settings:
            types = " and no ".join(_SETTINGS)
            raise PlanUnusable(f"It has no {types}, so that it says nothing of where anything is stored.")
        return cls(
            settings,
            _incomplete(data),
            is_plan,
            [each for each in changes if each.type == _HOOKS],
            {str((each.before or {}).get("sid")) for each in changes if each.type in _CREDENTIALS and each.is_left},
            regions,
        )

    def by_account(self) -> list[list[Change]]:
        """The settings of each account. Settings of an account that is not known yet are a group of their own."""
        groups: dict[str, list[Change]] = {}
        for one in self.settings:
            groups.setdefault(one.account_sid if isinstance(one.account_sid, str) else one.address, []).append(one)
        return list(groups.values())


def _lasting(changes: list[Change]) -> Iterator[Change]:
    """Join what a plan destroys under one address and creates under another: it is the `before` of the created one."""
    left = {(one.account_sid, one.media): one for one in changes if one.is_left and one.account_sid is not UNKNOWN}
    made = {(one.account_sid, one.media) for one in changes if not one.is_left}
    for one in changes:
        key = (one.account_sid, one.media)
        if one.is_left and key in left and key in made:
            continue
        yield replace(one, before=left[key].before) if one.before is None and key in left else one


def _incomplete(plan: Mapping[str, Any]) -> str:
    if plan.get("errored"):
        return "the plan ended with an error, and may lack changes."
    return "" if plan.get("complete", True) is True else "the plan leaves changes to a later one, as with -target."


def _kept(plan: Mapping[str, Any]) -> Iterator[Change]:
    """What no change is told of, since the plan has other targets or only refreshes: it stays as the state has it."""
    changes = [found for found in plan.get("resource_changes", []) if "deposed" not in found]
    told = {found.get(name) for found in changes for name in ("address", "previous_address")}
    yield from (one for one in _held(plan.get("prior_state") or {}) if one.address not in told)


def _planned(plan: Mapping[str, Any]) -> Iterator[Change]:
    for found in plan.get("resource_changes", []):
        if found.get("mode") == "managed" and _is_known(found.get("type")) and "deposed" not in found:
            yield _change(found)


def _is_known(type_name: object) -> bool:
    return type_name in (_HOOKS, *_SETTINGS, *_CREDENTIALS)


def _change(found: Mapping[str, Any]) -> Change:
    change = found["change"]
    actions, before = change["actions"], _object(change.get("before"))
    is_left = "create" not in actions and ("delete" in actions or "forget" in actions)
    after = _left(before, actions) if is_left else _after(change)
    sensitive = marked(change.get("before_sensitive"), before) | marked(change.get("after_sensitive"), after)
    return Change(
        str(found["address"]), found["type"], before, after, is_left, str(found.get("provider_name")), frozenset(sensitive)
    )


def _after(change: Mapping[str, Any]) -> Values:
    after, unknown = _object(change.get("after")) or {}, _object(change.get("after_unknown") or None) or {}
    return {name: UNKNOWN if unknown.get(name) is True else after.get(name) for name in {*after, *unknown}}


def _object(value: object) -> Values | None:
    if value is None or isinstance(value, dict):
        return value
    raise TypeError


def _left(before: Values | None, actions: list[str]) -> Values:
    """What an account will have once its settings are not managed any more, by `on_destroy`."""
    before = before or {}
    if "delete" not in actions or before.get("on_destroy") == RETAIN:
        return dict(before)
    if before.get("on_destroy") == RESET or not before.get("baseline"):
        return {}
    try:
        baseline = json.loads(before["baseline"])
    except (ValueError, TypeError):
        baseline = None
    return baseline if isinstance(baseline, dict) else dict.fromkeys(before, UNKNOWN)


def _held(state: Mapping[str, Any]) -> Iterator[Change]:
    for found in _resources(state):
        if found.get("mode") == "managed" and _is_known(found.get("type")) and "deposed_key" not in found:
            values = _object(found["values"]) or {}
            sensitive = frozenset(marked(found.get("sensitive_values"), values))
            yield Change(str(found["address"]), found["type"], values, values, False, str(found.get("provider_name")), sensitive)


def _resources(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The resources and data sources of all modules."""
    waiting = [(state.get("values") or {}).get("root_module") or {}]
    while waiting:
        module = waiting.pop()
        waiting += module.get("child_modules", [])
        yield from module.get("resources", [])


def _regions(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The name and region of each bucket, be it a resource or a data source."""
    for part in (data, data.get("prior_state") or {}, {"values": data.get("planned_values")}):
        for found in _resources(part):
            values = found.get("values") or {}
            bucket, region = values.get("bucket"), values.get("region")
            if found.get("type") == _BUCKETS and isinstance(bucket, str) and isinstance(region, str):
                yield bucket, region
