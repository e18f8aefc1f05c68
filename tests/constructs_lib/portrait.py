"""Run as a program: describes a set of bindings for `cdktf`, ours or those that `cdktf get` wrote, and what they synthesize.

Reads JSON from stdin: `package`, and `uses`, a list of `module`, `class`, `nested` class names and `arguments`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from typing import Any

import cdktf


def portrait(package: str, uses: list[dict[str, Any]]) -> dict[str, Any]:
    stack = cdktf.TerraformStack(cdktf.Testing.app(), "stack")
    members, parameters = {}, {}
    for use in uses:
        module = importlib.import_module(f"{package}.{use['module']}")
        bound: Any = getattr(module, use["class"])
        bound(stack, use["module"], **use["arguments"])
        parameters[use["class"]] = sorted(inspect.signature(bound).parameters)
        for name in (use["class"], *use["nested"]):
            members[name] = members_of(getattr(module, name))
    return {
        "members": members,
        "parameters": parameters,
        "json": json.loads(cdktf.Testing.synth(stack)),
        "hcl": sorted(cdktf.Testing.synth_hcl(stack).splitlines()),
    }


def members_of(bound: Any) -> dict[str, str]:
    """Public members that the class adds to its base in the CDK, and whether they can be set."""
    from_cdk = next((base for base in bound.__mro__ if base.__module__.startswith("cdktf")), object)
    return {name: kind(bound, name) for name in dir(bound) if not name.startswith("_") and name not in vars_of(from_cdk)}


def vars_of(base: Any) -> set[str]:
    # The CDK declares `alias` for provider classes to override, so that it counts as theirs.
    return set(dir(base)) - {"alias"}


def kind(bound: Any, name: str) -> str:
    if name in getattr(bound, "__dataclass_fields__", ()):
        return "read-only"  # ours are frozen
    member = inspect.getattr_static(bound, name)
    if isinstance(member, property):
        return "can be set" if member.fset else "read-only"
    return f"constant {getattr(bound, name)}" if name.isupper() else "method"


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump(portrait(asked["package"], asked["uses"]), sys.stdout)
