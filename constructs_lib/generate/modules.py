"""The text of each generated module, before it is formatted."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from provider.framework.schema.blocks import NestedBlock

from .._cdk_types import cdk_type
from .members import (
    WIDTH,
    block_members,
    docstring,
    getter,
    given,
    given_type,
    held_type,
    members,
    provider_members,
    reset,
    sentence,
)
from .model import Binding, Choices, camel

NOTICE = "# Written by `python -m constructs_lib.generate` from the declarations in provider/resources: do not edit."

_WRITTEN_BY_HAND = Path(__file__).parents[1] / "cdktf"
_META = {
    "connection": ("Connection", "How provisioners connect."),
    "count": ("int | float | cdk.TerraformCount", "How many of it there are."),
    "depends_on": ("Sequence[Dependency]", "What has to be there first."),
    "for_each": ("cdk.ITerraformIterator", "Makes one for each element."),
    "lifecycle": ("Lifecycle", "How changes are carried out."),
    "provider": ("cdk.TerraformProvider", "The provider configuration, if not the default one."),
    "provisioners": ("Sequence[Provisioner]", "What runs on creating or destroying."),
}


def binding_module(binding: Binding) -> str:
    """The module of one resource, data source or provider configuration."""
    body: list[str] = []
    for nested in binding.schema.blocks.values():
        body += [*_struct(binding, nested), *_reference(binding, nested)]
    body += _class(binding)
    return "\n".join([*_head(binding), *body, ""])


def _head(binding: Binding) -> Iterator[str]:
    blocks, meta = bool(binding.schema.blocks), binding.kind != "ProviderConfiguration"
    maps = any("Mapping[" in cdk_type(attribute.type).given for attribute in binding.schema.attributes.values())
    standard = [
        *_import("collections.abc", Mapping=blocks or maps, Sequence=meta),
        *_import("dataclasses", dataclass=blocks),
        *_import("typing", TYPE_CHECKING=True, Any=blocks, Literal=bool(binding.choices)),
    ]
    yield f'"""{_what(binding).capitalize()}."""'
    yield from ("", NOTICE, "", "from __future__ import annotations", "")
    yield from (*standard, "") if standard else ()
    yield from ("import cdktf as cdk", "from constructs import Construct", "")
    yield from _import("..._calls", NamedArguments=blocks)
    yield from _import("...enums", **{choices.name: True for choices in binding.choices.values()})
    yield from _import(".._base", **{"BlockReference": blocks, binding.kind: True})
    yield from _import("..meta_arguments", Connection=meta, Dependency=meta, Lifecycle=meta, Provisioner=meta)
    yield from ("", "if TYPE_CHECKING:", "    from provider.framework.schema.blocks import BlockSchema")


def _import(module: str, **used: bool) -> Iterator[str]:
    """The import of the names that are used, if there are any."""
    if names := sorted((name for name, wanted in used.items() if wanted), key=lambda name: (not name.isupper(), name)):
        yield f"from {module} import {', '.join(names)}"


def _class(binding: Binding) -> Iterator[str]:
    # A provider configuration has overrides: the CDK has to ask Python for its `alias`. A stack has few of them.
    kind = "" if binding.kind == "ProviderConfiguration" else f", jsii_type={binding.kind}._KIND"
    yield from ("", "", f"class {binding.class_name}({binding.kind}{kind}):")
    yield from docstring(binding.schema.description, 4)
    yield ""
    yield f'    TF_RESOURCE_TYPE = "{binding.type_name}"'
    if binding.singleton:
        yield "    _singleton = True"
    yield from _constructor(binding)
    yield from _schema(binding)
    if binding.kind == "ProviderConfiguration":
        for attribute in binding.schema.attributes.values():
            yield from provider_members(attribute)
        return
    for attribute in binding.schema.attributes.values():
        yield from members(attribute, binding.choices.get(attribute.name))
    for nested in binding.schema.blocks.values():
        yield from _nested_members(binding, nested)


def _constructor(binding: Binding) -> Iterator[str]:
    is_provider = binding.kind == "ProviderConfiguration"
    parameters, described, passed = [], [], []
    for attribute in binding.arguments:
        kind = given_type(attribute, binding.choices.get(attribute.name))
        parameters.append(f"{attribute.name}: {kind}" + (" | None = None" if attribute.optional else ""))
        described.append((attribute.name, sentence(attribute, stored=not is_provider)))
    for nested in binding.schema.blocks.values():
        parameters.append(f"{nested.name}: {_struct_name(binding, nested)} | Mapping[str, Any] | cdk.IResolvable | None = None")
        described.append((nested.name, nested.description))
    if is_provider:
        parameters += ["alias: str | None = None", f'local_name: str = "{binding.type_name}"']
        described.append(("alias", "The name that tells this configuration from others of the same provider."))
        described.append(("local_name", "What the provider is called within the stack; another name lets it share the stack with "
                          f"another provider called {binding.type_name}. Resources then need `provider`."))  # fmt: skip
        passed = ["alias=alias", "local_name=local_name"]
    else:
        parameters += [f"{name}: {kind} | None = None" for name, (kind, _) in _META.items()]
        described += [(name, text) for name, (_, text) in _META.items()]
        passed = [f"{name}={name}" for name in _META]
    names = [attribute.name for attribute in binding.arguments] + list(binding.schema.blocks)
    passed_on = ", ".join(f'"{name}": {name}' for name in names)
    star = "*, " if parameters else ""
    yield from ("", f"    def __init__(self, scope: Construct, id_: str, {star}{', '.join(parameters)},) -> None:")
    yield f'        """Declare {_what(binding)}.'
    yield ""
    yield "        :param scope: Where it belongs: a stack, or a construct in one."
    yield "        :param id_: Its ID, unique among its siblings."
    yield from (line for name, text in described for line in _field(f"param {name}", text))
    yield from _field("raises TypeError", "An argument is not of its type, or has another name.")
    yield from _field("raises InvalidConfiguration", "A value is one that the provider would refuse.")
    yield '        """'
    yield f"        super().__init__(scope, id_, {{{passed_on}}}, {', '.join(passed)})"


def _schema(binding: Binding) -> Iterator[str]:
    """The declaration is imported when it is first needed: with all of them, importing the bindings would take a tenth longer."""
    function, declaration = binding.schema_function, binding.declaration
    yield from ("", "    @staticmethod", "    def _declared() -> BlockSchema:")
    yield f"        from {function.__module__} import {function.__name__}"
    yield f"        from {declaration.__module__} import {declaration.__name__} as Declaration"
    yield from ("", f"        return {function.__name__}(Declaration)")


def _what(binding: Binding) -> str:
    kinds = {"Resource": "the resource", "DataSource": "the data source", "ProviderConfiguration": "the provider configuration"}
    return f"{kinds[binding.kind]} `{binding.type_name}`"


def _field(name: str, text: str) -> list[str]:
    """A field of a docstring, wrapped."""
    margin, whole = " " * 8, f":{name}: {' '.join(text.split())}"
    return textwrap.wrap(whole, WIDTH, initial_indent=margin, subsequent_indent=margin + "    ", break_on_hyphens=False)


def _struct_name(binding: Binding, nested: NestedBlock) -> str:
    return f"{binding.class_name}{camel(nested.name)}"


def _struct(binding: Binding, nested: NestedBlock) -> Iterator[str]:
    yield from ("", "", "@dataclass(frozen=True, kw_only=True)", f"class {_struct_name(binding, nested)}(NamedArguments):")
    yield from docstring(nested.description, 4)
    yield ""
    for attribute in nested.schema.attributes.values():
        default = " | None = None" if attribute.optional else ""
        yield f"    {attribute.name}: {given_type(attribute, None)}{default}"
        yield from docstring(sentence(attribute), 4)


def _reference(binding: Binding, nested: NestedBlock) -> Iterator[str]:
    yield from ("", "", f"class {_struct_name(binding, nested)}OutputReference(BlockReference):")
    yield from docstring(nested.description, 4)
    for attribute in nested.schema.attributes.values():
        yield from block_members(attribute)


def _nested_members(binding: Binding, nested: NestedBlock) -> Iterator[str]:
    name, struct = nested.name, _struct_name(binding, nested)
    reference = f"{struct}OutputReference"
    yield from getter(name, reference, nested.description, f'return {reference}(self, "{name}")')
    held = f"{struct} | cdk.IResolvable | None"
    yield from getter(
        f"{name}_input",
        held,
        given(name),
        f'given = self._given["{name}"]',
        f"held: {held} = {struct}(**given) if isinstance(given, dict) else given",
        "return held",
    )
    fields = nested.schema.attributes.values()
    parameters = ", ".join(f"{one.name}: {held_type(one)}" + (" | None = None" if one.optional else "") for one in fields)
    passed_on = ", ".join(f"{one.name}={one.name}" for one in fields)
    yield from (
        "",
        f"    def put_{name}(self, *, {parameters}) -> None:",
        f'        """Give `{name}` anew: {nested.description}',
        "",
    )
    yield from (line for one in fields for line in _field(f"param {one.name}", sentence(one)))
    yield from ('        """', f'        self._set("{name}", {struct}({passed_on}))')
    yield from reset(name, "it is not set then.")


def package_module(found: list[Binding], enums: list[Choices]) -> str:
    """`__init__.py` of the bindings."""
    exported = {"...enums": [choices.name for choices in enums]}
    exported |= {f".{binding.module}": _classes(binding) for binding in sorted(found, key=lambda binding: binding.module)}
    return _exporting("Typed bindings of the Twilio provider for one CDK: a module for each resource and data source.", exported)


def exports_module(found: list[Binding], enums: list[Choices]) -> str:
    """`__init__.py` of the package, which also exports what is public in the modules that are written by hand."""
    exported = {"..errors": ["InvalidConfiguration"], ".generated": [choices.name for choices in enums]}
    exported[".generated"] += [name for binding in found for name in _classes(binding)]
    for module in _WRITTEN_BY_HAND.glob("[!_]*.py"):
        exported[f".{module.stem}"] = re.findall(r"^(?:class|def) ([^\W_]\w*)", module.read_text(encoding="utf-8"), re.MULTILINE)
    text = "The Twilio provider for one CDK: bindings of its resources and data sources, and constructs that join several."
    return _exporting(text, dict(sorted(exported.items())))


def _exporting(text: str, exported: dict[str, list[str]]) -> str:
    """A module that exports names of others. It lists each name, since mypy reads no `__all__` that is computed."""
    imports = [f"from {module} import {', '.join(sorted(names))}" for module, names in exported.items()]
    listed = ", ".join(f'"{name}"' for name in sorted(name for names in exported.values() for name in names))
    return "\n".join([f'"""{text}"""', "", NOTICE, "", *imports, "", f"__all__ = [{listed},]", ""])


def _classes(binding: Binding) -> list[str]:
    return [binding.class_name, *(_struct_name(binding, nested) for nested in binding.schema.blocks.values())]


def enums_module(enums: list[Choices]) -> str:
    """`enums.py`, which the bindings for both CDKs use."""
    lines = ['"""The words that some arguments take. A plain string does as well."""', "", NOTICE, ""]
    lines += ["from __future__ import annotations", "", "from enum import StrEnum"]
    for choices in enums:
        lines += [
            "",
            "",
            f"class {choices.name}(StrEnum):",
            f'    """What `{choices.argument}` takes."""',
            "",
            *(f'    {name} = "{value}"' for name, value in choices),
        ]
    return "\n".join([*lines, ""])
