"""The pages of the provider, its resources, data sources and functions, in the form that registries show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from provider.engines import Features
from provider.framework.data_sources import Source, schema_of_data
from provider.framework.functions import Function
from provider.framework.resource import Resource
from provider.framework.schema.attributes import Attribute
from provider.framework.schema.blocks import Block, BlockSchema, schema_of, to_values
from provider.framework.schema.sentences import sentences
from provider.resources.provider import ADDRESS, TwilioProvider

from . import python
from .examples import Examples, call
from .imports import section as import_section
from .markup import GENERATED, block, head

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
_LIST_EXAMPLE = """\
list "{name}" "all" {{
  provider         = twilio
  include_resource = true
  limit            = 1000

  config {{
    all_accounts = true
  }}
}}
"""
NOTICE = GENERATED.format(source="the declarations in provider/resources")


def pages(provider: TwilioProvider) -> dict[str, str]:
    """Return each page's text by its path below `docs/`."""
    examples = Examples.of(provider)
    written = {"index.md": "\n".join(_index(provider))}
    for name, resource in provider.resources.items():
        short = name.removeprefix(f"{provider.name}_")
        written[f"resources/{short}.md"] = "\n".join(_resource(name, resource, examples))
        if resource.list_arguments is not None:
            written[f"list-resources/{short}.md"] = "\n".join(_list_resource(name, resource))
    for name, source in provider.every_data_source().items():
        written[f"data-sources/{source.type_name}.md"] = "\n".join(_data_source(name, source, examples))
    for function in provider.functions:
        written[f"functions/{function.name}.md"] = "\n".join(_function(function, examples))
    return written


def _index(provider: TwilioProvider) -> Iterator[str]:
    schema = schema_of(provider.config)
    yield from head(f"{provider.name} Provider", f"{provider.name} Provider", schema.description, NOTICE)
    yield from _examples(_PROVIDER_EXAMPLE)
    yield "What needs a newer engine is in [Which engine has what](guides/engines.md)."
    yield from ("Classes and constructs for Python are in [the Python API](python/index.md).", "")
    yield from _schema(schema, stored=False)


def _resource(name: str, resource: type[Resource[Any]], examples: Examples) -> Iterator[str]:
    schema = schema_of(resource)
    yield from head(f"{name} Resource", f"{name} (Resource)", schema.description, NOTICE, _subcategory(resource))
    yield from _examples(examples.resource(name), python_page=resource.type_name)
    yield from _schema(schema)
    yield from import_section(resource, examples.address(name))


def _data_source(name: str, source: Source[Any], examples: Examples) -> Iterator[str]:
    schema = schema_of_data(source)
    yield from head(f"{name} Data Source", f"{name} (Data Source)", schema.description, NOTICE, _subcategory(source))
    if issubclass(source, Resource):
        yield from (f"The data source reads it; [the resource](../resources/{source.type_name}.md) manages it.", "")
    yield from _examples(examples.data_source(name), python_page=f"data_{name}")
    yield from _schema(schema)


def _list_resource(name: str, resource: type[Resource[Any]]) -> Iterator[str]:
    schema = schema_of(resource.list_arguments or Block)
    yield from head(f"{name} List Resource", f"{name} (List Resource)", schema.description, NOTICE, _subcategory(resource))
    since = Features.first("list_resources")
    yield f"Needs {since}, or newer: `terraform query` shows what is found, and can generate the configuration that takes it over"
    yield f"([guide](../guides/existing.md)). [The resource](../resources/{resource.type_name}.md) manages it."
    yield from ("", "## Example Usage", "", "In a file that ends in `.tfquery.hcl`:", "")
    yield from block("terraform", _LIST_EXAMPLE.format(name=name))
    yield from _schema(schema)


def _subcategory(resource: Source[Any]) -> str:
    """Return the product, which a type's name begins with."""
    return resource.type_name.partition("_")[0].capitalize()


def _function(function: Function, examples: Examples) -> Iterator[str]:
    yield from head(f"{function.name} Function", f"{function.name} (Function)", function.description, NOTICE)
    yield from (f"Needs {Features.first('functions')}, or newer.", "")
    if function.example:
        yield from _examples(examples.function(function))
        result = function.call(*python.literal(f"[{function.example}]"))
        shown = json.dumps(result if isinstance(result, str) else to_values(result), indent=2)
        yield from (f"`{call(function)}` gives", "")
        yield from block("json", shown)
    signature = ", ".join(f"{p.name} {p.type.expression}" for p in function.parameters)
    yield from ("## Signature", "")
    yield from block("text", f"{function.name}({signature}) {function.returns.expression}")
    yield from ("## Arguments", "")
    for position, parameter in enumerate(function.parameters, 1):
        nullable = ", can be null" if parameter.nullable else ""
        said = [parameter.description, *([parameter.check.sentence] if parameter.check else [])]
        yield f"{position}. `{parameter.name}` ({parameter.type.title}{nullable}) {' '.join(said)}"
    yield ""


def _examples(configuration: str, *, python_page: str = "") -> Iterator[str]:
    yield from ("## Example Usage", "", "In HCL:", "")
    yield from block("terraform", configuration)
    yield from ("The same in Python, with the CDK for Terraform:", "")
    yield from block("python", python.stack(configuration))
    if python_page:
        yield from (f"The class is described in [the Python API](../python/{python_page}.md).", "")


def _schema(schema: BlockSchema, *, stored: bool = True) -> Iterator[str]:
    yield from ("## Schema", "")
    declared = list(schema.attributes.values())
    line = partial(attribute_line, stored=stored)
    optional = [line(a) for a in declared if a.optional] + [
        f"- `{block.name}` (Block) {block.description} (see [below](#nested-schema-for-{block.name}))"
        for block in schema.blocks.values()
    ]
    yield from _group("Required", [line(a) for a in declared if a.required])
    yield from _group("Optional", optional)
    yield from _group("Read-Only", [line(a) for a in declared if not a.configurable])
    yield from _group("Rules", [f"- {rule.sentence}" for rule in schema.rules])
    for nested in schema.blocks.values():
        lines = [line(a) for a in nested.schema.attributes.values()]
        yield from _group(f"Nested Schema for `{nested.name}`", lines)


def _group(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from (f"### {title}", "", *lines, "")


def attribute_line(attribute: Attribute, *, stored: bool = True) -> str:
    """Write an attribute as a list item: its name, its type and traits, and its sentences."""
    traits = {
        "Sensitive": attribute.sensitive,
        "Write-only": attribute.write_only,
        "Computed": attribute.configurable and attribute.computed,
        "Deprecated": attribute.deprecated is not None,
    }
    shown = [attribute.type.title, *(word for word, holds in traits.items() if holds)]
    return f"- `{attribute.name}` ({', '.join(shown)}) {' '.join(sentences(attribute, stored=stored))}"
