"""Finding out which CDK a construct is written with."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest
from constructs import Construct, RootConstruct

from constructs_lib.backend import Backend, Cdk, backend_of

if TYPE_CHECKING:
    import cdktf


def test_the_backend_is_the_cdk_whose_app_is_at_the_root(backend: Backend, stack: cdktf.TerraformStack) -> None:
    inner = Construct(Construct(stack, "outer"), "inner")

    found = backend_of(inner)

    assert found == backend
    assert found.l1 is importlib.import_module(f"constructs_lib.{backend.name}")


def test_a_construct_written_once_makes_resources_of_the_cdk_it_is_used_with(
    backend: Backend, stack: cdktf.TerraformStack
) -> None:
    class Recordings(Construct):
        def __init__(self, scope: Construct, id_: str) -> None:
            super().__init__(scope, id_)
            self.settings = backend_of(self).l1.VideoRecordingSettings(self, "settings", friendly_name="prod")

    settings = Recordings(stack, "recordings").settings

    assert isinstance(settings, backend.cdk.TerraformResource)
    assert settings.friendly_unique_id.startswith("recordings_settings_")


def test_every_class_of_the_cdk_that_the_backend_names_exists(backend: Backend) -> None:
    for name in Cdk.__annotations__:
        assert isinstance(getattr(backend.cdk, name), type)


def test_a_construct_outside_of_any_stack_is_told_what_to_pass() -> None:
    lonely = Construct(RootConstruct("root"), "lonely")

    with pytest.raises(ValueError, match=r"root/lonely is not in an App or TerraformStack of cdktf or cdktn\. Pass a stack"):
        backend_of(lonely)
