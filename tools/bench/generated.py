"""Bindings of the installed provider as `cdktf get` generates them: what ours are compared with."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from provider import __version__
from provider.installation import install
from provider.resources.provider import ADDRESS
from tools.engines import engine_environ, obtain_cdktf, obtain_one


def generate(home: Path) -> None:
    """Write package `imports.twilio` into `home`. RuntimeError with what `cdktf get` said if it fails."""
    mirror = install(home / "mirror", ADDRESS, __version__).root
    configuration = home / "engine.tfrc"
    configuration.write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror}" }}\n}}\n', encoding="utf-8")
    project = {
        "language": "python",
        "app": "true",
        "codeMakerOutput": "imports",
        "projectId": "00000000-0000-4000-8000-000000000000",
        "sendCrashReports": "false",
        "terraformProviders": [{"name": "twilio", "source": ADDRESS, "version": __version__}],
        "terraformModules": [],
    }
    (home / "cdktf.json").write_text(json.dumps(project), encoding="utf-8")
    cdktf = obtain_cdktf()
    environ = cdktf.environ(engine_environ(os.environ), obtain_one().path) | {"TF_CLI_CONFIG_FILE": str(configuration)}
    done = subprocess.run(
        [cdktf.path, "get"], cwd=home, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"cdktf get: {done.stdout}{done.stderr}")
