"""The section of a page about imports: by a block, by identity and by a command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from provider.engines import Features
from provider.framework.resource import Resource
from provider.framework.schema.blocks import schema_of

from .markup import block


def section(resource: type[Resource[Any]], address: str) -> Iterator[str]:
    """Write the section. `address` is that of the resource in its example."""
    attributes = [schema_of(resource).attributes[name] for name in _required(resource)]
    parts = " ".join(f"`{each.name}`: {each.description}" for each in attributes)
    joined = ", with a slash between them:" if len(attributes) > 1 else ""
    note = f" {resource.import_note}" if resource.import_note else ""
    yield from ("## Import", "", f"The import ID is{joined} {parts}{note}", "")
    yield from (f"With an `import` block ({Features.first('import_block')}, or newer):", "")
    yield from block("terraform", import_block(address, f'id = "{resource.import_id}"'))
    yield from (f"By resource identity ({Features.first('identity')}, or newer):", "")
    yield from block("terraform", import_block(address, f"identity = {{\n{_identity(resource)}  }}"))
    yield from ("With a command, in every version (OpenTofu's is `tofu`):", "")
    yield from block("shell", f"terraform import {address} {resource.import_id}")
    yield from ("In Python:", "")
    yield from block("python", f'{address.partition(".")[2]}.import_from("{resource.import_id}")')


def _identity(resource: type[Resource[Any]]) -> str:
    """Write a line for each attribute of the identity, with its part of the import ID."""
    values = resource.import_id.split("/")
    return "".join(f'    {name} = "{value}"\n' for name, value in zip(_required(resource), values, strict=True))


def _required(resource: type[Resource[Any]]) -> tuple[str, ...]:
    return tuple(name for name in resource.identity if name not in resource.identity_optional)


def import_block(address: str, key: str) -> str:
    """Write an `import` block, where `key` says which object it is."""
    return f"import {{\n  to = {address}\n  {key}\n}}"
