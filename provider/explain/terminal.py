"""A picture in a terminal, in colours. It needs `rich`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from .picture import AccountPicture
from .text import Tone, lines

_STYLES = {
    Tone.PLAIN: "",
    Tone.HEADING: "bold",
    Tone.GOOD: "green",
    Tone.QUIET: "dim",
    Tone.CHANGED: "bold cyan",
    Tone.WARNING: "yellow",
    Tone.PROBLEM: "bold red",
}


def print_pictures(accounts: Sequence[AccountPicture]) -> None:
    """Print the lines of the plain text."""
    console = Console(highlight=False)
    for line in lines(accounts):
        console.print(Text.assemble(*((text, _STYLES[tone]) for text, tone in line)), soft_wrap=True)
