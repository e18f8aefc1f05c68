"""What was declared of an attribute, as sentences: the documentation and the docstrings of bindings have the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..values import shown
from .attributes import Attribute
from .validation import WRITE_ONLY_SINCE


def sentences(attribute: Attribute, literal: Callable[[object], str] = shown, *, stored: bool = True) -> Iterator[str]:
    """What it is, its default, what is asked of its value, and what follows of setting it.

    `literal` writes a value. Not `stored` is the configuration of a provider, which no state has.
    """
    yield attribute.description
    if attribute.has_default:
        yield f"Default: `{literal(attribute.default)}`."
    for check in attribute.checks:
        yield check.sentence
    if attribute.env:
        yield f"Environment variable: `{attribute.env}`."
    if attribute.write_only:
        yield f"Stored neither in state nor in a plan; needs {WRITE_ONLY_SINCE}, or newer."
    elif attribute.sensitive and attribute.configurable and stored:
        yield "Stored in state."
    if attribute.unread:
        yield "It cannot be read back: after an import, state takes what the configuration says."
    if attribute.requires_replace:
        yield "Changing it replaces the resource."
    if attribute.deprecated:
        yield f"Deprecated: {attribute.deprecated}"
