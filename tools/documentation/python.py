"""Makes the examples in Python from those in HCL."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hcl2

from constructs_lib.generate.model import bindings
from provider.resources.provider import NAME

_CHECKOUT = Path(__file__).parents[2]
_OPTIONS = hcl2.SerializationOptions(with_comments=False, strip_string_quotes=True)
_BLOCK = "__is_block__"
"""The parser's mark of a block, which is not a value."""
_LINE_LENGTH = 100
_REFERENCE = re.compile(r"([a-z]\w*)\.(\w+)\.(\w+)")
_VARIABLE = re.compile(r"var\.(\w+)")
_CALL = re.compile(r"(\w+)\((.*)\)", re.DOTALL)

_HEAD = """
app = App()
stack = TerraformStack(app, "example")
"""


def parsed(text: str) -> dict[str, Any]:
    """Parse a configuration into the form of Terraform's JSON, with expressions as `${…}`."""
    return hcl2.loads(text, serialization_options=_OPTIONS)


def stack(configuration: str) -> str:
    """Write a program that synthesizes what the configuration means."""
    program = _Program(configuration)
    body = "\n".join(program.statements())
    imports = {name: f"from {name} import {', '.join(sorted(used))}" for name, used in program.imports.items() if used}
    standard = [
        *(f"import {name}" for name in sorted(program.modules)),
        *(imports.pop(name) for name in ("pathlib",) if name in imports),
    ]
    return _format("\n".join([*standard, "", *imports.values(), _HEAD, body, "\napp.synth()\n"]).lstrip())


def literal(expression: str) -> Any:
    """Return the value of an expression that refers to nothing."""
    return parsed(f"value = {expression}\n")["value"]


class _Program:
    """The statements that a configuration becomes, and the imports that they need."""

    def __init__(self, configuration: str) -> None:
        self._content = parsed(configuration)
        self._classes = {(each.kind, each.type_name): each.class_name for each in bindings()}
        self.modules: set[str] = set()
        self.imports: dict[str, set[str]] = {
            "pathlib": set(),
            "cdktf": {"App", "TerraformStack"},
            "constructs_lib.cdktf": set(),
        }

    def statements(self) -> Iterator[str]:
        yield self._new("", self._ours("ProviderConfiguration", NAME), NAME, {})
        for name, arguments in _labelled(self._content.get("variable", [])):
            self.imports["cdktf"].add("TerraformVariable")
            ephemeral = arguments.pop("ephemeral", False)
            yield self._new(name, "TerraformVariable", name, arguments)
            if ephemeral:
                yield f'{name}.add_override("ephemeral", True)'
        for section, kind in (("data", "DataSource"), ("resource", "Resource")):
            for type_name, of_type in _labelled(self._content.get(section, [])):
                for name, arguments in of_type.items():
                    yield self._new(name if kind == "Resource" else "", self._ours(kind, type_name), name, arguments)
        for name, arguments in _labelled(self._content.get("output", [])):
            self.imports["cdktf"].add("TerraformOutput")
            yield self._new("", "TerraformOutput", name, arguments)

    def _ours(self, kind: str, type_name: str) -> str:
        name = self._classes[kind, type_name]
        self.imports["constructs_lib.cdktf"].add(name)
        return name

    def _new(self, variable: str, class_name: str, id_: str, arguments: Mapping[str, Any]) -> str:
        given = "".join(f", {name}={self._argument(name, value)}" for name, value in _given(arguments))
        assigned = f"{variable} = " if variable else ""
        line = f"{assigned}{class_name}(stack, {_quoted(id_)}{given})"
        # A trailing comma gives each argument a line of its own.
        return f"{line[:-1]},)" if len([*_given(arguments)]) > 1 or len(line) > _LINE_LENGTH else line

    def _argument(self, name: str, value: Any) -> str:
        if name == "lifecycle":
            self.imports["cdktf"].add("TerraformResourceLifecycle")
            (block,) = value
            return f"TerraformResourceLifecycle({', '.join(f'{key}={self._value(each)}' for key, each in _given(block))})"
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and _BLOCK in value[0]:
            (value,) = value
        return self._value(value)

    def _value(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{_quoted(key)}: {self._value(each)}" for key, each in _given(value)) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._value, value)) + "]"
        if not isinstance(value, str):
            return repr(value)
        return self._expression(value[2:-1]) if value.startswith("${") else _quoted(value)

    def _expression(self, expression: str) -> str:
        if variable := _VARIABLE.fullmatch(expression):
            return f"{variable[1]}.string_value"
        if reference := _REFERENCE.fullmatch(expression):
            return f"{reference[2]}.{reference[3]}"
        function, inner = found.groups() if (found := _CALL.fullmatch(expression)) else ("", "")
        if function == "file":
            self.imports["pathlib"].add("Path")
            return f"Path({inner}).read_text()"
        if function == "jsonencode":
            self.modules.add("json")
            return f"json.dumps({self._value(literal(inner))})"
        return repr(f"${{{expression}}}")


def _labelled(section: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in section:
        for label, content in each.items():
            yield label.strip('"'), {key.strip('"'): value for key, value in _given(content)}


def _given(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in content.items() if key != _BLOCK)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _format(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--quiet", "--no-cache", "--isolated", f"--line-length={_LINE_LENGTH}", "-"]
    return subprocess.run(ruff, input=text, stdout=subprocess.PIPE, text=True, check=True, cwd=_CHECKOUT).stdout
