"""The text of one module of the bindings, before formatting."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from provider.framework.blocks import NestedBlock

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

WRITTEN_BY_HAND = {
    "..errors": ["InvalidConfiguration"],
    ".bucket_writer": ["BucketWriter", "IamAccessKey", "IamUser", "IamUserPolicy"],
    ".encryption": ["EncryptedCompositions", "EncryptedRecordings", "EncryptionOptions"],
    ".meta_arguments": [
        "ConditionArguments",
        "FileArguments",
        "LifecycleArguments",
        "LocalExecArguments",
        "RemoteExecArguments",
        "SshConnectionArguments",
        "WinrmConnectionArguments",
    ],
    ".storage": [
        "BucketConstruct",
        "BucketLike",
        "CompositionStorage",
        "KeyConstruct",
        "KeyLike",
        "RecordingStorage",
        "StorageOptions",
    ],
}
"""What users import beside the bindings, by the module that has it."""

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
    maps = any("Mapping[" in attribute.type.cdk.given for attribute in binding.schema.attributes.values())
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
    yield from ("", "if TYPE_CHECKING:", "    from provider.framework.blocks import BlockSchema")


def _import(module: str, **used: bool) -> Iterator[str]:
    """The import of the names that are used, if any is."""
    if names := sorted((name for name, wanted in used.items() if wanted), key=lambda name: (not name.isupper(), name)):
        yield f"from {module} import {', '.join(names)}"


def _class(binding: Binding) -> Iterator[str]:
    yield from ("", "", f"class {binding.class_name}({binding.kind}):")
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
    """Imports the declaration when something is declared: with all of them, an import of the bindings takes a tenth longer."""
    function, declaration = binding.schema_call.partition("(")[0], binding.declaration
    home = "data_sources" if function == "schema_of_data" else "blocks"
    yield from ("", "    @staticmethod", "    def _declared() -> BlockSchema:")
    yield f"        from provider.framework.{home} import {function}"
    yield f"        from {declaration.__module__} import {declaration.__name__} as Declaration"
    yield from ("", f"        return {binding.schema_call}")


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
    shared = {"...enums": [choices.name for choices in enums]}
    own = {f".{binding.module}": _classes(binding) for binding in found}
    exported = shared | dict(sorted(own.items()))
    imports = [f"from {module} import {', '.join(sorted(names))}" for module, names in exported.items()]
    names = [name for members in exported.values() for name in members]
    listed = ", ".join(f'"{name}"' for name in sorted(names))
    text = '"""Typed bindings of the Twilio provider for one CDK: a module for each resource and data source."""'
    return "\n".join([text, "", NOTICE, "", *imports, "", f"__all__ = [{listed},]", ""])


def exports_module(found: list[Binding], enums: list[Choices]) -> str:
    """`__init__.py` above the bindings. Each name stands in it as text: mypy reads no `__all__` that is put together."""
    names = sorted([choices.name for choices in enums] + [name for binding in found for name in _classes(binding)])
    exported = WRITTEN_BY_HAND | {".generated": names}
    imports = [f"from {module} import {', '.join(sorted(members))}" for module, members in sorted(exported.items())]
    listed = ", ".join(f'"{name}"' for name in sorted(name for members in exported.values() for name in members))
    text = '"""The Twilio provider for one CDK: bindings of its resources and data sources, and constructs that join several."""'
    return "\n".join([text, "", NOTICE, "", *imports, "", f"__all__ = [{listed},]", ""])


def _classes(binding: Binding) -> list[str]:
    return [binding.class_name, *(_struct_name(binding, nested) for nested in binding.schema.blocks.values())]


def enums_module(enums: list[Choices]) -> str:
    """`enums.py`, which belongs to both sets."""
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
