"""The text for one attribute: its types, and the members that a class has for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from provider.framework.schema.attributes import Attribute
from provider.framework.schema.sentences import sentences
from provider.framework.values import shown

from .._cdk_types import cdk_type
from .model import Choices

WIDTH = 126


def given_type(attribute: Attribute, choices: Choices | None) -> str:
    """The annotation of the argument, without None."""
    if choices is not None:
        words = ", ".join(f'"{value}"' for value in choices.values)
        return f"{choices.name} | Literal[{words}] | cdk.IResolvable"
    return cdk_type(attribute.type).given


def held_type(attribute: Attribute) -> str:
    """The annotation of `…_input`, without None."""
    return cdk_type(attribute.type).held


def token(attribute: Attribute) -> tuple[str, str]:
    """The type of an attribute's token, and the expression that makes it."""
    form = cdk_type(attribute.type)
    return form.token, f'self.{form.getter}("{attribute.name}")'


def members(attribute: Attribute, choices: Choices | None) -> Iterator[str]:
    """The members of a resource or data source for one attribute: the token and, for an argument, what sets and returns it."""
    kind, expression = token(attribute)
    yield from getter(attribute.name, kind, sentence(attribute), f"return {expression}")
    if attribute.configurable:
        yield from setter(attribute.name, given_type(attribute, choices))
        yield from input_(attribute)
        if attribute.optional:
            yield from reset(attribute.name, _without(attribute))


def provider_members(attribute: Attribute) -> Iterator[str]:
    """The members of the provider configuration for one argument. It has no tokens: the property returns the argument."""
    name, held = attribute.name, f"{held_type(attribute)} | None"
    yield from getter(name, held, sentence(attribute, stored=False), f'given: {held} = self._given["{name}"]', "return given")
    yield from setter(name, f"{given_type(attribute, None)} | None")
    yield from input_(attribute)
    yield from reset(name, _without(attribute))


def block_members(attribute: Attribute) -> Iterator[str]:
    """The members of a block reference for one argument of the block."""
    kind, expression = token(attribute)
    name, held = attribute.name, f"{held_type(attribute)} | None"
    yield from getter(name, kind, sentence(attribute), f"return {expression}")
    yield from setter(name, given_type(attribute, None))
    yield from getter(f"{name}_input", held, given(name), f'given: {held} = self._held("{name}")', "return given")
    yield from reset(name, _without(attribute))


def getter(name: str, kind: str, description: str, *body: str) -> Iterator[str]:
    yield from ("", "    @property", f"    def {name}(self) -> {kind}:")
    if description:
        yield from docstring(description, 8)
    yield from (f"        {line}" for line in body)


def setter(name: str, kind: str) -> Iterator[str]:
    yield from ("", f"    @{name}.setter", f"    def {name}(self, value: {kind}) -> None:", f'        self._set("{name}", value)')


def input_(attribute: Attribute) -> Iterator[str]:
    held = f"{held_type(attribute)} | None"
    body = (f'given: {held} = self._given["{attribute.name}"]', "return given")
    yield from getter(f"{attribute.name}_input", held, given(attribute.name), *body)


def given(name: str) -> str:
    """The docstring of a member that returns an argument."""
    return f"What was given for `{name}`; None if nothing was."


def reset(name: str, then: str) -> Iterator[str]:
    yield from ("", f"    def reset_{name}(self) -> None:", *docstring(f"Leave `{name}` out again: {then}", 8))
    yield f'        self._set("{name}", None)'


def _without(attribute: Attribute) -> str:
    """What happens without the argument."""
    if attribute.has_default:
        return f"it is `{literal(attribute.default)}` then."
    if attribute.computed:
        return "it is set for you then."
    return f"the environment variable `{attribute.env}` holds then, if it is set." if attribute.env else "it is not set then."


def sentence(attribute: Attribute, *, stored: bool = True) -> str:
    """The description of an argument, with values as Python writes them."""
    return " ".join(sentences(attribute, literal, stored=stored))


def literal(value: object) -> str:
    """A value as Python writes it; a text has double quotes."""
    return shown(value) if isinstance(value, str) else repr(value)


def docstring(text: str, indent: int) -> list[str]:
    """A docstring, wrapped; paragraphs stay apart."""
    margin = " " * indent
    paragraphs = [textwrap.wrap(part, WIDTH - indent, break_on_hyphens=False) for part in text.split("\n\n")]
    lines = paragraphs[0]
    for paragraph in paragraphs[1:]:
        lines += ["", *paragraph]
    if len(lines) == 1 and len(lines[0]) + indent < WIDTH - 3:
        return [f'{margin}"""{lines[0]}"""']
    return [f'{margin}"""{lines[0]}', *(margin + line if line else "" for line in lines[1:]), f'{margin}"""']
