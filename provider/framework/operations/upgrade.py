"""State as this version of the schema knows it."""

from __future__ import annotations

from ..diagnostics import Failure, error
from ..resource import C
from ..schema.blocks import to_instance
from ..states import completed
from ..values import Json
from .managed import Managed


def upgrade(managed: Managed[C], version: int, raw: Json) -> None:
    """Upgrade from version to version, and then drop names that the schema does not have."""
    if version > managed.schema.version:
        raise Failure(
            error(
                "State is newer than the provider",
                f"The state of {managed.name} has schema version {version}; provider {managed.session.provider.version} knows "
                f"version {managed.schema.version}. Use the provider version that wrote it, or a newer one.",
            )
        )
    for older in range(version, managed.schema.version):
        raw = managed.resource.upgraders[older](managed.schema, raw)
    managed.response.state = completed(managed.schema, managed.conformed(raw))
    to_instance(managed.resource, managed.response.state).recall(managed.session.memory)
