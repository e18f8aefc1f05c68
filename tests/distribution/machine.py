"""A machine as an engine sees it: a home of its own, and the one place that providers come from."""

from __future__ import annotations

import os
from pathlib import Path

from tests.e2e import hcl
from tests.e2e.workspace import Workspace, clean_environ
from tools.engines import Engine


def machine(
    folder: Path, engine: Engine, source: str, trusted: Path, lock_file: str | None = None, **variables: str
) -> Workspace:
    """`source` is what a CLI configuration has in `provider_installation`. Neither Python nor anything else is on PATH."""
    home = folder / "home"
    home.mkdir(parents=True)
    stack = folder / "stack"
    stack.mkdir()
    cli_config = home / "cli.tfrc"
    cli_config.write_text(f"provider_installation {{\n  {source}\n}}\n")
    environ = clean_environ(home, cli_config, {"SSL_CERT_FILE": str(trusted), **variables, "PATH": os.devnull})
    workspace = Workspace(stack, engine, environ)
    workspace.write(hcl.settings(friendly_name="Recordings"))
    if lock_file is not None:
        (stack / ".terraform.lock.hcl").write_text(lock_file)
    return workspace


def network(host: str) -> str:
    return f'network_mirror {{ url = "https://{host}/" }}'


def oci(host: str) -> str:
    return f'oci_mirror {{\n repository_template = "{host}/${{namespace}}/${{type}}"\n include = ["terraform.local/*/*"]\n }}'


def filesystem(root: Path) -> str:
    return f'filesystem_mirror {{ path = "{root}" }}'
