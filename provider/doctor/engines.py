"""The engines on this machine, what each of them can do, and what `cdktf.json` needs beside them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from ..engines import ENDED_NODE, NODE, PROTOCOL_6_SINCE, WORDS, Features, Product, release_of, said_by
from ..framework.schema.validation import WRITE_ONLY_RELEASE
from .finding import Finding, ok, problem, warning

PRODUCTS = {"terraform": Product.TERRAFORM, "tofu": Product.OPENTOFU}
"""The engines by their commands."""
CDKTF_CHOICE = "TERRAFORM_BINARY_NAME"
"""The variable that says which engine the command lines of both CDKs start."""
_SECONDS = 30


def look(folder: Path) -> Iterator[Finding]:
    """Examine each engine on PATH. To have none is a problem."""
    chosen = os.environ.get(CDKTF_CHOICE)
    found = {path for name in dict.fromkeys([*PRODUCTS, *([chosen] if chosen else [])]) if (path := shutil.which(name))}
    for path in sorted(found):
        yield _engine(path)
    if not found:
        yield problem(
            "engine",
            "Neither Terraform nor OpenTofu is on PATH.",
            "Install one: https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install/",
        )
    if chosen and not shutil.which(chosen):
        yield problem(
            "engine", f"{CDKTF_CHOICE} names {chosen}, which is not there.", "Let it name an engine on PATH, or unset it."
        )
    if (folder / "cdktf.json").is_file():
        yield from _cdk()


def _engine(path: str) -> Finding:
    remedy = f"Remove it from PATH, or install it again. It is {path}."
    try:
        output = _output(path, "version")
    except (OSError, subprocess.SubprocessError) as failed:
        return problem("engine", f"{path} does not run ({type(failed).__name__}).", remedy)
    said = said_by(output)
    if said is None:
        return problem("engine", f"{path} is neither Terraform nor OpenTofu.", remedy)
    return _known(path, *said)


def _output(*command: str) -> str:
    """Return what a command prints. Raises `OSError`, `subprocess.SubprocessError`."""
    # TF_CLI_ARGS could change what an engine prints, and it would ask its maker for a newer version, which is slow.
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_ARGS": "", "TF_CLI_ARGS_version": ""}
    return subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL
    ).stdout


def _known(path: str, product: Product, version: str) -> Finding:
    release = release_of(version)
    name = f"{product} {version} at {path}"
    if product is Product.TERRAFORM and release < PROTOCOL_6_SINCE:
        return problem("engine", f"{name} is too old for this provider.", "Install Terraform 1.0 or newer, or OpenTofu.")
    features = Features.of(product, release)
    lacking = [feature.metadata[WORDS] for feature in fields(Features) if not getattr(features, feature.name)]
    if not features.write_only:
        remedy = f"Without them, the AWS secret of a credential stands in state. Upgrade to {WRITE_ONLY_RELEASE} or newer."
        return warning("engine", f"{name} has no write-only arguments.", remedy)
    return ok("engine", f"{name}." + (f" Not there yet: {'; '.join(lacking)}." if lacking else ""))


def _cdk() -> Iterator[Finding]:
    """Examine what a stack in Python needs."""
    yield _node()
    command = next((path for name in ("cdktf", "cdktn") if (path := shutil.which(name))), None)
    if command is None:
        yield problem(
            "cdk",
            "The command line of CDK for Terraform is not on PATH.",
            "Install it: npm install --global cdktf-cli@0.21 (or cdktn-cli, for CDK Terrain).",
        )
    else:
        yield ok("cdk", f"{command} deploys what cdktf.json declares.")


def _node() -> Finding:
    """Examine the Node.js that runs stacks and the command line of the CDK."""
    path = shutil.which("node")
    if path is None:
        return problem("node", "Node.js is not on PATH, and stacks in Python run on it.", f"Install Node.js {NODE}.")
    try:
        said = _output(path, "--version")
    except (OSError, subprocess.SubprocessError):
        said = ""
    found = re.fullmatch(r"v(\d+)\.\d+\.\d+\S*", said.strip())
    if found is None:
        return problem("node", f"{path} does not run, or does not say its version.", f"Install Node.js {NODE} again.")
    major, name = int(found[1]), f"Node.js {said.strip().removeprefix('v')} at {path}"
    if major < ENDED_NODE:
        return problem("node", f"{name} is too old for CDK for Terraform.", f"Install Node.js {NODE}.")
    if major < NODE:
        return warning("node", f"{name} has reached its end: it gets no security fixes any more.", f"Install Node.js {NODE}.")
    if major > NODE:
        text = f"Without a compiler, npm cannot install cdktf-cli for it. Install Node.js {NODE}, which this is tested with."
        return warning("node", f"{name} is newer than what CDK for Terraform has binaries for.", text)
    return ok("node", f"{name}.")
