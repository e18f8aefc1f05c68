"""Resolutions and video layouts of composition hooks.

Source: https://www.twilio.com/docs/video/api/compositions-resource#specifying-video-layouts, where a region has these properties
and no others, and a request that does not comply is answered with 400.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from .errors import invalid

RANGES = {"z_pos": (-99, 99), "max_columns": (1, 1000), "max_rows": (1, 1000)}
LISTS_OF_TRACKS = ("video_sources", "video_sources_excluded")
REUSE = ("none", "show_oldest", "show_newest")
SMALLEST_REGION = 16
CELLS = (0, 999_999)
KNOWN = frozenset({"x_pos", "y_pos", "width", "height", "cells_excluded", "reuse", *RANGES, *LISTS_OF_TRACKS})


def resolution(name: str, value: str) -> str:
    """Accept `{width}x{height}`: each 16 to 1280 pixels, at most 921,600 together (the size of 1280x720)."""
    match = re.fullmatch(r"(\d{1,4})x(\d{1,4})", value)
    if not match:
        raise invalid(f"{name} must be {{width}}x{{height}}, not '{value}'")
    width, height = (int(group) for group in match.groups())
    if not (16 <= width <= 1280 and 16 <= height <= 1280 and width * height <= 921_600):
        raise invalid(f"{name} must have sides of 16 to 1280 pixels and at most 921600 pixels in all")
    return value


def video_layout(name: str, value: str) -> dict[str, object]:
    """Accept a JSON object of regions, each with documented properties of the documented types and ranges."""
    try:
        layout = json.loads(value)
    except ValueError:
        raise invalid(f"{name} is not JSON") from None
    if not isinstance(layout, dict) or not all(isinstance(region, dict) for region in layout.values()):
        raise invalid(f"{name} must be a JSON object of regions, each an object")
    for title, region in layout.items():
        if problem := _problem(region):
            raise invalid(f"{name}: region '{title}': {problem}")
    return layout


def _problem(region: Mapping[str, object]) -> str | None:
    if unknown := region.keys() - KNOWN:
        return f"unknown property {min(unknown)}"
    if "video_sources" not in region:
        return "video_sources is mandatory"
    for name in LISTS_OF_TRACKS:
        tracks = region.get(name, [])
        if not isinstance(tracks, list) or not all(isinstance(each, str) and each for each in tracks):
            return f"{name} must be a list of track names"
    cells = region.get("cells_excluded", [])
    if not isinstance(cells, list) or not all(_between(each, *CELLS) for each in cells):
        return f"cells_excluded must be a list of numbers {CELLS[0]} to {CELLS[1]}"
    if region.get("reuse", REUSE[0]) not in REUSE:
        return f"reuse must be one of {', '.join(REUSE)}"
    for name, (least, most) in RANGES.items():
        if name in region and not _between(region[name], least, most):
            return f"{name} must be {least} to {most}"
    return None


def check_fits(name: str, layout: Mapping[str, object], size: str) -> None:
    """Check that each region lies within the resolution. One without a width or a height takes 16 pixels for that."""
    whole = dict(zip(("width", "height"), map(int, size.split("x")), strict=True))
    for title, region in layout.items():
        for position, side in (("x_pos", "width"), ("y_pos", "height")):
            assert isinstance(region, dict)
            begin, extent = region.get(position, 0), region.get(side, SMALLEST_REGION)
            if not _between(extent, SMALLEST_REGION, whole[side]) or not _between(begin, 0, whole[side] - extent):
                raise invalid(f"{name}: region '{title}': {position} and {side} must lie within the resolution {size}")


def _between(value: object, least: int, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1 and least <= value <= most
