"""What the standard (SARIF 2.1.0, OASIS) asks of the parts that reports use, as JSON Schema. Nothing else is allowed in them."""

from __future__ import annotations

from typing import Any


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


_TEXT = {"type": "string"}
_MESSAGE = _object(["text"], text={"type": "string", "minLength": 1})  # 3.11.8
_LEVEL = {"enum": ["none", "note", "warning", "error"]}  # 3.27.10
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}  # 3.9
_BAG = {"type": "object"}  # 3.8

_RULE = _object(  # 3.49
    ["id"], id={"type": "string", "minLength": 1}, shortDescription=_MESSAGE, defaultConfiguration=_object([], level=_LEVEL)
)
_DRIVER = _object(  # 3.19
    ["name"], name=_TEXT, version=_TEXT, rules={"type": "array", "items": _RULE, "uniqueItems": True}
)
_PHYSICAL = _object(  # 3.29
    ["artifactLocation"],
    artifactLocation=_object([], uri={"type": "string", "pattern": r"^[^\s\\]+$"}),  # 3.4.3: a URI reference
    region=_object([], startLine={"type": "integer", "minimum": 1}),
)
_LOGICAL = _object([], name=_TEXT, kind=_TEXT)  # 3.33
_SUPPRESSION = _object(  # 3.35
    ["kind"],
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification={"type": "string", "minLength": 1},
)
_RESULT = _object(  # 3.27
    ["message"],
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=_LEVEL,
    message=_MESSAGE,
    locations={
        "type": "array",
        "items": _object([], physicalLocation=_PHYSICAL, logicalLocations={"type": "array", "items": _LOGICAL}),
    },
    partialFingerprints={"type": "object", "additionalProperties": _TEXT},
    suppressions={"type": "array", "items": _SUPPRESSION, "uniqueItems": True},
)
_RUN = _object(  # 3.14
    ["tool"],
    tool=_object(["driver"], driver=_DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations={
        "type": "array",
        "items": _object(["executionSuccessful"], executionSuccessful={"type": "boolean"}, endTimeUtc=_TIME),  # 3.20
    },
    properties=_BAG,
    results={"type": "array", "items": _RESULT},
)
SARIF: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        ["version", "runs"],
        **{"$schema": _TEXT, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": _RUN}},
    ),
}
