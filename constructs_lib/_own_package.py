"""The package `provider`, which comes with this library: is it the one that Python finds?"""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.util import find_spec


def require_own_provider() -> None:
    """Raise `ImportError` where a user's own `provider.py`, or folder `provider`, stands before our package. It is not run."""
    found = find_spec("provider")
    if found is None or found.origin is None:
        return  # nothing stands in the way; if our package is not installed, Python says that well enough
    if PathFinder.find_spec("provider.framework", found.submodule_search_locations or []) is None:
        raise ImportError(
            f"constructs_lib needs the package 'provider' that is installed with it, but Python finds {found.origin} first: "
            f"rename that {'folder' if found.submodule_search_locations else 'file'}, and what imports it.",
            name="provider",
            path=found.origin,
        )
