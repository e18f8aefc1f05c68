"""What a launcher loads: as little as can be, since it runs on every launch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

LAUNCHER = "import sys; before = set(sys.modules); sys.path.insert(0, sys.argv.pop(1)); {}; print(*(set(sys.modules) - before))"
WHOLE = "from provider.plugin.warm import launch, place; import posix; place.name(place.FORK, posix.environ)"

OURS = {"provider", "provider.plugin", "provider.plugin.cookie", "provider.plugin.warm"}
OURS |= {f"provider.plugin.warm.{each}" for each in ("launch", "descriptor_passing", "place")}


def test_the_launcher_loads_four_files_of_ours_and_two_extensions() -> None:
    command = [sys.executable, "-I", "-S", "-c", LAUNCHER.format(WHOLE), str(ROOT)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) - {"provider._version"} == OURS | {"_socket", "_blake2"}  # setup.py writes it: one line


def test_the_standby_process_has_loaded_what_an_apply_needs() -> None:
    script = """
import json, sys
from provider import cli
from provider.plugin.warm import standby
from provider.plugin.preload import preload
preload(cli._load())
before = set(sys.modules)
import provider.plugin.process
from provider.twilio.client import Client
import requests, urllib3, idna, msgpack
import provider.plugin.service, provider.plugin.tls
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
