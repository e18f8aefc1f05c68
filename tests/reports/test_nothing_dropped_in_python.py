"""Keys of provisioners, connections, lifecycles and conditions that are given as dicts: each arrives, or is refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace
from tests.reports.constructs import HOOK, hook, refused

LOCAL = {
    "type": "local-exec",
    "command": "make clean",
    "working_dir": "/srv/app",
    "interpreter": ["bash", "-c"],
    "environment": {"AWS_REGION": "eu-west-1", "camelCase": "1"},
    "when": "destroy",
}
SSH = {
    "type": "ssh",
    "host": "h",
    "user": "u",
    "private_key": "${var.key}",
    "port": 2222,
    "script_path": "/tmp/x",
    "agent": False,
    "host_key": "k",
    "target_platform": "unix",
    "bastion_host": "b",
    "bastion_port": 22,
    "bastion_private_key": "${var.key}",
    "proxy_scheme": "https",
    "proxy_host": "p",
    "proxy_port": 3128,
    "proxy_user_name": "u",
    "proxy_user_password": "${var.key}",
}
WINRM = {"type": "winrm", "host": "h", "https": True, "insecure": False, "use_ntlm": True, "cacert": "c", "timeout": "5m"}
FILE = {"type": "file", "source": "a", "destination": "/b", "connection": WINRM}
REMOTE = {"type": "remote-exec", "inline": ["true"], "connection": SSH}
CONDITION = {"condition": "${self.enabled}", "error_message": "no"}
LIFECYCLE = {
    "create_before_destroy": True,
    "prevent_destroy": False,
    "ignore_changes": ["friendly_name"],
    "precondition": [{"condition": "${length(var.key) > 0}", "error_message": "no"}],
    "postcondition": [CONDITION],
}


def written(given: dict[str, Any]) -> dict[str, Any]:
    """A provisioner or connection as Terraform's JSON has it."""
    return given | {"agent": "false"} if "agent" in given else given


def provisioner(given: dict[str, Any]) -> dict[str, Any]:
    keys = {key: value for key, value in given.items() if key != "type"}
    if "connection" in keys:
        keys["connection"] = written(keys["connection"])
    return {given["type"]: keys}


@pytest.mark.parametrize("given", [LOCAL, FILE, REMOTE], ids=lambda given: given["type"])
def test_every_key_of_a_provisioner_arrives(backend: Backend, stack: Any, synth: Synth, given: dict[str, Any]) -> None:
    hook(backend, stack, provisioners=[given])

    assert synth()["resource"][HOOK]["hook"]["provisioner"] == [provisioner(given)]


@pytest.mark.parametrize("given", [SSH, WINRM], ids=lambda given: given["type"])
def test_every_key_of_a_connection_arrives(backend: Backend, stack: Any, synth: Synth, given: dict[str, Any]) -> None:
    hook(backend, stack, connection=given)

    assert synth()["resource"][HOOK]["hook"]["connection"] == written(given)


def test_every_key_of_a_lifecycle_arrives(backend: Backend, stack: Any, synth: Synth) -> None:
    hook(backend, stack, lifecycle=LIFECYCLE)
    later = hook(backend, stack, "later")
    later.lifecycle = LIFECYCLE

    made = synth()["resource"][HOOK]
    assert made["hook"]["lifecycle"] == made["later"]["lifecycle"] == LIFECYCLE


def test_the_cdks_own_classes_do_as_well(backend: Backend, stack: Any, synth: Synth) -> None:
    cdk = backend.cdk
    hook(
        backend,
        stack,
        provisioners=[cdk.LocalExecProvisioner(**LOCAL)],
        connection=cdk.WinrmProvisionerConnection(**WINRM),
        lifecycle=cdk.TerraformResourceLifecycle(
            ignore_changes="all", precondition=[cdk.Precondition(condition=True, error_message="no")]
        ),
    )

    block = synth()["resource"][HOOK]["hook"]
    assert (block["provisioner"], block["connection"]) == ([provisioner(LOCAL)], WINRM)
    assert block["lifecycle"] == {"ignore_changes": "all", "precondition": [{"condition": True, "error_message": "no"}]}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            {"lifecycle": {"prevent_destory": True}},
            "lifecycle has no argument 'prevent_destory'. Did you mean 'prevent_destroy'?",
        ),
        ({"lifecycle": {"preventDestroy": True}}, "lifecycle has no argument 'preventDestroy'. Did you mean 'prevent_destroy'?"),
        (
            {"provisioners": [LOCAL | {"workingDir": "/x"}]},
            "provisioners[0] has no argument 'workingDir'. Did you mean 'working_dir'?",
        ),
        (
            {"provisioners": [LOCAL, LOCAL | {"on_failure": "continue"}]},
            "provisioners[1] has no argument 'on_failure' in this CDK. "
            'add_override("provisioner.1.local-exec.on_failure", …) writes it all the same.',
        ),
        ({"provisioners": [{"type": "local-exec"}]}, "provisioners[0] lacks the argument 'command'"),
        ({"provisioners": [{"command": "x"}]}, 'provisioners[0].type must be "file" or "local-exec" or "remote-exec", not None'),
        ({"provisioners": [FILE | {"connection": {"type": "ssh"}}]}, "provisioners[0].connection lacks the argument 'host'"),
        ({"connection": SSH | {"passwort": "x"}}, "connection has no argument 'passwort'. Did you mean 'password'?"),
        ({"connection": SSH | {"password": 12345}}, "connection.password must be a str, not int"),
        (
            {"lifecycle": {"precondition": [{"condition": "${true}"}]}},
            "lifecycle.precondition[0] lacks the argument 'error_message'",
        ),
    ],
)
def test_what_cannot_arrive_is_refused_by_name(backend: Backend, stack: Any, arguments: dict[str, Any], told: str) -> None:
    assert refused(TypeError, lambda: hook(backend, stack, **arguments)) == f"VideoCompositionHook.{told}"


def test_what_the_cdk_lacks_is_written_by_an_override(backend: Backend, stack: Any, synth: Synth) -> None:
    made = hook(backend, stack, provisioners=[{"type": "local-exec", "command": "x"}])
    made.add_override("provisioner.0.local-exec.on_failure", "continue")

    assert synth()["resource"][HOOK]["hook"]["provisioner"] == [{"local-exec": {"command": "x", "on_failure": "continue"}}]


def test_a_condition_without_an_expression_is_told_how_to_write_it(backend: Backend, stack: Any) -> None:
    wrong = {"precondition": [{"condition": "self.trim == true", "error_message": "no"}]}

    told = refused(InvalidConfiguration, lambda: hook(backend, stack, lifecycle=wrong))

    assert 'precondition[0].condition is not an expression: write it within ${…}, such as "${self.trim == true}".' in told


def test_a_name_that_is_ignored_is_one_of_the_resource(backend: Backend, stack: Any) -> None:
    told = refused(InvalidConfiguration, lambda: hook(backend, stack, lifecycle={"ignore_changes": ["frendly_name"]}))

    assert "lifecycle.ignore_changes[0]: There is no argument 'frendly_name' here" in told
    assert "Did you mean 'friendly_name'?" in told


def test_a_data_source_that_would_run_nothing_says_so(backend: Backend, stack: Any) -> None:
    for name, value in (("provisioners", [LOCAL]), ("connection", SSH)):
        told = refused(
            InvalidConfiguration,
            lambda name=name, value=value: backend.l1.DataTwilioVideoRecordingSettings(stack, "data", **{name: value}),  # type: ignore[misc]
        )
        assert f"{name}: A data source runs no provisioners" in told


def test_a_data_source_has_conditions_and_nothing_else_of_a_lifecycle(backend: Backend, stack: Any, synth: Synth) -> None:
    data = backend.l1.DataTwilioVideoRecordingSettings
    told = refused(InvalidConfiguration, lambda: data(stack, "a", lifecycle={"prevent_destroy": True}))
    data(stack, "b", lifecycle={"postcondition": [CONDITION]})

    assert "lifecycle: A data source has only preconditions and postconditions: leave prevent_destroy out." in told
    assert next(iter(synth()["data"].values()))["b"]["lifecycle"] == {"postcondition": [CONDITION]}


@engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_engines_take_all_that_arrives(backend: Backend, stack: Any, synth: Synth, workspace: Workspace) -> None:
    backend.l1.TwilioProvider(stack, "twilio")
    backend.cdk.TerraformVariable(stack, "key", type="string", default="-")
    hook(backend, stack, provisioners=[LOCAL | {"when": "create"}, FILE, REMOTE], connection=SSH, lifecycle=LIFECYCLE)

    (workspace.directory / "cdk.tf.json").write_text(json.dumps(synth(validate=True)))

    workspace.validate().expect_success()
