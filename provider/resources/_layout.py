"""Video layouts of composition hooks: JSON text, how two of them compare, and what Twilio documents of their regions.

Source: https://www.twilio.com/docs/video/api/compositions-resource#specifying-video-layouts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from ..framework.schema.checks import wants
from ..framework.values import shown

_REGION: dict[str, Any] = {
    "x_pos": 0.0,
    "y_pos": 0.0,
    "z_pos": 0.0,
    "width": None,
    "height": None,
    "max_columns": None,
    "max_rows": None,
    "cells_excluded": [],
    "reuse": "show_oldest",
    "video_sources": [],
    "video_sources_excluded": [],
}
"""A region of a layout in which nothing was said. Twilio answers each region in full, so that this is no difference.

Source: the answers in the examples of https://www.twilio.com/docs/video/api/composition-hooks.
"""

_NULL_BY_DEFAULT = [name for name, default in _REGION.items() if default is None]
_SMALLEST, _LARGEST, _MOST_PIXELS = 16, 1280, 921_600
_REUSE = ("none", "show_oldest", "show_newest")


@wants(
    f"Must be a resolution in pixels, such as `640x480`: each side {_SMALLEST} to {_LARGEST}, and at most {_MOST_PIXELS} in all."
)
def resolution(value: str) -> str | None:
    """A width and a height that Twilio composes."""
    size = size_of(value)
    if size is None:
        return f'"{value}" is not a resolution in pixels, such as "640x480".'
    problems = [
        f"its {name} is {side}, and must be {_SMALLEST} to {_LARGEST}"
        for name, side in zip(("width", "height"), size, strict=True)
        if not _SMALLEST <= side <= _LARGEST
    ]
    if (pixels := size[0] * size[1]) > _MOST_PIXELS:
        problems.append(f"it has {pixels} pixels in all, and must have at most {_MOST_PIXELS} (as many as 1280x720)")
    return f'"{value}": {"; ".join(problems)}.' if problems else None


def size_of(value: str) -> tuple[int, int] | None:
    """Width and height, None where the text is no resolution."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", value)
    return None if found is None else (int(found[1]), int(found[2]))


@wants("Must be the text of a JSON object, as `jsonencode` makes it.")
def json_object(value: str) -> str | None:
    """The text of a JSON object."""
    try:
        parsed = _parsed(value)
    except json.JSONDecodeError as problem:
        return f"It is not JSON from line {problem.lineno}, column {problem.colno} on. Use jsonencode()."
    except (ValueError, RecursionError):
        return "It is JSON that nobody can read: nested a thousand times, or with a number of thousands of digits."
    return None if isinstance(parsed, dict) else "It must be a JSON object ({…}). Use jsonencode()."


def _parsed(layout: str, **how: Any) -> Any:
    def no_constant(_: str) -> NoReturn:
        raise json.JSONDecodeError("NaN and Infinity are no JSON", layout, 0)

    return json.loads(layout, parse_constant=no_constant, **how)


def regions_of(layout: str) -> Mapping[str, object]:
    """The regions of a layout that `json_object` has nothing against."""
    regions: Mapping[str, object] = _parsed(layout)
    return regions


def same_layout(one: str, other: str) -> bool:
    """Whether two layouts are the same, whatever the white space, the order of keys, and what a region leaves to Twilio."""
    try:
        return _in_full(one) == _in_full(other)
    except (ValueError, RecursionError):
        return False


def answered(layout: Mapping[str, object]) -> str:
    """The layout of an answer, as `as_jsonencode` writes it. What nobody set is null there, and 0 in some of Twilio's examples:
    no request may say 0 of any of these.

    Source: twilio-python, version 6, tests/integration/video/v1/test_composition_hook.py.
    """
    return as_jsonencode(
        {name: region | _unset(region) if isinstance(region, dict) else region for name, region in layout.items()}
    )


def _unset(region: Mapping[str, object]) -> dict[str, None]:
    return {name: None for name in _NULL_BY_DEFAULT if region.get(name) == 0}


def as_jsonencode(layout: Mapping[str, object]) -> str:
    """A layout as `jsonencode` writes it, and as the community provider keeps it, so that outputs stay as they were."""
    text = json.dumps(layout, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def without_nulls(layout: str) -> str:
    """The layout as Twilio documents it, in which a property is left out and never null, as it is in Twilio's own answers."""
    if json_object(layout) is not None:
        return layout  # no engine lets that come so far, and Twilio will say what is wrong with it
    regions = regions_of(layout)
    said = {name: _said(region) if isinstance(region, dict) else region for name, region in regions.items()}
    return layout if said == regions else as_jsonencode(said)


def _in_full(layout: str) -> str:
    regions = _parsed(layout, parse_int=float)  # all numbers alike, compared as text: Python takes 1 and true for equal
    if isinstance(regions, dict):
        regions = {name: _REGION | _said(region) if isinstance(region, dict) else region for name, region in regions.items()}
    return json.dumps(regions, sort_keys=True)


def _said(region: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in region.items() if value is not None}


def layout_problems(regions: Mapping[str, object], size: tuple[int, int] | None) -> Iterator[str]:
    """A sentence for each property that Twilio would refuse. `size` is the resolution, None where it is not known."""
    for name, region in regions.items():
        title = name if re.fullmatch(r"[\w-]+", name) else shown(name)
        if isinstance(region, dict):
            yield from (f"{title}.{problem}" for problem in _region_problems(region, size))
        else:
            yield f"{title} is {_brief(region)}, and must be an object of properties."


def _region_problems(region: Mapping[str, object], size: tuple[int, int] | None) -> Iterator[str]:
    for name in region:
        if name not in _REGION:
            yield f"{name} is no property of a region. These are: {', '.join(_REGION)}."
    if region.get("video_sources") is None:
        yield 'video_sources is missing, and mandatory: a list of the tracks to show, such as ["*"].'
    width, height = size or (_LARGEST, _LARGEST)
    yield from _axis_problems(region, "x_pos", "width", width, size)
    yield from _axis_problems(region, "y_pos", "height", height, size)
    for name, look in _LOOKS.items():
        if region.get(name) is not None:
            yield from look(name, region[name])


def _axis_problems(
    region: Mapping[str, object], position: str, side: str, whole: int, size: tuple[int, int] | None
) -> Iterator[str]:
    """What is wrong with a region's place on one axis, on which there are `whole` pixels."""
    why = f": the resolution is {size[0]}x{size[1]}" if size else ""
    begin, extent = region.get(position), region.get(side)
    found = []
    if begin is not None:
        found += _outside(position, begin, 0, whole - _SMALLEST, why)
    if extent is not None:
        found += _outside(side, extent, _SMALLEST, whole, why)
    if not found and isinstance(begin, int | float) and isinstance(extent, int | float) and begin + extent > whole:
        found.append(f"{position} and {side} are {begin:g} and {extent:g}, and must be at most {whole} together{why}.")
    yield from found


def _outside(name: str, value: object, least: int, most: int, why: str = "") -> list[str]:
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if whole and least <= value <= most:  # type: ignore[operator]  # a number, as was just found
        return []
    return [f"{name} is {_brief(value)}, and must be {'' if whole else 'a whole number, '}{least} to {most}{why}."]


def _within(least: int, most: int) -> Callable[[str, object], list[str]]:
    return lambda name, value: _outside(name, value, least, most)


def _list_of(look: Callable[[str, object], list[str]]) -> Callable[[str, object], list[str]]:
    def listed(name: str, value: object) -> list[str]:
        if not isinstance(value, list):
            return [f"{name} is {_brief(value)}, and must be a list."]
        return [problem for position, item in enumerate(value) for problem in look(f"{name}[{position}]", item)]

    return listed


def _track(name: str, value: object) -> list[str]:
    return [] if isinstance(value, str) and value else [f"{name} is {_brief(value)}, and must be the name or the SID of a track."]


def _reuse(name: str, value: object) -> list[str]:
    return [] if value in _REUSE else [f"{name} is {_brief(value)}, and must be one of {', '.join(map(shown, _REUSE))}."]


_LOOKS: Mapping[str, Callable[[str, Any], list[str]]] = {
    "z_pos": _within(-99, 99),
    "max_columns": _within(1, 1000),
    "max_rows": _within(1, 1000),
    "cells_excluded": _list_of(_within(0, 999_999)),
    "reuse": _reuse,
    "video_sources": _list_of(_track),
    "video_sources_excluded": _list_of(_track),
}
"""What Twilio documents of the properties that do not depend on the resolution."""


def _brief(value: object) -> str:
    text = shown(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
