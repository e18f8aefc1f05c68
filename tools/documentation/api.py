"""The pages of the Python API, read from the source of `constructs_lib`: nothing of it is run.

Griffe reads signatures, docstrings and their fields, and what a class inherits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

from provider.framework.schema.validation import WRITE_ONLY_RELEASE

from .markup import GENERATED, block, head

CHECKOUT = Path(__file__).parents[2]
NOTICE = GENERATED.format(source="the source of constructs_lib")
_WIDTH = 100
PACKAGE = "constructs_lib.cdktf"

_KINDS = {
    "Constructs": tuple(f"{PACKAGE}.{name}" for name in ("encryption", "storage", "bucket_writer", "shards", "recording_policy")),
    "Provider and resources": (f"{PACKAGE}.generated",),
    "What every resource takes": (f"{PACKAGE}.meta_arguments",),
    "Words and errors": ("constructs_lib.enums", "constructs_lib.errors"),
}
"""The headings of the first page, and the modules that are listed below each."""

_EXAMPLES = {f"{PACKAGE}.encryption": "encrypted_recordings/main.py", f"{PACKAGE}.storage": "s3_recordings/prebuilt.py"}
"""The programs below `examples` that show a module. Each has a test of its own."""

_INTRODUCTION = """\
Everything is imported from `constructs_lib.cdktf` by who uses the CDK for Terraform, and from `constructs_lib.cdktn` by who
uses CDK Terrain: the two are alike, and `cdk` stands for the one or the other below.

```python
from constructs_lib.cdktf import EncryptedRecordings, TwilioProvider
```

A wrong type or a wrong name raises `TypeError`, a wrong value [`InvalidConfiguration`](errors.md), both at the line that has it;
so do the rules between the arguments of one call. What is set later (through setters, overrides and aspects), what only tokens
tell, and what an account has twice in a stack is judged by `app.synth()`, which names the line that made the construct.

Text with a token or with `${…}` in it is an expression, which nothing judges before an engine runs; `$${` writes `${` itself.

Every argument of a resource can be read back and set again: `settings.friendly_name` is a token to pass on,
`settings.friendly_name_input` is what was given, and `settings.reset_friendly_name()` leaves an optional one out again. Resources
have what every resource of the CDK has besides, such as `import_from` and `add_override`.

The examples in Python on the pages of resources do the same with CDK Terrain, if they import from `cdktn` and
`constructs_lib.cdktn`. It wants to know in `cdktf.json` that engines have what a stack uses. For write-only arguments that is

```json
{ "context": { "targetVersions": { "terraform": ">=RELEASE", "opentofu": ">=RELEASE" } } }
```
"""


def pages() -> dict[str, str]:
    """Return each page's text by its path below `docs/`."""
    package = griffe.load("constructs_lib", search_paths=[CHECKOUT], docstring_parser="sphinx", resolve_aliases=True)
    public = _public(package)
    written = {f"python/{module.name}.md": "\n".join(_page(module, classes)) for module, classes in public.items()}
    return written | {"python/index.md": "\n".join(_index(public))}


Public = dict[griffe.Module, list[griffe.Class]]


def _public(package: griffe.Object | griffe.Alias) -> Public:
    """Return the classes that `constructs_lib.cdktf` exports, by their modules."""
    found: Public = {}
    exporting = package["cdktf"]
    for one in (_resolved(exporting.members[name]) for name in exporting.exports if isinstance(name, str)):
        if isinstance(one, griffe.Class):
            found.setdefault(one.module, []).append(one)
    for classes in found.values():
        classes.sort(key=lambda one: (_is_struct(one), one.lineno or 0))
    return {module: found[module] for module in sorted(found, key=lambda one: one.path)}


def _is_struct(one: griffe.Class) -> bool:
    """Say whether a class only holds the arguments of another class's block."""
    return "dataclass" in one.labels


def _index(public: Public) -> Iterator[str]:
    yield from head("Python API", "Python API", "The constructs and bindings of `constructs_lib`, for stacks in Python.", NOTICE)
    yield _INTRODUCTION.replace("RELEASE", WRITE_ONLY_RELEASE)
    for title, homes in _KINDS.items():
        yield from (f"## {title}", "", "| class | what it is |", "|---|---|")
        for module, classes in public.items():
            if module.path.startswith(homes):
                for one in (each for each in classes if not _is_struct(each)):
                    yield f"| [`{one.name}`]({module.name}.md#{one.name.lower()}) | {_text(one).partition(chr(10))[0]} |"
        yield ""


def _page(module: griffe.Module, classes: list[griffe.Class]) -> Iterator[str]:
    yield from head(f"{module.name} (Python)", f"`{module.name}`", _text(module), NOTICE)
    if example := _EXAMPLES.get(module.path):
        yield from ("In a stack:", "")
        yield from block("python", (CHECKOUT / "examples" / example).read_text(encoding="utf-8"))
    for one in classes:
        yield from _class(one)


def _class(one: griffe.Class) -> Iterator[str]:
    yield from (f"## {one.name}", "", _text(one), "")
    reader = _Reader(one)
    members = {name: _resolved(each) for name, each in one.all_members.items() if not name.startswith("_")}
    if (constructor := reader.constructor) is not None and not _is_struct(one):
        yield from reader.callable(constructor, one.name, "Constructor")
    if fields := [each for each in members.values() if isinstance(each, griffe.Attribute) and _is_listed(each)]:
        title = "Members" if reader.is_enum else "Attributes"
        yield from (f"### {title} of {one.name}", "", *map(reader.attribute, fields), "")
    methods = {
        name: each for name, each in members.items() if isinstance(each, griffe.Function) and not name.startswith("reset_")
    }
    for name, each in methods.items():
        yield from reader.callable(each, f"{one.name}.{name}", f"`{name}`")


def _resolved(member: griffe.Object | griffe.Alias) -> griffe.Object:
    return member.final_target if isinstance(member, griffe.Alias) else member


def _is_listed(attribute: griffe.Attribute) -> bool:
    """Say whether the page lists an attribute: not if it is an argument, which the constructor lists already."""
    of_the_cdk = attribute.name in ("node", "TF_RESOURCE_TYPE")
    return not (of_the_cdk or attribute.name.endswith("_input") or "writable" in attribute.labels)


def _text(one: griffe.Object) -> str:
    return one.docstring.value if one.docstring else ""


class _Reader:
    """Writes the members of one class, with the type variables of that class filled in."""

    def __init__(self, one: griffe.Class) -> None:
        self._aliases = {name: value for module in one.package.modules.values() for name, value in _aliases(module)}
        found = _resolved(one.all_members["__init__"]) if "__init__" in one.all_members else None
        # One without a text is not for users: other constructs make it.
        self.constructor = found if isinstance(found, griffe.Function) and found.docstring else None
        self._usual = _described(self.constructor) if self.constructor else {}
        self.is_enum = any("Enum" in str(base) for base in one.bases)
        for base in one.bases:
            if chosen := re.fullmatch(r"\w+\[(?!S\])(\w+)\]", str(base)):
                self._aliases["S"] = chosen[1]

    def callable(self, function: griffe.Function, name: str, title: str) -> Iterator[str]:
        """Describe a method or a constructor: its signature, text, parameters and errors.

        A parameter without a description has that of the constructor's parameter of the same name.
        """
        sections = _sections(function)
        described = self._usual | _described(function)
        parameters = [each for each in function.parameters if each.name not in ("self", "cls")]
        yield from (f"### {title}", "")
        yield from block("python", _signature(name, parameters))
        if "text" in sections and sections["text"].value:
            yield from (sections["text"].value, "")
        for each in parameters:
            stars = "**" if each.kind is _MANY else ""
            yield f"- `{stars}{each.name}` ({self._type(each)}) {_one_line(described.get(each.name, ''))}".rstrip()
        for raised in sections["raises"].value if "raises" in sections else ():
            yield f"- raises `{raised.annotation}`: {_one_line(raised.description)}"
        yield ""

    def attribute(self, attribute: griffe.Attribute) -> str:
        """Write a list item about an attribute."""
        if self.is_enum:
            return f"- `{attribute.name}` = `{attribute.value}`"
        kind = f" (`{self._words(str(attribute.annotation))}`)" if attribute.annotation is not None else ""
        return f"- `{attribute.name}`{kind} {_one_line(_text(attribute))}".rstrip()

    def _type(self, parameter: griffe.Parameter) -> str:
        words = self._words(str(parameter.annotation))
        return f"`{words}`" + ("" if parameter.default is not None or parameter.kind is _MANY else ", required")

    def _words(self, annotation: str) -> str:
        unpacked = re.sub(r"Unpack\[(\w+)(?:\[\w+\])?\]", r"\1", annotation)
        return re.sub(r"\b[A-Z]\w*\b", lambda found: self._aliases.get(found[0], found[0]), unpacked)


def _sections(function: griffe.Function) -> dict[str, Any]:
    """Return the parts of a docstring by kind."""
    return {section.kind.value: section for section in function.docstring.parsed} if function.docstring else {}


def _described(function: griffe.Function) -> dict[str, str]:
    """Return what a docstring says of each parameter."""
    sections = _sections(function)
    return {each.name: each.description for each in sections["parameters"].value} if "parameters" in sections else {}


_MANY = griffe.ParameterKind.var_keyword


def _aliases(module: griffe.Object | griffe.Alias) -> Iterator[tuple[str, str]]:
    """Yield the names of type aliases and type variables, with the types that they stand for."""
    for name, member in module.members.items():
        if isinstance(member, griffe.Module):
            yield from _aliases(member)
        elif isinstance(member, griffe.Attribute) and str(member.annotation) == "TypeAlias":
            yield name, str(member.value)
        elif isinstance(member, griffe.Attribute) and (
            found := re.fullmatch(r"TypeVar\(['\"]\w+['\"], (.+)\)", str(member.value))
        ):
            yield name, found[1].replace(", ", " | ")


def _signature(name: str, parameters: list[griffe.Parameter]) -> str:
    given = list(_in_signature(parameters))
    line = f"{name}({', '.join(given)})"
    return line if len(line) <= _WIDTH else "\n".join((f"{name}(", *(f"    {each}," for each in given), ")"))


def _in_signature(parameters: list[griffe.Parameter]) -> Iterator[str]:
    starred = False
    for each in parameters:
        if each.kind is griffe.ParameterKind.keyword_only and not starred:
            starred = True
            yield "*"
        name = f"**{each.name}" if each.kind is _MANY else each.name
        yield name if each.default is None or each.kind is _MANY else f"{name}={each.default}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
