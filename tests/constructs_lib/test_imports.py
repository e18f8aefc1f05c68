"""What importing one part loads of the others: start-up is paid on every synth, and on every plan."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from provider.resources.provider import TwilioProvider


@cache
def modules_loaded_by(statement: str) -> frozenset[str]:
    """Modules that a fresh Python has loaded after a statement."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return frozenset(json.loads(done.stdout))


def loaded_by(statement: str) -> set[str]:
    """The same, top-level modules only."""
    return {name.partition(".")[0] for name in modules_loaded_by(statement)}


def test_importing_the_library_loads_no_cdk() -> None:
    assert not {"cdktf", "cdktn", "jsii", "constructs"} & loaded_by(
        "import constructs_lib, constructs_lib.enums, constructs_lib.errors"
    )


@pytest.mark.parametrize(("used", "other"), [("cdktf", "cdktn"), ("cdktn", "cdktf")])
def test_the_bindings_for_one_cdk_load_neither_the_other_nor_anything_of_the_plugin(used: str, other: str) -> None:
    loaded = loaded_by(f"import constructs_lib.{used}")

    assert used in loaded
    assert not {other, "requests", "urllib3", "grpclib", "google", "msgpack", "cryptography", "werkzeug"} & loaded


@pytest.mark.parametrize("used", ["cdktf", "cdktn"])
def test_importing_the_bindings_loads_no_declaration_and_nothing_that_declarations_are_made_with(used: str) -> None:
    loaded = modules_loaded_by(f"import constructs_lib.{used}")

    declared = {declaration.__module__ for declaration in TwilioProvider().resources.values()}
    assert declared
    framework = {"provider.framework.resource", "provider.framework.schema.validation"}
    assert not {*declared, *framework, TwilioProvider.__module__, "provider.twilio"} & loaded


def test_the_plugin_loads_nothing_of_the_construct_library() -> None:
    loaded = loaded_by(
        "import provider.cli, provider.plugin.process\nfrom provider.resources.provider import TwilioProvider\nTwilioProvider()"
    )

    assert not {"constructs_lib", "cdktf", "cdktn", "jsii"} & loaded
