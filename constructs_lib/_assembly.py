"""`elements.js` as a package for jsii. Its manifest declares what Python may call."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from jsii._runtime import kernel

_SCRIPT = Path(__file__).with_name("elements.js")
_VERSION = "0.0.0"
_ANY = {"primitive": "any"}
_TEXT = {"primitive": "string"}
_SCOPE = {"fqn": "constructs.Construct"}
_CONSTRUCTS = {"collection": {"kind": "array", "elementtype": {"fqn": "constructs.IConstruct"}}}


def load(assembly: str, cdk: str) -> None:
    """Load the package into the process of a CDK, as the assembly of that name."""
    description = {"name": assembly, "version": _VERSION, "main": _SCRIPT.name, "cdk": cdk}
    with tempfile.TemporaryDirectory() as folder:
        package, archive = Path(folder, "package"), Path(folder, "elements.tgz")
        package.mkdir()
        (package / "package.json").write_text(json.dumps(description), encoding="utf-8")
        (package / ".jsii").write_text(json.dumps(_manifest(assembly, cdk)), encoding="utf-8")
        shutil.copyfile(_SCRIPT, package / _SCRIPT.name)
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(package, package.name)
        kernel.load(assembly, _VERSION, str(archive))


def _manifest(assembly: str, cdk: str) -> dict[str, Any]:
    types = {f"{assembly}.{name}": declared for name, declared in _classes(assembly, cdk).items()}
    return {
        "schema": "jsii/0.10.0",
        "jsiiVersion": "5.0.0",
        "fingerprint": "none",
        "name": assembly,
        "version": _VERSION,
        "description": assembly,
        "license": "MPL-2.0",
        "homepage": "",
        "author": {"name": assembly, "roles": ["author"]},
        "repository": {"type": "git", "url": ""},
        "dependencies": dict.fromkeys((cdk, "constructs"), "*"),
        "types": {fqn: {"assembly": assembly, "fqn": fqn, "kind": "class", **declared} for fqn, declared in types.items()},
    }


def _classes(assembly: str, cdk: str) -> dict[str, dict[str, Any]]:
    importable = {"scope": _SCOPE, "id": _TEXT, "terraformResourceType": _TEXT, "importId": _TEXT, "provider": _ANY}
    imports = _static("generateConfigForImport", {"fqn": f"{cdk}.ImportableResource"}, **importable)
    make = _static("make", _ANY, scope=_SCOPE, id=_TEXT, python=_ANY, config=_ANY, given=_ANY)
    part = {"base": f"{assembly}.Resource", "methods": [_method("attribute", _TEXT, name=_TEXT)]}
    classes = {
        "Python": {"initializer": {}, "methods": [_method("prepare", element=_ANY), _method("describe", _ANY, element=_ANY)]},
        "Resource": _element(cdk, "TerraformResource", "TerraformResourceConfig", imports),
        "DataSource": _element(cdk, "TerraformDataSource", "TerraformResourceConfig"),
        "Provider": _element(cdk, "TerraformProvider", "TerraformProviderConfig"),
        **dict.fromkeys(("IamUser", "IamUserPolicy", "IamAccessKey"), part),
        "BucketWriter": {"base": "constructs.Construct", "methods": [make]},
    }
    return {name: {"name": name, **declared} for name, declared in classes.items()}


def _element(cdk: str, base: str, config: str, *more: dict[str, Any]) -> dict[str, Any]:
    taken = {"scope": _SCOPE, "id": _TEXT, "config": {"fqn": f"{cdk}.{config}"}, "attributes": _ANY, "writeOnly": _ANY}
    methods = [
        _static("withNodeDependencies", _CONSTRUCTS, elements=_ANY),
        _static("logicalIds", _ANY, elements=_ANY),
        _method("replaceAttributes", attributes=_ANY),
        _method("addDependencies", elements=_ANY),
        _method("nodeDependencies", _CONSTRUCTS),
        _method("requirePreparation"),
        *more,
    ]
    initializer = _parameters(**taken, python=_ANY, needsPreparation={"primitive": "boolean"})
    return {"base": f"{cdk}.{base}", "initializer": initializer, "methods": methods}


def _static(name: str, returned: dict[str, Any], /, **parameters: dict[str, Any]) -> dict[str, Any]:
    return _method(name, returned, **parameters) | {"static": True}


def _method(name: str, returned: dict[str, Any] | None = None, /, **parameters: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, **_parameters(**parameters), **({"returns": {"type": returned}} if returned else {})}


def _parameters(**types: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": [{"name": name, "type": of} for name, of in types.items()]}
