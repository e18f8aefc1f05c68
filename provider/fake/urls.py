"""Which handler answers which method and path. The product is told from the path: no two products share one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from . import core, credentials, hooks, settings
from .calls import Handler
from .errors import method_not_allowed, not_found


@dataclass(frozen=True)
class Match:
    """The handlers of a path by method, and the SID in the path."""

    handler: Handler
    sid: str


ROUTES: Mapping[str, Mapping[str, Handler]] = {
    "/v1/RecordingSettings/Default": {
        "GET": settings.fetch_recording_settings,
        "POST": settings.update_recording_settings,
    },
    "/v1/CompositionSettings/Default": {
        "GET": settings.fetch_composition_settings,
        "POST": settings.update_composition_settings,
    },
    "/v1/CompositionHooks": {"GET": hooks.list_hooks, "POST": hooks.create_hook},
    "/v1/CompositionHooks/<sid>": {
        "GET": hooks.fetch_hook,
        "POST": hooks.update_hook,
        "DELETE": hooks.delete_hook,
    },
    "/v1/Credentials/AWS": {"GET": credentials.list_aws_credentials, "POST": credentials.create_aws_credential},
    "/v1/Credentials/AWS/<sid>": {
        "GET": credentials.fetch_aws_credential,
        "POST": credentials.update_aws_credential,
        "DELETE": credentials.delete_aws_credential,
    },
    "/v1/Credentials/PublicKeys": {
        "GET": credentials.list_public_keys,
        "POST": credentials.create_public_key,
    },
    "/v1/Credentials/PublicKeys/<sid>": {
        "GET": credentials.fetch_public_key,
        "POST": credentials.update_public_key,
        "DELETE": credentials.delete_public_key,
    },
    "/2010-04-01/Accounts.json": {"POST": core.create_subaccount},
    "/2010-04-01/Accounts/<sid>.json": {"GET": core.fetch_account},
}

_MAP = Map(
    [Rule(path, endpoint=handler, methods=[method]) for path, handlers in ROUTES.items() for method, handler in handlers.items()],
    merge_slashes=False,
    redirect_defaults=False,
)


def match(method: str, path: str) -> Match:
    """ApiError (404 or 405) if nothing answers."""
    try:
        handler, arguments = _MAP.bind("localhost").match(path, method)
    except NotFound:
        raise not_found(path) from None
    except MethodNotAllowed as error:
        raise method_not_allowed(list(error.valid_methods or ())) from None
    return Match(handler, str(arguments.get("sid", "")))
