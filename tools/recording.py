"""`python -m tools.recording`: run the demonstration, and draw what it printed as a picture for the README."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

PICTURE = Path(__file__).parents[1] / "docs" / "demo.svg"
COLUMNS = 128
LAST = "The next deploy shows the drift and repairs it."
"""The step with which the picture ends: what comes after it reads like what came before."""

_STYLES = (
    ("── ", Style(color="bright_white", bold=True)),
    ("$ ", Style(color="bright_green")),
    ("+ ", Style(color="green")),
    ("- ", Style(color="red")),
    ("~ ", Style(color="yellow")),
    ("Warning:", Style(color="yellow", bold=True)),
    ("Apply complete", Style(color="green", bold=True)),
    ("No changes", Style(color="green", bold=True)),
)

# As rich's own, without the fonts that it would load from elsewhere.
_FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="A recorded terminal: make demo">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px; \
line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(printed: str) -> str:
    """Draw what a terminal showed as SVG, each line in the colour of its kind."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for line in printed.splitlines():
        console.print(Text(line, style=_style(line)), overflow="fold")
    return console.export_svg(title="make demo", code_format=_FORMAT, unique_id="demo")


def beginning(printed: str) -> str:
    """Return the steps up to `LAST`, without the lines about this machine before them."""
    _, *steps = printed.split("\n── ")
    kept = next((index for index, step in enumerate(steps) if step.startswith(LAST)), len(steps) - 1)
    return "".join(f"── {step.strip()}\n\n" for step in steps[: kept + 1])


def _style(line: str) -> Style | str:
    text = line.strip()
    return next((style for start, style in _STYLES if text.startswith(start)), "")


def main() -> int:
    """Run the demonstration, and write the picture if it succeeds."""
    done = subprocess.run([sys.executable, "-m", "tools.demo"], stdout=subprocess.PIPE, text=True, check=True)
    PICTURE.write_text(picture(beginning(done.stdout)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
