"""Twilio's answers, held to the schema before they reach an engine: a value comes back as the type that is declared for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import TypeGuard

from ..framework.schema.blocks import BlockSchema
from ..framework.values import Values, shown
from ..record import record
from ..twilio.errors import Rejected
from ..twilio.request import Redactor

_BAD_REQUEST = 400

_NAMED_OTHERWISE = {"status_callback_url": "status_callback"}
"""What Twilio calls the attributes that have another name there."""


_clean = Redactor()


def api_name(attribute: str) -> str:
    """Return the JSON property of an attribute."""
    return _NAMED_OTHERWISE.get(attribute, attribute)


def parameter(attribute: str) -> str:
    """Return the form parameter of an attribute: `aws_s3_url` is sent as `AwsS3Url`."""
    return "".join(word.capitalize() for word in api_name(attribute).split("_"))


@record()
class Reading:
    """The values of an answer by attribute, and a sentence for each property that is missing or of the wrong type."""

    values: Values = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read(schema: BlockSchema, names: Iterable[str], answer: Mapping[str, object]) -> Reading:
    """The named attributes as `answer` has them; those with a problem are left out of the values.

    Null is the attribute's default where it has one: a switch that was never touched is off. An empty text in an optional
    attribute is null, for that is how the API clears one.
    """
    reading = Reading()
    for name in names:
        attribute, property_ = schema.attributes[name], api_name(name)
        if property_ not in answer:
            reading.problems[name] = f"`{property_}` is missing"
            continue
        value = answer[property_]
        if value is None or (value == "" and attribute.nullable):
            reading.values[name] = attribute.default if attribute.has_default else None
        elif attribute.type.holds(value):
            reading.values[name] = value
        else:
            reading.problems[name] = f"`{property_}` is {_kind(value)}, and {attribute.type.described} is expected"
    return reading


def may_refuse_empty(problem: Exception) -> TypeGuard[Rejected]:
    """Say whether Twilio may have refused an empty value. Its documents do not say how it would answer then."""
    return isinstance(problem, Rejected) and problem.status == _BAD_REQUEST


def _kind(value: object) -> str:
    names = {bool: "a bool", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


def on_one_line(text: str) -> str:
    """Return a text of an answer on one line, and without characters that rewrite a terminal."""
    return _clean(text)


def quoted(value: object) -> str:
    """Quote a text of an answer for a sentence, on one line."""
    return shown(on_one_line(value) if isinstance(value, str) else value)


def date(text: object) -> datetime | None:
    """Read a date in ISO 8601 or RFC 2822: Twilio's documentation shows both. Returns None for anything else."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # loads half a dozen modules

    if not isinstance(text, str):
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
