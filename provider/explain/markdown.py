"""A picture as Markdown with Mermaid, which code hosts draw in a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..reports.shown import one_line
from .picture import AFTER, NOW, ROWS, AccountPicture, MediaPicture, as_a_name, encryption
from .route import NOTHING, Route

_MOST_CHARACTERS = 60_000
"""GitHub refuses comments of more than 65,536, and something may stand around the picture."""


def as_markdown(accounts: Sequence[AccountPicture]) -> str:
    """A heading, a diagram and a table for each account.

    Where that is more than a comment may have, accounts with findings come first, then those that do not stay as they are. The
    others are counted.
    """
    texts = ["\n".join(_lines(account)) + "\n" for account in accounts]
    if sum(map(len, texts)) <= _MOST_CHARACTERS:
        return "".join(texts)
    shown, left = [], _MOST_CHARACTERS
    missing: list[AccountPicture] = []
    for account, text in sorted(zip(accounts, texts, strict=True), key=lambda each: _rank(each[0])):
        if len(text) <= left:
            shown.append(text)
            left -= len(text)
        else:
            missing.append(account)
    return "".join(shown) + _count(missing)


def _rank(account: AccountPicture) -> int:
    return 0 if account.findings else 2 if account.stays else 1


def _count(accounts: Sequence[AccountPicture]) -> str:
    with_findings = sum(bool(account.findings) for account in accounts)
    staying = sum(account.stays for account in accounts)
    return (
        f"**{len(accounts)} more accounts are not shown here**, since a comment of a code host takes no more. Of them, "
        f"{with_findings} have findings and {staying} are known to stay as they are. "
        "`terraform-provider-twilio explain --format html` shows all.\n"
    )


def _lines(account: AccountPicture) -> Iterator[str]:
    yield from (f"### Account {_text(account.sid)}", "", "```mermaid", "flowchart LR")
    yield f'  account["Account {_label(account.sid)}"]'
    for number, media in enumerate(account.media):
        yield from _diagram(media, f"m{number}")
    yield from _hooks(account)
    yield from ("  classDef changes stroke-width:4px", "```", "")
    yield from _table(account)
    yield from (f"- **{_text(summary)}** {_text(' '.join(remedy))}" for _, summary, remedy in account.problems)
    yield from ("",) if account.findings else ()


def _diagram(media: MediaPicture, name: str) -> Iterator[str]:
    """The way of one kind of media. If a plan changes it, the way now is there too, with broken lines."""
    yield f'  account --> {name}["{media.media.capitalize()}"]'
    for when, route in reversed(media.sides):
        end, arrow = (f"{name}b", "-.->") if when == NOW else (f"{name}a", "-->")
        yield _way(route, name, end, arrow, f"{when}: " if when else "")
        yield from (f"  class {end} changes",) if when == AFTER else ()


def _way(route: Route, start: str, end: str, arrow: str, when: str) -> str:
    written = "" if route.written_with == NOTHING else f", written with {as_a_name(route.written_with, 'credential')}"
    return f'  {start} {arrow}|"{_label(when + encryption(route) + written)}"| {end}[("{_label(route.stored_in)}")]'


def _hooks(account: AccountPicture) -> Iterator[str]:
    """Composition hooks, between recordings and the compositions that they make of them."""
    nodes = {media.media: f"m{number}" for number, media in enumerate(account.media)}
    for number, hook in enumerate(account.hooks):
        yield f'  h{number}{{{{"{_label(f"Hook {hook.name}: {hook.after}")}"}}}}'
        yield from (f"  {nodes['recordings']} -.- h{number}",) if "recordings" in nodes else ()
        yield from (f"  h{number} -.- {nodes['compositions']}",) if "compositions" in nodes else ()
        yield from (f"  class h{number} changes",) if hook.is_changed else ()


def _table(account: AccountPicture) -> Iterator[str]:
    if account.is_plan:
        yield from (f"| | | {NOW} | {AFTER} | |", "|---|---|---|---|---|")
    else:
        yield from ("| | | |", "|---|---|---|")
    for media in account.media:
        for name, label in ROWS.items():
            before, after = getattr(media.before, name, ""), getattr(media.after, name)
            yield _row(account, media.media.capitalize(), label, before, after, name in media.changed)
    for hook in account.hooks:
        yield _row(account, "Composition hook", hook.name, hook.before or "", hook.after, hook.is_changed)
    yield ""


def _row(account: AccountPicture, start: str, label: str, before: str, after: str, changed: bool) -> str:
    cells = [_text(before), _text(after), "**changes**" if changed else ""] if account.is_plan else [_text(after)]
    return f"| {start} | {_text(label)} | {' | '.join(cells)} |"


def _text(text: str) -> str:
    """Escape a text, so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|&~$@])", r"\\\1", one_line(text, longest=1000))


def _label(text: str) -> str:
    """Write characters that mean something to Mermaid as their codes."""
    return re.sub(r"[^\w ,.:/()'-]", lambda found: f"#{ord(found[0])};", one_line(text, longest=300))
