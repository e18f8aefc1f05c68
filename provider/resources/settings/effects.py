"""What becomes of an account's media, in words: the same for a create, a takeover, an update, a replacement and a destroy."""

from __future__ import annotations

from collections.abc import Iterator

from ...framework.diagnostics import Diagnostic, warning
from ...framework.values import UNKNOWN, shown
from ...record import record
from .shape import Settings, Shape


@record(frozen=True)
class Effects:
    """The effects of one kind of settings, in words. `side_effect` is a further effect of any switch that is turned on."""

    shape: Shape
    media: str
    side_effect: str = ""

    def warnings(self, before: Settings, after: Settings) -> list[Diagnostic]:
        """A warning for each switch that changes, and for each setting that a switch relies on and that changes while it is on.

        Nobody should turn encryption off by overlooking a line of a diff, nor when that undoes what somebody did by hand.
        Settings that are not known yet are `UNKNOWN` in `after`.
        """
        return [found for switch in self.shape.switches for found in self._of_switch(switch, before, after)]

    def _of_switch(self, switch: str, before: Settings, after: Settings) -> Iterator[Diagnostic]:
        was, becomes = before[switch], after[switch]
        if becomes is UNKNOWN:
            text = self._turned_off(switch) if was else self._turned_on(switch)
            state = "off" if was else "on"
            yield warning(f"{switch} may be turned {state}", f"It will be known after apply. {text}", (switch,))
        elif becomes and not was:
            yield warning(f"{switch} is turned on", self._turned_on(switch), (switch,))
        elif was and not becomes:
            yield warning(f"{switch} is turned off", self._turned_off(switch), (switch,))
        elif was:
            for name in (each for each in self.shape.names if self.shape.switch_of(each) == switch):
                if not self.shape.equal(name, after[name], before[name]):
                    summary, text = self._exchanged(name, "may be" if after[name] is UNKNOWN else "are")
                    change = f"{name} is {shown(before[name])} and becomes {shown(after[name])}."
                    yield warning(summary, f"{change} {text}", (name,))

    def unseen(self, after: Settings, *, may_be_on: bool) -> list[Diagnostic]:
        """Like `warnings`, for a plan that could not read the settings. `may_be_on`: whether the plan may turn anything off."""
        found = []
        for switch in self.shape.switches:
            becomes = after[switch]
            if becomes is True or (becomes is False and may_be_on):
                state, text = ("on", self._turned_on(switch)) if becomes else ("off", self._turned_off(switch))
                found.append(warning(f"{switch} will be {state}", f"Unless it is {state} already: {text}", (switch,)))
        return found

    def _turned_on(self, switch: str) -> str:
        media = self.media.capitalize()
        text = (
            f"{media} made after that are encrypted, and nobody can play them without the private key."
            if switch == "encryption_enabled"
            else f"{media} made after that are stored in S3, and not in Twilio's cloud."
        )
        return f"{text} {self.side_effect}".rstrip()

    def _turned_off(self, switch: str) -> str:
        media = self.media.capitalize()
        if switch == "encryption_enabled":
            return f"{media} made after that are NOT encrypted any more."
        return f"{media} made after that are stored in Twilio's cloud, not in S3."

    def _exchanged(self, name: str, verb: str) -> tuple[str, str]:
        """Return headline and effect of a change to a setting that a switch needs; `verb` is `are` or `may be`."""
        media = self.media.capitalize()
        if name == "encryption_key_sid":
            text = f"{media} made after that open with its private key alone. Keep the other private key for those made before."
            return f"{media} {verb} encrypted with another key", text
        if name == "aws_s3_url":
            text = f"{media} made after that are stored there. Those made before stay where they are."
            return f"{media} {verb} stored in another bucket or path", text
        return f"{media} {verb} stored with another AWS credential", "It must be allowed to write to the bucket."
