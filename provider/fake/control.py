"""`/_fake/`: look at and disturb the stand-in from another process. It shows no secret.

- `GET /_fake/requests`: the log; `DELETE`: forget it
- `GET /_fake/violations`: what requests left dangling
- `POST /_fake/faults`: order a fault, as `{"action": …, "method", "path", "times", "skip", "account_sid"}` with the fields of the
  action (`answer`, `drop`, `reset`, `stall`, `slow`, `truncate`, `delay`, `garbage`, `alter`); `times` null is all; `DELETE`: no
  more faults
- `POST /_fake/behaviour`: read the documents as `{"empty": "clears|refused|ignored|stored", "omitted": "kept|cleared"}` says, of
  which either may be left out

There is no authentication: the server listens on the loopback interface only, and answers no page of another host's.
"""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args
from urllib.parse import urlsplit

from werkzeug import Request, Response

from .app import FakeApi
from .behaviour import Empty, Omitted
from .faults import Action
from .log import LoggedRequest

PREFIX = "/_fake/"

E = TypeVar("E", bound=enum.Enum)

_ACTIONS: Mapping[str, type[Action]] = {kind.__name__.lower(): kind for kind in get_args(Action)}
_SCOPE: Mapping[str, type | tuple[type, ...]] = {
    "method": (str, type(None)),
    "path": str,
    "times": (int, type(None)),
    "skip": int,
    "account_sid": (str, type(None)),
}
_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "status": int,
    "code": (int, type(None)),
    "message": str,
    "headers": dict,
    "processed": bool,
    "seconds": (int, float),
    "at": (int, type(None)),
    "body": str,
    "content_type": str,
    "fields": dict,
}


class ControlError(Exception):
    """A control request that cannot be understood."""


def control(api: FakeApi, request: Request) -> Response:
    """Answer a request under `/_fake/`."""
    host = urlsplit(f"//{request.host}").hostname
    if host not in ("127.0.0.1", "localhost"):
        return _json(403, {"error": f"the control surface is not for {host}"})
    match request.method, request.path.removeprefix(PREFIX):
        case "GET", "requests":
            return _json(200, {"requests": [_describe(each) for each in api.log.entries()]})
        case "DELETE", "requests":
            api.log.forget()
        case "GET", "violations":
            return _json(200, {"violations": _violations(api)})
        case "POST", "faults":
            return _ordered(api, request, _order_fault)
        case "POST", "behaviour":
            return _ordered(api, request, _order_behaviour)
        case "DELETE", "faults":
            api.faults.clear()
        case _:
            return _json(404, {"error": f"no {request.method} {request.path} here"})
    return Response(status=204)


def _describe(request: LoggedRequest) -> dict[str, object]:
    shown = request.redacted()
    described = dataclasses.asdict(shown)
    return described | {"received_at": shown.received_at.isoformat()}


def _violations(api: FakeApi) -> list[dict[str, object]]:
    return [
        {
            "kind": each.kind.value,
            "account_sid": each.dangling.account_sid,
            "settings": each.dangling.settings.value,
            "field": each.dangling.field,
            "credential_sid": each.dangling.credential_sid,
            "request": each.request.number,
        }
        for each in list(api.violations)
    ]


def _ordered(api: FakeApi, request: Request, carry_out: Callable[[FakeApi, dict[str, Any]], None]) -> Response:
    """Carry out an order, which is a JSON object, and answer it."""
    try:
        order = json.loads(request.get_data())
    except ValueError:
        return _json(400, {"error": "the body is not JSON"})
    if not isinstance(order, dict):
        return _json(400, {"error": "the body must be an object"})
    try:
        carry_out(api, order)
    except ControlError as error:
        return _json(400, {"error": str(error)})
    return Response(status=204)


def _order_behaviour(api: FakeApi, order: dict[str, Any]) -> None:
    for name in order:
        if name not in ("empty", "omitted"):
            raise ControlError(f"unknown field {name}")
    api.behaviour.read_documents_as(empty=_chosen(Empty, order, "empty"), omitted=_chosen(Omitted, order, "omitted"))


def _chosen(kind: type[E], order: Mapping[str, Any], name: str) -> E | None:
    if name not in order:
        return None
    try:
        return kind(order[name])
    except ValueError:
        raise ControlError(f"{name} must be one of {', '.join(str(each.value) for each in kind)}") from None


def _order_fault(api: FakeApi, order: dict[str, Any]) -> None:
    kind = _ACTIONS.get(str(order.pop("action", "")))
    if kind is None:
        raise ControlError(f"action must be one of {', '.join(_ACTIONS)}")
    allowed = dict(_SCOPE) | {each.name: _FIELDS[each.name] for each in dataclasses.fields(kind)}
    for name, value in order.items():
        if name not in allowed:
            raise ControlError(f"unknown field {name}")
        if not isinstance(value, allowed[name]):
            raise ControlError(f"{name} is of the wrong type")
    scope = {name: order.pop(name) for name in _SCOPE if name in order}
    if "body" in order:
        order["body"] = order["body"].encode()
    try:
        action = kind(**order)
    except TypeError:
        raise ControlError("a field that the action needs is missing") from None
    api.faults.add(action, **scope)


def _json(status: int, body: dict[str, object]) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
