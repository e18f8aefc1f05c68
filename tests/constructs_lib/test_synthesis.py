"""What a stack synthesizes to, in both CDKs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsii
import pytest

from constructs_lib.enums import OnDestroy
from constructs_lib.generate import model
from constructs_lib.version import constraint
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import ACCOUNT, BUCKET_URL, CREDENTIAL, KEY, Synth

if TYPE_CHECKING:
    import cdktf

RECORDINGS = "twilio_video_recording_settings"


def recordings(synthesized: dict[str, Any], name: str = "recordings") -> dict[str, Any]:
    block: dict[str, Any] = synthesized["resource"][RECORDINGS][name]
    return block


def test_the_stack_of_the_documentation_synthesizes_from_app_to_file(backend: Backend, tmp_path: Path) -> None:
    app = backend.cdk.App(outdir=str(tmp_path))
    stack = backend.cdk.TerraformStack(app, "recordings")
    backend.l1.TwilioProvider(stack, "twilio")
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", encryption_enabled=True, encryption_key_sid=KEY)

    app.synth()

    text = (tmp_path / "stacks" / "recordings" / "cdk.tf.json").read_text()
    assert '"encryption_key_sid": "' + KEY + '"' in text
    assert '"source": "terraform.local/twilio/twilio"' in text


def test_a_companys_own_address_is_the_source(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_PROVIDER_ADDRESS", "registry.acme.example/platform/twilio")
    backend.l1.TwilioProvider(stack, "twilio")
    required = synth(stack)["terraform"]["required_providers"]
    assert required["twilio"]["source"] == "registry.acme.example/platform/twilio"


def test_every_argument_is_written_under_its_own_name(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    backend.l1.VideoRecordingSettings(
        stack,
        "recordings",
        friendly_name="prod",
        adopt_existing=True,
        on_destroy="retain",
        aws_credentials_sid=CREDENTIAL,
        aws_s3_url=BUCKET_URL,
        aws_storage_enabled=True,
        encryption_key_sid=KEY,
        encryption_enabled=False,
        timeouts=backend.l1.VideoRecordingSettingsTimeouts(create="5m", delete="1h30m"),
    )

    assert recordings(synth()) == {
        "friendly_name": "prod",
        "adopt_existing": True,
        "on_destroy": "retain",
        "aws_credentials_sid": CREDENTIAL,
        "aws_s3_url": BUCKET_URL,
        "aws_storage_enabled": True,
        "encryption_key_sid": KEY,
        "encryption_enabled": False,
        "timeouts": {"create": "5m", "delete": "1h30m"},
    }


def test_what_is_left_out_is_not_written(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", aws_s3_url=None)

    assert recordings(synth()) == {"friendly_name": "prod"}


def test_the_provider_is_required_from_its_address_in_a_compatible_version(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    backend.l1.TwilioProvider(stack, "twilio", account_sid=ACCOUNT, retry_attempts=5, skip_credential_validation=False)

    synthesized = synth()

    required = synthesized["terraform"]["required_providers"]["twilio"]
    assert required == {"source": "terraform.local/twilio/twilio", "version": constraint()}
    assert synthesized["provider"]["twilio"] == [
        {"account_sid": ACCOUNT, "retry_attempts": 5, "skip_credential_validation": False}
    ]


def test_a_resource_uses_the_provider_configuration_that_it_is_given(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    backend.l1.TwilioProvider(stack, "main")
    other = backend.l1.TwilioProvider(stack, "other", alias="wrong")
    other.alias = "other"
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", provider=other)

    synthesized = synth(validate=True)

    assert synthesized["provider"]["twilio"] == [{}, {"alias": "other"}]
    assert recordings(synthesized)["provider"] == "twilio.other"


def test_another_local_name_lets_the_stack_have_another_provider_called_twilio(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    ours = backend.l1.TwilioProvider(stack, "ours", local_name="twiliovideo")
    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", provider=ours)

    synthesized = synth(validate=True)

    assert list(synthesized["terraform"]["required_providers"]) == ["twiliovideo"]
    assert recordings(synthesized)["provider"] == "twiliovideo"


def test_attributes_are_tokens_that_other_resources_take(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    live = backend.l1.DataTwilioVideoRecordingSettings(stack, "live")
    key = backend.l1.CredentialsPublicKey(stack, "key", public_key='${file("key.pem")}')
    backend.l1.VideoRecordingSettings(
        stack,
        "recordings",
        friendly_name=f"{live.friendly_name} (managed)",
        aws_storage_enabled=live.aws_storage_enabled,
        encryption_key_sid=key.sid,
    )

    block = recordings(synth(validate=False))

    assert block["friendly_name"] == f"${{data.{RECORDINGS}.live.friendly_name}} (managed)"
    assert block["aws_storage_enabled"] == f"${{data.{RECORDINGS}.live.aws_storage_enabled}}"
    assert block["encryption_key_sid"] == "${twilio_credentials_public_key.key.sid}"


def test_lists_and_numbers_are_tokens_too(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    hook = backend.l1.VideoCompositionHook(stack, "hook", friendly_name="all rooms", audio_sources=("teacher", "*"))
    backend.l1.VideoCompositionHook(stack, "copy", friendly_name="copy", audio_sources=hook.audio_sources)

    hooks = synth()["resource"]["twilio_video_composition_hook"]

    assert hooks["hook"]["audio_sources"] == ["teacher", "*"]
    assert hooks["copy"]["audio_sources"] == "${twilio_video_composition_hook.hook.audio_sources}"


def test_variables_of_any_type_are_taken_where_the_literal_would_be(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    variable = backend.cdk.TerraformVariable(stack, "given")
    backend.l1.TwilioProvider(stack, "twilio", retry_attempts=variable.number_value)
    backend.l1.VideoRecordingSettings(
        stack,
        "recordings",
        friendly_name=variable.string_value,
        encryption_enabled=variable.boolean_value,
        on_destroy=variable.value,
    )
    backend.l1.VideoCompositionHook(stack, "hook", friendly_name="hook", audio_sources=variable.list_value)

    synthesized = synth()

    assert synthesized["provider"]["twilio"] == [{"retry_attempts": "${var.given}"}]
    assert set(recordings(synthesized).values()) == {"${var.given}"}
    assert synthesized["resource"]["twilio_video_composition_hook"]["hook"]["audio_sources"] == "${var.given}"


def test_enums_paths_and_strings_are_written_as_text(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    name: Any = Path("prod/recordings")
    settings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name=name, on_destroy=OnDestroy.RESET)

    assert recordings(synth()) == {"friendly_name": "prod/recordings", "on_destroy": "reset"}
    assert settings.on_destroy_input == "reset"


def test_setting_and_resetting_change_what_is_written(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    settings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="old", aws_s3_url=BUCKET_URL)

    settings.friendly_name = "new"
    settings.encryption_enabled = True
    settings.reset_aws_s3_url()

    assert recordings(synth()) == {"friendly_name": "new", "encryption_enabled": True}
    assert (settings.friendly_name_input, settings.encryption_enabled_input) == ("new", True)
    assert settings.aws_s3_url_input is None


def test_the_provider_configuration_can_be_changed_and_read(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    provider = backend.l1.TwilioProvider(stack, "twilio", edge="dublin", region="ie1", alias="irish")

    provider.edge = "frankfurt"
    provider.reset_region()
    provider.reset_alias()

    assert synth()["provider"]["twilio"] == [{"edge": "frankfurt"}]
    assert (provider.edge, provider.edge_input, provider.region, provider.alias) == ("frankfurt", "frankfurt", None, None)


def test_timeouts_can_be_given_as_dict_put_changed_one_by_one_and_reset(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    settings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", timeouts={"create": "5m"})
    settings.timeouts.read = "1m"
    assert recordings(synth())["timeouts"] == {"create": "5m", "read": "1m"}
    assert settings.timeouts_input == backend.l1.VideoRecordingSettingsTimeouts(create="5m", read="1m")
    assert (settings.timeouts.read_input, settings.timeouts.update_input) == ("1m", None)

    settings.timeouts.reset_create()
    assert recordings(synth())["timeouts"] == {"read": "1m"}

    settings.put_timeouts(delete="2m")
    assert recordings(synth())["timeouts"] == {"delete": "2m"}

    settings.reset_timeouts()
    assert "timeouts" not in recordings(synth())


def test_a_timeout_is_a_token_when_read(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    settings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", timeouts={"create": "5m"})
    backend.cdk.TerraformOutput(stack, "limit", value=settings.timeouts.create)

    assert synth()["output"]["limit"]["value"] == f"${{{RECORDINGS}.recordings.timeouts.create}}"


def test_meta_arguments_work_as_on_any_resource(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    first = backend.l1.VideoRecordingSettings(stack, "first", friendly_name="first")
    backend.l1.VideoCompositionSettings(
        stack,
        "second",
        friendly_name="second",
        depends_on=[first],
        count=2,
        lifecycle={"prevent_destroy": True, "ignore_changes": ["friendly_name"]},
        provisioners=[{"type": "local-exec", "command": "true"}],
    )

    block = synth()["resource"]["twilio_video_composition_settings"]["second"]

    assert block["depends_on"] == [f"{RECORDINGS}.first"]
    assert block["count"] == 2
    assert block["lifecycle"] == {"prevent_destroy": True, "ignore_changes": ["friendly_name"]}
    assert block["provisioner"] == [{"local-exec": {"command": "true"}}]


def test_for_each_iterates_and_its_values_are_taken_as_tokens(
    backend: Backend, core: Any, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    backend.l1.TwilioProvider(stack, "twilio")
    each = core.TerraformIterator.from_list(["one", "two"])
    hook = backend.l1.VideoCompositionHook(stack, "hook", friendly_name=each.value, audio_sources=["*"], for_each=each)
    backend.cdk.TerraformOutput(stack, "sids", value=hook.sid)

    synthesized = synth(validate=True)

    block = synthesized["resource"]["twilio_video_composition_hook"]["hook"]
    assert (block["for_each"], block["friendly_name"]) == ('${toset(["one", "two"])}', "${each.value}")
    assert synthesized["output"]["sids"]["value"] == "${twilio_video_composition_hook.hook.*.sid}"


def test_references_between_stacks_become_outputs(backend: Backend, tmp_path: Path) -> None:
    app = backend.cdk.App(outdir=str(tmp_path))
    keys, video = backend.cdk.TerraformStack(app, "keys"), backend.cdk.TerraformStack(app, "video")
    backend.l1.TwilioProvider(keys, "twilio")
    backend.l1.TwilioProvider(video, "twilio")
    key = backend.l1.CredentialsPublicKey(keys, "key", public_key='${file("key.pem")}')
    backend.l1.VideoRecordingSettings(
        video, "recordings", friendly_name="prod", encryption_enabled=True, encryption_key_sid=key.sid
    )

    app.synth()

    text = (tmp_path / "stacks" / "video" / "cdk.tf.json").read_text()
    assert "${data.terraform_remote_state.cross-stack-reference-input-keys.outputs." in text
    assert "twilio_credentials_public_key.key.sid" in (tmp_path / "stacks" / "keys" / "cdk.tf.json").read_text()


def test_overrides_have_the_last_word(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    settings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", encryption_enabled=False)
    settings.add_override("friendly_name", "overridden")
    settings.add_override("timeouts.create", "9m")

    assert recordings(synth()) == {"friendly_name": "overridden", "encryption_enabled": False, "timeouts": {"create": "9m"}}


def test_aspects_find_the_constructs_by_their_class_and_can_change_them(
    backend: Backend, core: Any, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    @jsii.implements(core.IAspect)
    class RetainEverything:
        def visit(self, node: Any) -> None:
            if isinstance(node, backend.l1.VideoRecordingSettings):
                node.on_destroy = OnDestroy.RETAIN

    backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod")
    core.Aspects.of(stack).add(RetainEverything())

    assert recordings(synth())["on_destroy"] == "retain"


def test_a_resource_can_be_imported_into(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    settings = backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod")
    settings.import_from(ACCOUNT)

    assert synth()["import"] == [{"id": ACCOUNT, "to": f"{RECORDINGS}.recordings"}]


def test_code_can_be_generated_for_what_exists(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    other = backend.l1.TwilioProvider(stack, "other", alias="other")
    backend.l1.VideoRecordingSettings.generate_config_for_import(stack, "recordings", "Default", other)

    assert synth()["import"] == [{"id": "Default", "to": f"{RECORDINGS}.recordings", "provider": "twilio.other"}]


def test_a_resource_that_moved_leaves_a_moved_block_and_is_not_validated_twice(
    backend: Backend, stack: cdktf.TerraformStack, synth: Synth
) -> None:
    old = backend.l1.VideoRecordingSettings(stack, "old", friendly_name="prod")
    new = backend.l1.VideoRecordingSettings(stack, "new", friendly_name="prod")
    new.add_move_target("recordings")
    old.move_to("recordings")

    synthesized = synth()

    assert synthesized["moved"] == [{"from": f"{RECORDINGS}.old", "to": f"{RECORDINGS}.new"}]
    assert list(synthesized["resource"][RECORDINGS]) == ["new"]


def test_a_subclass_can_have_arguments_of_its_own(backend: Backend, stack: cdktf.TerraformStack, synth: Synth) -> None:
    base: Any = backend.l1.VideoRecordingSettings

    class TeamRecordings(base):  # type: ignore[misc]
        def __init__(self, scope: Any, id_: str, *, team: str, **rest: Any) -> None:
            super().__init__(scope, id_, friendly_name=f"recordings of {team}", **rest)

    TeamRecordings(stack, "recordings", team="red", encryption_enabled=False)

    assert recordings(synth()) == {"friendly_name": "recordings of red", "encryption_enabled": False}


def test_hcl_has_the_same_values_and_writes_timeouts_as_a_block(backend: Backend, stack: cdktf.TerraformStack) -> None:
    backend.l1.TwilioProvider(stack, "twilio", retry_attempts=2)
    backend.l1.VideoCompositionHook(
        stack, "hook", friendly_name="hook", trim=False, audio_sources=["a"], timeouts={"create": "1m"}
    )

    lines = [line.strip() for line in backend.cdk.Testing.synth_hcl(stack).splitlines()]

    for expected in ("retry_attempts = 2", "trim = false", "audio_sources = [", "timeouts {", 'create = "1m"'):
        assert expected in lines


def test_the_resource_type_is_a_constant_of_the_class(backend: Backend) -> None:
    assert backend.l1.VideoRecordingSettings.TF_RESOURCE_TYPE == RECORDINGS
    assert backend.l1.DataTwilioVideoRecordingSettings.TF_RESOURCE_TYPE == RECORDINGS
    assert backend.l1.TwilioProvider.TF_RESOURCE_TYPE == "twilio"


def test_constructs_of_one_cdk_refuse_a_provider_of_the_other(backend: Backend, stack: cdktf.TerraformStack) -> None:
    other = "cdktn" if backend.name == "cdktf" else "cdktf"
    cdk: Any = importlib.import_module(other)
    l1: Any = importlib.import_module(f"constructs_lib.{other}")
    foreign = l1.TwilioProvider(cdk.TerraformStack(cdk.Testing.app(), "foreign"), "twilio")

    wanted = rf"\.provider must be a {backend.name}\.TerraformProvider, .*, not TwilioProvider of constructs_lib\.{other}"
    with pytest.raises(TypeError, match=wanted):
        backend.l1.VideoRecordingSettings(stack, "recordings", friendly_name="prod", provider=foreign)


def test_no_attribute_hides_a_member_of_the_cdks_own_classes(core: Any) -> None:
    bases = {"Resource": core.TerraformResource, "DataSource": core.TerraformDataSource}
    bases["ProviderConfiguration"] = core.TerraformProvider

    for binding in model.bindings():
        names = {*binding.schema.attributes, *binding.schema.blocks}
        assert not names & set(dir(bases[binding.kind])), binding.class_name
