"""Which versions of the provider the bindings work with."""

from __future__ import annotations

from provider import __version__


def constraint(version: str = __version__) -> str:
    """The version constraint for `required_providers`: this version, or a later one that is compatible.

    - 0.1.3 gives `~> 0.1.3`: before 1.0, a minor version may be incompatible.
    - 1.4.2 gives `>= 1.4.2, < 2.0.0`.
    - A pre-release gives itself: no constraint matches it unless it names it.
    """
    if not version.replace(".", "").isdigit():
        return f"= {version}"
    major = int(version.partition(".")[0])
    return f"~> {version}" if major == 0 else f">= {version}, < {major + 1}.0.0"
