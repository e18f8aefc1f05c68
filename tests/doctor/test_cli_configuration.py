"""What the doctor says where a CLI configuration decides whether an engine finds the plugin."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from provider import __version__
from provider.installation import install, target_platform
from provider.resources.provider import ADDRESS
from tests.distribution.servers import files, serving
from tests.doctor.conftest import Machine
from tools.authority import Authority

CHECK = "cli configuration"
PROGRAM = f"terraform-provider-twilio_v{__version__}"


def configured(machine: Machine, text: str, name: str = ".terraformrc") -> Path:
    """`HOME` in it stands for the home."""
    file = machine.home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("HOME", str(machine.home)), encoding="utf-8")
    return file


def only_problem(machine: Machine) -> str:
    report = machine.examine()
    assert (report.status, report.healthy) == (1, False)
    (told,) = report.of(CHECK, "problem")
    return told


def is_in_order(machine: Machine) -> bool:
    return machine.examine().healthy


def mirror_line(machine: Machine) -> str:
    return f'filesystem_mirror {{ path = "{machine.home}/.terraform.d/plugins", include = ["terraform.local/*/*"] }}'


ASKS_NOBODY = (
    f"direct (FILE, line 2) makes Terraform ask the host of {ADDRESS}, and there is no such host.",
    'direct { exclude = ["terraform.local/*/*"] }',
)
HAS_NO_METHOD = (f"provider_installation (FILE, line 1) keeps Terraform from finding {ADDRESS}",)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("direct {}", ASKS_NOBODY),
        ('direct {\n    exclude = ["registry.example/*/*"]\n  }', ASKS_NOBODY),
        ('direct {\n    include = ["terraform.local/twilio/*"] # ours\n  }', ASKS_NOBODY),
        ("", HAS_NO_METHOD),
        ('direct {\n    exclude = ["terraform.local/*/*"]\n  }', HAS_NO_METHOD),
        ('filesystem_mirror { path = "HOME/.terraform.d/plugins", include = ["a.example/*/*"] }', HAS_NO_METHOD),
        ('dev_overrides {\n    "a.example/b/c" = "/tmp"\n  }', HAS_NO_METHOD),
    ],
)
def test_one_that_does_not_find_the_plugin_is_told_with_file_line_and_what_to_write(
    machine: Machine, body: str, says: tuple[str, ...]
) -> None:
    file = configured(machine, f"provider_installation {{\n  {body}\n}}\n")
    told = only_problem(machine)
    assert [text for text in (*says, mirror_line(machine)) if text.replace("FILE", str(file)) not in told] == []


def test_a_registry_beside_the_mirror_is_a_problem_too_since_engines_ask_both(machine: Machine) -> None:
    configured(machine, 'provider_installation {\n  filesystem_mirror { path = "HOME/.terraform.d/plugins" }\n  direct {}\n}\n')
    told = only_problem(machine)
    assert "line 3" in told
    assert "Add" not in told


def test_what_the_remedy_says_to_write_is_in_order(machine: Machine) -> None:
    direct = 'direct { exclude = ["terraform.local/*/*"] }'
    configured(machine, f"provider_installation {{\n  {mirror_line(machine)}\n  {direct}\n}}\n")
    assert is_in_order(machine)


def test_a_mirror_without_the_plugin_is_told_with_the_command_that_puts_it_there(machine: Machine) -> None:
    configured(machine, 'provider_installation {\n  filesystem_mirror {\n    path = "HOME/mirror"\n  }\n}\n')
    assert f"terraform-provider-twilio install --root {machine.home}/mirror" in only_problem(machine)
    install(machine.home / "mirror", ADDRESS, __version__)
    assert is_in_order(machine)


def test_a_mirror_of_zips_is_in_order(machine: Machine) -> None:
    configured(machine, 'provider_installation {\n  filesystem_mirror {\n    path = "HOME/mirror"\n  }\n}\n')
    archive = machine.home / "mirror" / ADDRESS / f"terraform-provider-twilio_{__version__}_{target_platform()}.zip"
    archive.parent.mkdir(parents=True)
    archive.touch()
    assert is_in_order(machine)


def test_a_tilde_which_engines_do_not_replace_is_told(machine: Machine) -> None:
    configured(machine, 'provider_installation {\n  filesystem_mirror {\n    path = "~/.terraform.d/plugins"\n  }\n}\n')
    assert "Engines do not replace ~ in a path" in only_problem(machine)


def test_an_override_to_nowhere_is_told(machine: Machine) -> None:
    file = configured(machine, f'provider_installation {{\n  dev_overrides {{\n    "{ADDRESS}" = "/nowhere"\n  }}\n}}\n')
    told = only_problem(machine)
    assert f"dev_overrides ({file}, line 3) sends Terraform to /nowhere" in told
    assert "Remove that entry" in told


def test_an_override_that_works_is_a_warning_and_what_it_names_is_started(machine: Machine) -> None:
    folder = machine.home / ".terraform.d/plugins" / ADDRESS / __version__ / target_platform()
    configured(machine, f'provider_installation {{\n  dev_overrides {{\n    "{ADDRESS}" = "{folder}"\n  }}\n}}\n')
    report = machine.examine()
    (told,) = report.of(CHECK, "warning")
    assert str(folder / PROGRAM) in told
    assert report.healthy


def test_a_network_mirror_that_cannot_be_reached_is_a_problem(machine: Machine) -> None:
    configured(machine, 'provider_installation {\n  network_mirror {\n    url = "https://127.0.0.1:9/"\n  }\n}\n')
    told = only_problem(machine)
    assert "cannot be reached" in told
    assert mirror_line(machine) in told


@pytest.mark.parametrize(
    ("versions", "words"), [({__version__: {}}, ""), ({"0.0.1": {}}, f"has 0.0.1 of {ADDRESS}"), (None, f"has no {ADDRESS}")]
)
def test_a_network_mirror_is_asked_whether_it_has_the_plugin(
    machine: Machine, tmp_path: Path, versions: dict[str, object] | None, words: str
) -> None:
    served = tmp_path / "served"
    (served / ADDRESS).mkdir(parents=True)
    if versions is not None:
        (served / ADDRESS / "index.json").write_text(json.dumps({"versions": versions}))
    authority = Authority.make(tmp_path)
    machine.variables["SSL_CERT_FILE"] = str(authority.trusted)
    with serving(files(served), authority) as host:
        configured(machine, f'provider_installation {{\n  network_mirror {{\n    url = "https://{host}/"\n  }}\n}}\n')
        report = machine.examine()
    (told,) = report.of(CHECK, "problem" if words else "ok")
    assert words in told


def test_an_oci_mirror_is_named_and_not_asked(machine: Machine) -> None:
    machine.engine("tofu", "OpenTofu v1.12.6")
    (machine.bin / "terraform").unlink()
    template = '"registry.example/${namespace}/${type}"'
    configured(machine, f"provider_installation {{\n  oci_mirror {{\n    repository_template = {template}\n  }}\n}}\n")
    report = machine.examine()
    (told,) = report.of(CHECK, "ok")
    assert "which was not asked" in told
    assert report.healthy


def test_the_variable_names_the_file_that_counts(machine: Machine) -> None:
    configured(machine, "provider_installation {\n  direct {}\n}\n")
    machine.variables["TF_CLI_CONFIG_FILE"] = str(configured(machine, "", "other.tfrc"))
    assert is_in_order(machine)


def test_a_variable_that_names_nothing_is_a_problem(machine: Machine) -> None:
    machine.variables["TF_CLI_CONFIG_FILE"] = "/nowhere/cli.tfrc"
    assert "TF_CLI_CONFIG_FILE names /nowhere/cli.tfrc, which is not there." in only_problem(machine)


def test_opentofus_own_file_counts_for_it_and_terraforms_for_terraform(machine: Machine) -> None:
    machine.engine("tofu", "OpenTofu v1.12.6")
    file = configured(machine, "provider_installation {\n  direct {}\n}\n", ".tofurc")
    assert f"direct ({file}, line 2) makes OpenTofu ask" in only_problem(machine)
    configured(machine, "", ".tofurc")
    file = configured(machine, "provider_installation {\n  direct {}\n}\n")
    assert f"direct ({file}, line 2) makes Terraform ask" in only_problem(machine)


def test_opentofu_reads_terraforms_file_where_it_has_none(machine: Machine) -> None:
    machine.engine("tofu", "OpenTofu v1.12.6")
    configured(machine, "provider_installation {\n  direct {}\n}\n")
    told = machine.examine().of(CHECK, "problem")
    assert [engine for engine in ("Terraform", "OpenTofu") for text in told if f"makes {engine} ask" in text] == [
        "Terraform",
        "OpenTofu",
    ]


def test_opentofus_xdg_file_counts_where_home_has_none(machine: Machine) -> None:
    machine.engine("tofu", "OpenTofu v1.12.6")
    machine.variables["XDG_CONFIG_HOME"] = str(machine.home / "xdg")
    file = configured(machine, "provider_installation {\n  direct {}\n}\n", "xdg/opentofu/tofurc")
    assert f"direct ({file}, line 2) makes OpenTofu ask" in only_problem(machine)


def test_files_in_the_configuration_folder_count_and_json_is_read(machine: Machine) -> None:
    text = json.dumps({"provider_installation": {"direct": {"include": ["terraform.local/*/*"]}}})
    file = configured(machine, text, ".terraform.d/company.tfrc.json")
    assert f"direct ({file}) makes Terraform ask" in only_problem(machine)


def test_two_blocks_of_which_engines_take_one_are_told(machine: Machine) -> None:
    block = f"provider_installation {{\n  {mirror_line(machine)}\n}}\n"
    first, second = configured(machine, block), configured(machine, block, ".terraform.d/second.tfrc")
    told = only_problem(machine)
    assert f"{first}, line 1 and {second}, line 1" in told


@pytest.mark.parametrize("text", ["provider_installation {", "}", 'a = "b', "{]", "name"])
def test_a_file_that_cannot_be_read_is_named(machine: Machine, text: str) -> None:
    file = configured(machine, text)
    assert f"{file} cannot be read" in only_problem(machine)


def test_a_file_about_other_things_changes_nothing(machine: Machine) -> None:
    (machine.home / "cache").mkdir()
    configured(
        machine,
        '// a comment\nplugin_cache_dir = "HOME/cache" /* and\n another */\ncredentials "app.example" {\n  token = "x"\n}\n'
        'host "a.example" {\n  services = { "modules.v1" = "https://a.example/" }\n}\ndisable_checkpoint = true\n',
    )
    assert is_in_order(machine)


def test_a_plugin_cache_that_is_not_there_is_told(machine: Machine) -> None:
    machine.variables["TF_PLUGIN_CACHE_DIR"] = "/nowhere/cache"
    assert "TF_PLUGIN_CACHE_DIR names /nowhere/cache, which is no folder." in only_problem(machine)


def test_a_company_that_has_a_registry_of_its_own_may_ask_it(machine: Machine) -> None:
    machine.variables["TWILIO_PROVIDER_ADDRESS"] = "registry.acme.example/platform/twilio"
    shutil.rmtree(machine.home / ".terraform.d")
    configured(machine, "provider_installation {\n  direct {}\n}\n")
    report = machine.examine()
    (told,) = report.of(CHECK, "ok")
    assert "from registry.acme.example" in told
    assert report.healthy
