"""Keeps secrets out of text that came from outside. Standard library only."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, quote_plus

LONGEST_TEXT = 1000
"""Characters of one text by Twilio that are shown at most."""

_NOT_PRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def cleaner(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that makes a text from outside fit to be shown.

    It puts `***` for each secret, also where it is URL-encoded, base64 or in JSON, makes one line of the text
    (no control or bidirectional characters, which could rewrite a terminal) and cuts it to `LONGEST_TEXT`.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    hidden = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))

    def clean(text: str) -> str:
        if forms:
            text = hidden.sub("***", text)
        text = _NOT_PRINTABLE.sub(" ", text).strip()
        text = text.encode(errors="replace").decode()  # JSON can carry half a character, which nobody can show
        return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"

    return clean


def _forms(secret: str) -> Iterable[str]:
    one_line = _NOT_PRINTABLE.sub(" ", secret).strip()
    in_base64 = base64.b64encode(secret.encode()).decode()
    in_json = json.dumps(secret)[1:-1]
    return filter(None, (secret, one_line, quote(secret), quote_plus(secret), in_base64, in_json))
