"""Timings, as ratios taken in the same run: `make bench`. Nothing here passes or fails.

Each pair is run in turns, so that a machine that is busy for a while slows both; the median of the pairs' ratios is what counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from provider.fake import FakeTwilio
from tools.engines import engine_environ, obtain_one

ROUNDS = 9
_SETTINGS = """
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/twilio/twilio"
    }
  }
}

resource "twilio_video_recording_settings" "this" {
  friendly_name = "bench"
}
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name, FakeTwilio() as fake:
        folder = Path(name)
        engine = str(obtain_one().path)
        environment = _environment(folder, fake)
        floor = _prepared(folder / "floor", "", engine, environment)
        ours = _prepared(folder / "ours", _SETTINGS, engine, environment)
        compare("plan of one new resource / plan of nothing", lambda: ours("plan"), lambda: floor("plan"))
        ours("apply", "-auto-approve")
        compare("plan without changes / plan of nothing", lambda: ours("plan"), lambda: floor("plan"))
    serving = "import provider.plugin.process, provider.resources.provider as p; p.TwilioProvider()"
    compare("loading the plugin / bare Python", lambda: _python(serving), lambda: _python("pass"))
    stack = "import constructs_lib.cdktf as c; c.TwilioProvider, c.VideoRecordingSettings"
    compare("importing the bindings / importing cdktf", lambda: _python(stack), lambda: _python("import cdktf"))
    return 0


def compare(what: str, one: Callable[[], None], other: Callable[[], None]) -> None:
    """Print how many times as long `one` takes as `other`."""
    pairs = [(_seconds(one), _seconds(other)) for _ in range(ROUNDS + 1)][1:]  # the first pair warms caches
    ratios = [first / second for first, second in pairs]
    medians = [statistics.median(column) for column in zip(*pairs, strict=True)]
    sys.stdout.write(
        f"{what}: {statistics.median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f}); "
        f"medians {medians[0]:.3f} s and {medians[1]:.3f} s\n"
    )
    sys.stdout.flush()


def _seconds(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _python(code: str) -> None:
    subprocess.run(
        [sys.executable, "-E", "-P", "-c", code],
        check=True,
        env={**os.environ, "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"},
    )


def _environment(folder: Path, fake: FakeTwilio) -> dict[str, str]:
    root = folder / "plugins"
    subprocess.run([sys.executable, "-m", "provider", "install", "--root", root], check=True, stdout=subprocess.DEVNULL)
    configuration = folder / "cli.tfrc"
    configuration.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{root}"\n  }}\n}}\n')
    account = {"TWILIO_BASE_URL": fake.base_url, "TWILIO_ACCOUNT_SID": fake.account_sid, "TWILIO_AUTH_TOKEN": fake.auth_token}
    return {**engine_environ(os.environ), **account, "TF_CLI_CONFIG_FILE": str(configuration)}


def _prepared(folder: Path, text: str, engine: str, environment: dict[str, str]) -> Callable[..., None]:
    folder.mkdir()
    (folder / "main.tf").write_text(text)

    def run(*arguments: str) -> None:
        subprocess.run([engine, *arguments], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)

    run("init")
    return run


if __name__ == "__main__":
    sys.exit(main())
