"""How a resource is imported, for its page: by a block, by identity and by a command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from provider.engines import Features
from provider.framework.blocks import schema_of
from provider.framework.resource import Resource

from .markup import block


def section(resource: type[Resource[Any]], address: str) -> Iterator[str]:
    """The section of the page. `address` is that of the resource in its example."""
    key = schema_of(resource).attributes[resource.identity]
    note = f" {resource.import_note}" if resource.import_note else ""
    yield from ("## Import", "", f"The import ID is `{key.name}`: {key.description}{note}", "")
    yield from (f"With an `import` block ({Features.first('import_block')}, or newer):", "")
    yield from block("terraform", import_block(address, f'id = "{resource.import_id}"'))
    yield from (f"By resource identity ({Features.first('identity')}, or newer):", "")
    yield from block("terraform", import_block(address, f'identity = {{\n    {key.name} = "{resource.import_id}"\n  }}'))
    yield from ("With a command, in every version (OpenTofu's is `tofu`):", "")
    yield from block("shell", f"terraform import {address} {resource.import_id}")
    yield from ("In Python:", "")
    yield from block("python", f'{address.partition(".")[2]}.import_from("{resource.import_id}")')


def import_block(address: str, key: str) -> str:
    """An `import` block, where `key` says which object it is."""
    return f"import {{\n  to = {address}\n  {key}\n}}"
