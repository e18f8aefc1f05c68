"""A construct in `depends_on`, `replace_triggered_by` or `node.add_dependency` becomes the addresses of what is in it."""

from __future__ import annotations

import json
from typing import Any

import jsii
import pytest
from constructs import Construct

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import Synth
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace
from tests.keys import PEM
from tests.reports.constructs import HOOK, KEY, SETTINGS, hook, refused, settings, stored, told_at_synth


@pytest.fixture(autouse=True)
def provider(backend: Backend, stack: Any) -> Any:
    return backend.l1.TwilioProvider(stack, "twilio")


@pytest.fixture
def encrypted(backend: Backend, stack: Any) -> Any:
    return backend.l1.EncryptedRecordings(stack, "encrypted", public_key=PEM)


def addresses(synthesized: dict[str, Any], *types: str) -> list[str]:
    return [f"{type_name}.{name}" for type_name in types for name in synthesized["resource"][type_name]]


def waits_for(synthesized: dict[str, Any], name: str = "hook") -> list[str]:
    found: list[str] = synthesized["resource"][HOOK][name].get("depends_on", [])
    return found


def test_a_construct_of_several_parts_is_waited_for(backend: Backend, stack: Any, synth: Synth, encrypted: Any) -> None:
    hook(backend, stack, depends_on=[encrypted])

    made = synth(validate=True)
    assert waits_for(made) == addresses(made, KEY, SETTINGS)


def test_what_comes_into_a_construct_later_is_waited_for(backend: Backend, stack: Any, synth: Synth) -> None:
    team = Construct(stack, "team")
    hook(backend, stack, depends_on=[team])
    backend.l1.CredentialsPublicKey(team, "key", public_key=PEM)
    backend.l1.DataTwilioVideoRecordingSettings(team, "live")

    assert len(waits_for(synth(validate=True))) == 2
    backend.l1.CredentialsPublicKey(team, "another", public_key=PEM)

    made = synth(validate=True)
    data = [f"data.{SETTINGS}.{name}" for name in made["data"][SETTINGS]]
    assert sorted(waits_for(made)) == sorted([*addresses(made, KEY), *data])


def test_settings_that_two_constructs_share_are_waited_for_with_each(backend: Backend, stack: Any, synth: Synth) -> None:
    storage = stored(backend, stack)
    encrypted = backend.l1.EncryptedRecordings(stack, "both", public_key=PEM, settings=storage.settings)
    hook(backend, stack, depends_on=[encrypted])

    made = synth(validate=True)
    assert sorted(waits_for(made)) == sorted(addresses(made, KEY, SETTINGS))


def test_resources_data_sources_modules_addresses_and_tokens_are_waited_for(backend: Backend, stack: Any, synth: Synth) -> None:
    other = hook(backend, stack, "other")
    data = backend.l1.DataTwilioVideoRecordingSettings(stack, "live")
    module = backend.cdk.TerraformHclModule(stack, "module", source="example/module/null")
    hook(backend, stack, depends_on=[other, data, module, "aws_s3_bucket.a", "${aws_s3_bucket.b}", other.fqn])

    assert waits_for(synth(validate=True)) == [
        f"{HOOK}.other",
        f"data.{SETTINGS}.live",
        "module.module",
        "aws_s3_bucket.a",
        "aws_s3_bucket.b",
    ]


def test_a_resource_may_get_its_name_after_it_is_waited_for(backend: Backend, stack: Any, synth: Synth) -> None:
    team = Construct(stack, "team")
    other = hook(backend, team, "other")
    hook(backend, stack, depends_on=[team], lifecycle={"replace_triggered_by": [other]})
    other.override_logical_id("renamed")

    made = synth(validate=True)
    assert waits_for(made) == made["resource"][HOOK]["hook"]["lifecycle"]["replace_triggered_by"] == [f"{HOOK}.renamed"]


def test_a_name_that_comes_too_late_is_told(backend: Backend, stack: Any, encrypted: Any) -> None:
    told = refused(InvalidConfiguration, lambda: encrypted.key.override_logical_id("renamed"))

    assert "is used already. Do this before anything names it." in told


def test_setters_and_aspects_take_constructs_and_keep_what_was_there(
    backend: Backend, stack: Any, synth: Synth, encrypted: Any
) -> None:
    @jsii.implements(backend.cdk.IAspect)
    class Waiting:
        def visit(self, node: Any) -> None:
            if node.node.path == "stack/hook":
                node.depends_on = [*node.depends_on, encrypted]

    made = hook(backend, stack, depends_on=[hook(backend, stack, "one")])
    made.depends_on = [*made.depends_on, hook(backend, stack, "two")]
    backend.cdk.Aspects.of(stack).add(Waiting())

    synthesized = synth(validate=True)
    assert waits_for(synthesized) == [f"{HOOK}.one", f"{HOOK}.two", *addresses(synthesized, KEY, SETTINGS)]


def test_a_dependency_of_a_node_is_carried_out(backend: Backend, stack: Any, synth: Synth, encrypted: Any) -> None:
    hook(backend, stack).node.add_dependency(encrypted)

    made = synth(validate=True)
    assert waits_for(made) == addresses(made, KEY, SETTINGS)


def test_a_dependency_of_a_construct_holds_for_all_in_it(backend: Backend, stack: Any, synth: Synth) -> None:
    parts.aws(backend, stack)
    storage = backend.l1.RecordingStorage(stack, "storage", bucket="my-bucket", region="eu-west-1", write_only_secret=False)
    storage.node.add_dependency(hook(backend, stack))

    made = synth(validate=True)["resource"]
    for type_name in ("aws_iam_user", "aws_iam_user_policy", "aws_iam_access_key", "twilio_credentials_aws", SETTINGS):
        (block,) = made[type_name].values()
        assert f"{HOOK}.hook" in block["depends_on"], type_name


def test_a_dependency_of_a_plain_construct_holds_for_ours_in_it(
    backend: Backend, stack: Any, synth: Synth, encrypted: Any
) -> None:
    team = Construct(stack, "team")
    hook(backend, Construct(team, "inner"), "deep")
    team.node.add_dependency(encrypted)

    made = synth(validate=True)
    (block,) = made["resource"][HOOK].values()
    assert block["depends_on"] == addresses(made, KEY, SETTINGS)


def test_replacement_is_triggered_by_resources_constructs_and_attributes(
    backend: Backend, stack: Any, synth: Synth, encrypted: Any
) -> None:
    one, two = hook(backend, stack, "one"), hook(backend, stack, "two")
    triggers = [one, encrypted, two.resolution, "aws_s3_bucket.a"]
    for name, lifecycle in (
        ("dict", {"replace_triggered_by": triggers}),
        ("struct", backend.cdk.TerraformResourceLifecycle(replace_triggered_by=[one, "aws_s3_bucket.a"], prevent_destroy=True)),
    ):
        hook(backend, stack, name, lifecycle=lifecycle)

    made = synth(validate=True)
    hooks = made["resource"][HOOK]
    assert hooks["dict"]["lifecycle"]["replace_triggered_by"] == [
        f"{HOOK}.one",
        *addresses(made, KEY, SETTINGS),
        f"{HOOK}.two.resolution",
        "aws_s3_bucket.a",
    ]
    assert hooks["struct"]["lifecycle"] == {"prevent_destroy": True, "replace_triggered_by": [f"{HOOK}.one", "aws_s3_bucket.a"]}


def test_what_moved_away_is_not_waited_for(backend: Backend, stack: Any, synth: Synth) -> None:
    team = Construct(stack, "team")
    old, new = hook(backend, team, "old"), hook(backend, team, "new")
    new.add_move_target("target")
    old.move_to("target")
    hook(backend, stack, depends_on=[team])

    made = synth(validate=True)
    assert waits_for(made) == [f"{HOOK}.{name}" for name in made["resource"][HOOK] if name.startswith("team_new")]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            lambda b, s: b.l1.TwilioProvider(s, "p", alias="p"),
            "construct with resources in it, not TwilioProvider. It is there before",
        ),
        (lambda b, s: s, "construct with resources in it, not TerraformStack. Dependencies are within a stack"),
        (lambda b, s: 5, "must be a resource, a construct with resources in it, or an address, not int (5)"),
        (lambda b, s: None, "must be a resource, a construct with resources in it, or an address, not None"),
    ],
)
def test_what_nothing_can_wait_for_is_refused_by_name(backend: Backend, stack: Any, given: Any, told: str) -> None:
    one = given(backend, stack)

    assert told in refused(TypeError, lambda: hook(backend, stack, depends_on=[one]))
    assert told in refused(TypeError, lambda: hook(backend, stack, lifecycle={"replace_triggered_by": [one]})) or one is not None


def test_a_data_source_or_variable_triggers_no_replacement(backend: Backend, stack: Any) -> None:
    for one in (backend.l1.DataTwilioVideoRecordingSettings(stack, "d"), backend.cdk.TerraformVariable(stack, "v")):
        told = refused(TypeError, lambda one=one: hook(backend, stack, lifecycle={"replace_triggered_by": [one]}))  # type: ignore[misc]

        assert f"replace_triggered_by[0] must be a resource, not {type(one).__name__}" in told


def test_a_text_that_is_no_address_is_refused(backend: Backend, stack: Any) -> None:
    told = refused(InvalidConfiguration, lambda: hook(backend, stack, depends_on=["the bucket"]))

    assert 'depends_on[0]: "the bucket" is not the address of a resource, data source or module' in told


def test_what_only_synth_can_tell_names_the_line(backend: Backend, stack: Any, synth: Synth) -> None:
    hook(backend, stack, "empty", depends_on=[Construct(stack, "nothing")])
    hook(backend, stack, "attribute", depends_on=[hook(backend, stack, "other").sid])

    told = told_at_synth(synth)

    assert "[stack/empty] depends_on: stack/nothing has no resource in it that could be waited for." in told
    assert f'[stack/attribute] depends_on: "{HOOK}.other.sid" is not the address of a resource' in told
    assert told.count("(tests/reports/constructs.py, line ") == 2


def test_another_stack_is_not_waited_for_in_this_way(backend: Backend, stack: Any, synth: Synth) -> None:
    elsewhere = backend.cdk.TerraformStack(stack.node.root, "elsewhere")
    other = hook(backend, elsewhere, "other")

    told = refused(InvalidConfiguration, lambda: hook(backend, stack, depends_on=[other]))
    assert "elsewhere/other is in the stack elsewhere. Dependencies are within a stack; between two, call add_dependency" in told

    hook(backend, stack).node.add_dependency(other)
    assert "node.add_dependency: elsewhere/other is in the stack elsewhere." in told_at_synth(synth)


@engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_engines_take_every_address(backend: Backend, stack: Any, synth: Synth, workspace: Workspace, encrypted: Any) -> None:
    one = hook(backend, stack, "one")
    live = backend.l1.DataTwilioVideoCompositionSettings(stack, "live")
    hook(backend, stack, depends_on=[encrypted, live], lifecycle={"replace_triggered_by": [one, encrypted, one.resolution]})
    encrypted.node.add_dependency(one)

    (workspace.directory / "cdk.tf.json").write_text(json.dumps(synth(validate=True)))

    workspace.validate().expect_success()


def test_storage_and_the_settings_of_another_construct_wait_for_the_policy(backend: Backend, stack: Any, synth: Synth) -> None:
    parts.aws(backend, stack)
    recordings = settings(backend, stack, depends_on=[hook(backend, stack)])
    backend.l1.RecordingStorage(
        stack, "storage", bucket="my-bucket", region="eu-west-1", settings=recordings, write_only_secret=False
    )

    made = synth(validate=True)
    assert made["resource"][SETTINGS]["settings"]["depends_on"] == [f"{HOOK}.hook", *addresses(made, "aws_iam_user_policy")]


def test_two_constructs_that_share_settings_synthesize_the_same_twice(backend: Backend, stack: Any, synth: Synth) -> None:
    storage = stored(backend, stack)
    hook(backend, stack, depends_on=[storage], lifecycle={"replace_triggered_by": [storage]})

    assert synth(validate=True) == synth(validate=True)
