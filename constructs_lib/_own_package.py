"""Makes sure that Python finds the package `provider` which comes with this library."""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.util import find_spec


def require_own_provider() -> None:
    """Raise `ImportError` if Python finds a user's own `provider.py`, or folder `provider`, first. It is not run."""
    found = find_spec("provider")
    if found is None or found.origin is None:
        return  # if no package is installed at all, Python says so itself
    if PathFinder.find_spec("provider.framework", found.submodule_search_locations or []) is None:
        raise ImportError(
            f"constructs_lib needs the package 'provider' that is installed with it, but Python finds {found.origin} first: "
            f"rename that {'folder' if found.submodule_search_locations else 'file'}, and what imports it.",
            name="provider",
            path=found.origin,
        )
