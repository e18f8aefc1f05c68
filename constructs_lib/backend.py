"""Which CDK a construct is written with: for constructs that are written once and work with both."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from constructs import IConstruct

from ._twins import Twin

if TYPE_CHECKING:
    import cdktf

Name = Literal["cdktf", "cdktn"]
_NAMES: tuple[Name, ...] = ("cdktf", "cdktn")


class Cdk(Protocol):
    """Classes of the CDK itself, typed as those of `cdktf`. There are more in the module; add what a construct needs."""

    App: type[cdktf.App]
    Aspects: type[cdktf.Aspects]
    DataTerraformRemoteState: type[cdktf.DataTerraformRemoteState]
    Fn: type[cdktf.Fn]
    LocalExecProvisioner: type[cdktf.LocalExecProvisioner]
    TerraformDataSource: type[cdktf.TerraformDataSource]
    TerraformElement: type[cdktf.TerraformElement]
    TerraformOutput: type[cdktf.TerraformOutput]
    TerraformProvider: type[cdktf.TerraformProvider]
    TerraformProviderGeneratorMetadata: type[cdktf.TerraformProviderGeneratorMetadata]
    TerraformResource: type[cdktf.TerraformResource]
    TerraformResourceLifecycle: type[cdktf.TerraformResourceLifecycle]
    TerraformStack: type[cdktf.TerraformStack]
    TerraformVariable: type[cdktf.TerraformVariable]
    Testing: type[cdktf.Testing]
    Token: type[cdktf.Token]


@dataclass(frozen=True)
class Backend:
    """One CDK: `cdk` is its module, `l1` our bindings for it (`constructs_lib.cdktf` or `constructs_lib.cdktn`)."""

    name: Name
    cdk: Cdk
    l1: Twin


def backend_of(scope: IConstruct) -> Backend:
    """The CDK that `scope` is part of a tree of: the one whose `App` (or stack, in a tree without an app) it is below.

    Raises ValueError if it is below neither, as a construct outside of any stack is.
    """
    above = scope.node.scopes
    for name in _NAMES:
        module: Any = sys.modules.get(name)  # a tree of a CDK that was never imported cannot exist
        if module is not None and any(isinstance(one, module.App | module.TerraformStack) for one in above):
            return Backend(name, cast(Cdk, module), cast(Twin, importlib.import_module(f"{__package__}.{name}")))
    path = scope.node.path or type(above[0]).__name__
    raise ValueError(
        f"{path} is not in an App or TerraformStack of cdktf or cdktn. Pass a stack, or a construct in one, as scope."
    )
