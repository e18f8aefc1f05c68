"""A picture as lines of text, for a terminal or a log. No colour says anything that no word says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TypeAlias

from ..doctor.finding import Status
from ..reports.shown import one_line
from .picture import ROWS, AccountPicture, HookPicture, MediaPicture
from .route import NOTHING

_LABEL = max(len(label) for label in ROWS.values()) + 2
CHANGES = "changes"


class Tone(Enum):
    """What a part of a line is, which decides its colour."""

    PLAIN = ""
    HEADING = "heading"
    GOOD = "good"
    QUIET = "quiet"
    CHANGED = "changed"
    WARNING = "warning"
    PROBLEM = "problem"


Line: TypeAlias = "list[tuple[str, Tone]]"

_TONES = {Status.WARNING: Tone.WARNING, Status.PROBLEM: Tone.PROBLEM}


def as_plain_text(accounts: Sequence[AccountPicture]) -> str:
    return "".join("".join(text for text, _ in line) + "\n" for line in lines(accounts))


def lines(accounts: Sequence[AccountPicture]) -> Iterator[Line]:
    for number, account in enumerate(accounts):
        yield from ([],) if number else ()
        yield from _of_account(account)


def _of_account(account: AccountPicture) -> Iterator[Line]:
    yield [(f"Account {account.sid}", Tone.HEADING)]
    for media in account.media:
        address = f" ({one_line(media.address, longest=200)})" if media.address else ""
        yield from ([], [(f"  {media.media.capitalize()}", Tone.HEADING), (address, Tone.QUIET)])
        yield from (_row(media, name, label) for name, label in ROWS.items())
    if account.hooks:
        yield from ([], [("  Composition hooks", Tone.HEADING)])
        width = max(len(hook.name) for hook in account.hooks) + 2
        yield from (_hook(hook, width) for hook in account.hooks)
    for status, summary, remedy in account.problems:
        yield from ([], [("  ! ", _TONES[status]), (summary, _TONES[status])])
        yield from ([(f"    {line}", Tone.PLAIN)] for line in remedy)


def _row(media: MediaPicture, name: str, label: str) -> Line:
    after = getattr(media.after, name)
    tone = Tone.GOOD if name == "encrypted_with" and after != NOTHING else Tone.PLAIN
    before = getattr(media.before, name) if name in media.changed else None
    return [(f"    {label:<{_LABEL}}", Tone.QUIET), *_change(before, after, tone)]


def _hook(hook: HookPicture, width: int) -> Line:
    return [(f"    {hook.name:<{width}}", Tone.PLAIN), *_change(hook.before if hook.is_changed else None, hook.after, Tone.PLAIN)]


def _change(before: str | None, after: str, tone: Tone) -> Line:
    if before is None:
        return [(after, tone)]
    return [(before, Tone.QUIET), (" -> ", Tone.CHANGED), (after, tone), (f"  ({CHANGES})", Tone.CHANGED)]
