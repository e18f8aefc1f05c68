"""`terraform-provider-twilio doctor`: is everything in order between this machine, the engine, the plugin and the account?

It changes nothing and shows no secret.
"""

from __future__ import annotations

from pathlib import Path

from . import account, engines, network, plugin, python
from .finding import Finding, as_json, as_text, is_healthy

__all__ = ["Finding", "as_json", "as_text", "examine", "is_healthy"]


def examine(folder: Path, address: str) -> list[Finding]:
    """Examine everything. `folder` has the configuration or the stack, and `address` is the provider's."""
    return [*python.look(), *plugin.look(folder, address), *engines.look(folder), *network.look(), *account.look()]
