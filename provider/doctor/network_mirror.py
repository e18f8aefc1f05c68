"""Asks a network mirror for the plugin, as an engine does."""

from __future__ import annotations

import json
import ssl
from functools import cache
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from .. import __version__
from .finding import Finding, ok, problem, warning

_SECONDS = 10


@cache  # both engines may have one mirror
def ask(check: str, url: str, where: str, address: str, remedy: str) -> Finding:
    """Ask the network mirror that the block at `where` names. `remedy` says what to do if it does not have the plugin."""
    listing = f"{url.rstrip('/')}/{address}/index.json"
    shown = f"The network mirror {urlsplit(url).hostname} ({where})"
    if urlsplit(url).scheme != "https":
        return problem(check, f"{shown} is no address that engines take.", "Give it as https://HOST/PATH/")
    try:
        with urlopen(listing, timeout=_SECONDS) as answer:  # noqa: S310  # https, see above
            versions = list(json.load(answer)["versions"])
    except HTTPError as refused:
        if refused.code in (401, 403):
            return warning(check, f"{shown} wants credentials, and was not asked for {address}.", remedy)
        return problem(check, f"{shown} has no {address}: it answers {refused.code}.", remedy)
    except (URLError, OSError) as failed:
        reason = failed.reason if isinstance(failed, URLError) else failed
        tell = warning if isinstance(reason, ssl.SSLError) else problem
        return tell(check, f"{shown} cannot be reached: {reason}.", remedy)
    except (ValueError, TypeError, KeyError):
        return problem(check, f"{shown} does not answer as one: {listing} lists no versions.", remedy)
    if __version__ not in versions:
        return problem(check, f"{shown} has {', '.join(versions)} of {address}, and this package is {__version__}.", remedy)
    return ok(check, f"{shown} has {address} {__version__}.")
