"""Types as pages of registries have them."""

from __future__ import annotations

from provider.framework import types as kinds


def in_words(kind: kinds.Type) -> str:
    """Such as `List of String`."""
    if isinstance(kind, kinds.List):
        return f"List of {in_words(kind.element)}"
    if isinstance(kind, kinds.Map):
        return f"Map of {in_words(kind.element)}"
    return "Boolean" if isinstance(kind, kinds.Bool) else kind.name.capitalize()


def expression(kind: kinds.Type) -> str:
    """A type as a configuration writes it, such as `list(string)`."""
    if isinstance(kind, kinds.List):
        return f"list({expression(kind.element)})"
    if isinstance(kind, kinds.Map):
        return f"map({expression(kind.element)})"
    if isinstance(kind, kinds.Object):
        return f"object({{{', '.join(f'{name} = {expression(each)}' for name, each in kind.attributes)}}})"
    return kind.name
