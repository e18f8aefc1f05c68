"""Makes texts from outside, such as the name of an account, fit to be shown."""

from __future__ import annotations

import unicodedata

_NEVER_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters: control (terminal escapes), format (writing from right to left), and what is no character."""

LONGEST = 64


def one_line(text: str, longest: int = LONGEST) -> str:
    """Put a text on one line, leave out what could rewrite a terminal, and cut what is too long."""
    plain = " ".join("".join(" " if unicodedata.category(each) in _NEVER_SHOWN else each for each in text[: longest * 2]).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
