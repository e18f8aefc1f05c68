"""The reference documentation, in the form that registries show, derived from the declarations.

`python -m provider.documentation` writes `docs/`; with `--check` it only says what differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .framework.blocks import Attribute, BlockSchema, schema_of
from .framework.data_sources import schema_of_data
from .framework.functions import Function
from .framework.resource import Resource
from .resources.provider import ADDRESS, TwilioProvider

_PROVIDER_EXAMPLE = f"""\
terraform {{
  required_providers {{
    twilio = {{
      source = "{ADDRESS}"
    }}
  }}
}}

# Credentials come from TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN.
provider "twilio" {{}}
"""
_GENERATED = "<!-- Generated from the declarations in provider/resources. To change it, change those and run: make generate -->"


def pages(provider: TwilioProvider) -> dict[str, str]:
    """Each page's text by its path below `docs/`."""
    written = {"index.md": "\n".join(_index(provider))}
    for name, resource in provider.resources.items():
        short = name.removeprefix(f"{provider.name}_")
        written[f"resources/{short}.md"] = "\n".join(_resource(name, resource))
        if resource.data_source is not None:
            written[f"data-sources/{short}.md"] = "\n".join(_data_source(name, resource))
    for function in provider.functions:
        written[f"functions/{function.name}.md"] = "\n".join(_function(function))
    return written


def _index(provider: TwilioProvider) -> Iterator[str]:
    schema = schema_of(provider.config)
    yield from _head(f"{provider.name} Provider", f"{provider.name} Provider", schema.description)
    yield from _hcl("Example Usage", _PROVIDER_EXAMPLE)
    yield from _schema(schema)


def _resource(name: str, resource: type[Resource[Any]]) -> Iterator[str]:
    schema = schema_of(resource)
    yield from _head(f"{name} Resource", f"{name} (Resource)", schema.description)
    yield from _hcl("Example Usage", resource.example)
    yield from _schema(schema)
    key = schema.attributes[resource.identity]
    yield from ("## Import", "", f"The import ID is the {key.name}: {key.description}", "")
    yield from ("```shell", f"terraform import {name}.this {key.name.upper()}", "```", "")


def _data_source(name: str, resource: type[Resource[Any]]) -> Iterator[str]:
    schema = schema_of_data(resource)
    yield from _head(f"{name} Data Source", f"{name} (Data Source)", schema.description)
    argument = resource.data_source.argument if resource.data_source else None
    body = f'\n  {argument} = "{argument.upper()}"\n' if argument else ""
    yield from _hcl("Example Usage", f'data "{name}" "this" {{{body}}}\n')
    yield from _schema(schema)


def _function(function: Function) -> Iterator[str]:
    signature = ", ".join(f"{p.name} {p.type.name}" for p in function.parameters)
    yield from _head(f"{function.name} Function", f"{function.name} (Function)", function.description)
    yield from ("## Signature", "", "```text", f"{function.name}({signature}) {function.returns.name}", "```", "")
    yield from ("## Arguments", "")
    for position, parameter in enumerate(function.parameters, 1):
        nullable = ", can be null" if parameter.nullable else ""
        yield f"{position}. `{parameter.name}` ({parameter.type.name.capitalize()}{nullable}) {parameter.description}"
    yield ""


def _head(page_title: str, title: str, description: str) -> Iterator[str]:
    first = description.partition("\n")[0]
    yield from ("---", f'page_title: "{page_title}"', "description: |-", f"  {first}", "---", "", _GENERATED, "")
    yield from (f"# {title}", "", description, "")


def _hcl(title: str, example: str) -> Iterator[str]:
    if example:
        yield from (f"## {title}", "", "```terraform", example.rstrip(), "```", "")


def _schema(schema: BlockSchema) -> Iterator[str]:
    yield from ("## Schema", "")
    declared = list(schema.attributes.values())
    optional = [_attribute(a) for a in declared if a.optional] + [
        f"- `{block.name}` (Block) {block.description} (see [below](#nested-schema-for-{block.name}))"
        for block in schema.blocks.values()
    ]
    yield from _group("Required", [_attribute(a) for a in declared if a.required])
    yield from _group("Optional", optional)
    yield from _group("Read-Only", [_attribute(a) for a in declared if not a.configurable])
    yield from _group("Rules", [f"- {rule.sentence}" for rule in schema.rules])
    for block in schema.blocks.values():
        lines = [_attribute(a) for a in block.schema.attributes.values()]
        yield from _group(f"Nested Schema for `{block.name}`", lines)


def _group(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from (f"### {title}", "", *lines, "")


def _attribute(attribute: Attribute) -> str:
    traits = [attribute.type.name[0].upper() + attribute.type.name[1:]]
    traits += [word for word, holds in (("Sensitive", attribute.sensitive), ("Write-only", attribute.write_only)) if holds]
    notes = [attribute.description]
    if attribute.has_default:
        notes.append(f"Default: `{_literal(attribute.default)}`.")
    if attribute.env:
        notes.append(f"Environment variable: `{attribute.env}`.")
    if attribute.replace:
        notes.append("A change makes a new object.")
    return f"- `{attribute.name}` ({', '.join(traits)}) {' '.join(notes)}"


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def differing(root: Path, written: dict[str, str]) -> list[str]:
    """Paths below `docs/` whose generated text is not on disk as it should be, or that should not be there."""
    on_disk = {str(p.relative_to(root)): p.read_text() for p in root.rglob("*.md") if _GENERATED in p.read_text()}
    return sorted(path for path in {*written, *on_disk} if written.get(path) != on_disk.get(path))


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name those that differ. Returns the exit status."""
    root = Path(__file__).parent.parent / "docs"
    written = pages(TwilioProvider())
    stale = differing(root, written)
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"docs/{path} is not as generated; run: make generate\n")
        return 1 if stale else 0
    for path in stale:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if path in written:
            (root / path).write_text(written[path])
        else:
            (root / path).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
