"""Where the contenders meet: one stand-in for Twilio, one proxy in front of it, one engine."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from provider import __version__
from provider.fake import Delay, FakeTwilio
from provider.installation import install
from provider.resources.provider import ADDRESS
from tools.bench.contender import Contender, Ours, environment, without_proxies
from tools.bench.proxy import TlsProxy
from tools.engines import Engine, Rival, engine_environ, obtain_peer_provider
from tools.engines.rivals import community_rival

C = TypeVar("C", bound=Contender)

MODES = {"warm": True, "cold": False, "off": None}
"""How our provider starts: forked from a standby process, without one, or with warm starts turned off."""


@dataclass
class World:
    """Makes contenders, which all talk to `fake`."""

    folder: Path
    engine: Engine
    fake: FakeTwilio
    proxy: TlsProxy
    community: Path | None = None
    """The community's provider, where there is one to compare with."""

    def ours(self, mode: str, configuration: str, name: str = "ours") -> Ours:
        installed = install(self.folder / "ours", ADDRESS, __version__)
        switch = {"TWILIO_PROVIDER_WARM_START": "off"} if MODES[mode] is None else {}
        text = _requiring(ADDRESS) + configuration
        folder, environ = self._place(f"ours-{mode}", installed.root, ADDRESS)
        made = Ours(f"{name}, {mode}", self.engine.path, folder, environ | switch, installed.launcher, text, MODES[mode])
        return self._begun(made)

    def rival(self, rival: Rival, configuration: str) -> Contender:
        text = _requiring(rival.address) + configuration
        folder, environ = self._place(rival.binary.name, rival.mirror, rival.address)
        made = Contender(f"{rival.name} {rival.version}", self.engine.path, folder, environ, rival.binary, text)
        return self._begun(made)

    @contextlib.contextmanager
    def latency(self, seconds: float) -> Iterator[None]:
        """Delay every answer of the stand-in."""
        fault = self.fake.faults.add(Delay(seconds), times=None) if seconds else None
        try:
            yield
        finally:
            if fault is not None:
                self.fake.faults.remove(fault)

    def built_in(self, configuration: str) -> Contender:
        """Make a contender of `terraform_data`, which engines have without a plugin."""
        folder, environ = self._place("built-in", self.folder, "terraform.local/*/*")
        return self._begun(
            Contender("terraform_data, no plugin", self.engine.path, folder, environ, self.engine.path, configuration)
        )

    def go_provider(self, configuration: str) -> Contender:
        """Make a contender of the community's provider, or of our stand-in for it."""
        rival = obtain_peer_provider() if self.community is None else community_rival(self.community, self.folder / "community")
        return self.rival(rival, configuration)

    def _apart(self) -> dict[str, str]:
        """Return variables that keep measured standby processes apart from all others."""
        place = self.folder / "run"
        place.mkdir(mode=0o700, exist_ok=True)
        return {"XDG_RUNTIME_DIR": str(place), "TMPDIR": str(place)}

    def _place(self, name: str, mirror: Path, address: str) -> tuple[Path, dict[str, str]]:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))
        account = {"TWILIO_ACCOUNT_SID": self.fake.account_sid, "TWILIO_AUTH_TOKEN": self.fake.auth_token}
        base = {**engine_environ(without_proxies()), **account, **self.proxy.environ, **self._apart()}
        return folder, environment(base, {mirror: address}, folder / "cli.tfrc")

    def _begun(self, contender: C) -> C:
        contender.write(contender.configuration)
        contender.run("init", "-input=false")
        return contender


def _requiring(address: str) -> str:
    name = address.rpartition("/")[2]
    return f'terraform {{\n  required_providers {{\n    {name} = {{\n      source = "{address}"\n    }}\n  }}\n}}\n\n'
