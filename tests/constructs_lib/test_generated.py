"""The files that are generated, and what generates them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from constructs_lib.generate import __main__ as generate
from constructs_lib.generate import model, modules, twin
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block
from provider.framework.schema.checks import one_of
from provider.resources.provider import TwilioProvider


def test_the_files_on_disk_are_what_the_declarations_give() -> None:
    assert list(generate.outdated()) == [], "run: python -m constructs_lib.generate"


def test_every_resource_and_data_source_has_a_module_in_both_sets() -> None:
    resources = TwilioProvider().resources
    expected = {declaration.type_name for declaration in resources.values()}
    expected |= {f"data_{name}" for name in TwilioProvider().every_data_source()}

    for package in ("cdktf", "cdktn"):
        present = {path.stem for path in (generate.HOME / package / "generated").glob("*.py")}
        assert present == expected | {"provider", "__init__"}


def test_what_is_generated_and_what_is_written_by_hand_stand_in_folders_of_their_own() -> None:
    """Only the list of all names stands above both, and is generated."""
    names = generate.HOME / "cdktf" / "__init__.py"
    for path in (generate.HOME / "cdktf").rglob("*.py"):
        assert (modules.NOTICE in path.read_text()) == (path.parent.name == "generated" or path == names), path


def test_every_public_class_can_be_imported_from_the_package() -> None:
    from constructs_lib import cdktf

    public = [path for path in (generate.HOME / "cdktf").rglob("*.py") if not path.name.startswith("_")]
    classes = {name for path in public for name in re.findall(r"^class ([A-Z]\w+)", path.read_text(), re.MULTILINE)}
    assert {name for name in classes if not name.endswith("OutputReference")} <= set(cdktf.__all__)
    assert all(hasattr(cdktf, name) for name in cdktf.__all__)


def test_the_two_sets_differ_in_the_line_that_imports_the_cdk_and_in_nothing_else() -> None:
    for ours in (generate.HOME / "cdktf").rglob("*.py"):
        cdktf = ours.read_text().splitlines()
        notice, *cdktn = (generate.HOME / "cdktn" / ours.relative_to(generate.HOME / "cdktf")).read_text().splitlines()
        assert notice == twin.NOTICE.rstrip()
        differing = [pair for pair in zip(cdktf, cdktn, strict=True) if pair[0] != pair[1]]
        assert differing in ([], [("import cdktf as cdk", "import cdktn as cdk")])


def test_the_twin_on_disk_is_the_present_one() -> None:
    assert twin.outdated(twin.HOME) == [], "run: make setup"


def test_the_twin_follows_what_it_is_made_from_and_is_not_written_without_need(tmp_path: Path) -> None:
    home = _copy_of_package(tmp_path)
    twin.make(home)
    (home / "cdktf" / "generated" / "provider.py").unlink()
    (home / "cdktf" / "storage.py").write_text("import cdktf as cdk\n")
    (home / "cdktn" / "encryption.py").write_text("edited by hand\n")
    (home / "cdktf" / "encryption.py").write_text("")
    kept = home / "cdktn" / "generated" / "__init__.py"
    written = kept.stat().st_mtime_ns

    changed = ["cdktn/encryption.py", "cdktn/generated/provider.py", "cdktn/storage.py"]
    assert [path.as_posix() for path in twin.outdated(home)] == changed
    twin.make(home)

    assert twin.outdated(home) == []
    assert not (home / "cdktn" / "generated" / "provider.py").exists()
    assert (home / "cdktn" / "storage.py").read_text() == f"{twin.NOTICE}import cdktn as cdk\n"
    assert (home / "cdktn" / "encryption.py").read_text() == twin.NOTICE
    assert kept.stat().st_mtime_ns == written


def test_check_names_each_file_that_is_out_of_date_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = _copy_of_package(tmp_path)
    (home / "cdktf" / "generated" / "provider.py").write_text("edited by hand\n")
    (home / "cdktf" / "generated" / "gone_resource.py").write_text(f"{modules.NOTICE}\n")
    monkeypatch.setattr(generate, "HOME", home)

    status = generate.main(["--check"])

    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        "constructs_lib/cdktf/generated/provider.py is out of date: run python -m constructs_lib.generate",
        "constructs_lib/cdktf/generated/gone_resource.py is out of date: run python -m constructs_lib.generate",
    ]
    assert (home / "cdktf" / "generated" / "provider.py").read_text() == "edited by hand\n"


def test_one_command_brings_everything_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = _copy_of_package(tmp_path)
    (home / "cdktf" / "generated" / "provider.py").unlink()
    (home / "cdktf" / "generated" / "gone_resource.py").write_text(f"{modules.NOTICE}\n")
    monkeypatch.setattr(generate, "HOME", home)

    assert generate.main([]) == 0

    assert generate.main(["--check"]) == 0
    assert not (home / "cdktf" / "generated" / "gone_resource.py").exists()
    assert twin.outdated(home) == []


def test_an_attribute_that_a_cdk_class_has_already_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clashing(Block):
        """Has an attribute that every construct has."""

        node: str = attr("A node.")

    monkeypatch.setattr(TwilioProvider, "config", Clashing)

    with pytest.raises(ValueError, match="twilio: a CDK class has members of its own called node"):
        model.bindings()


def test_enums_of_one_name_with_different_words_are_refused() -> None:
    class One(Block):
        """One."""

        mode: str = attr("Mode.", check=one_of("a", "b"))

    found = [
        model.Binding("Resource", name, name, name, One, choices={"mode": model.Choices("Mode", words)})
        for name, words in (("one", ("a", "b")), ("two", ("a", "c")))
    ]

    with pytest.raises(ValueError, match="Mode has different values"):
        model.enums(found)


@pytest.mark.parametrize(("word", "member"), [("mp4", "MP4"), ("in-progress", "IN_PROGRESS"), ("1080p", "_1080P")])
def test_an_enums_members_are_named_after_its_words(word: str, member: str) -> None:
    assert list(model.Choices("Any", (word,))) == [(member, word)]


def _copy_of_package(tmp_path: Path) -> Path:
    """The generated part of the package, as it should be."""
    home = tmp_path / "constructs_lib"
    for path, text in generate.generated().items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    return home


@pytest.mark.parametrize("name", [each.class_name for each in model.bindings()])
def test_every_member_of_a_binding_has_a_docstring_for_editors_to_show(name: str) -> None:
    from constructs_lib.cdktf import generated

    bound = getattr(generated, name)
    ours = {member: each for member, each in vars(bound).items() if not member.startswith("_") and not member.isupper()}
    members = {member: each for member, each in ours.items() if isinstance(each, property) or inspect.isfunction(each)}
    assert bound.__doc__
    assert [member for member, each in members.items() if not (inspect.getdoc(each) or "").endswith(".")] == []


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ("aws_storage_enabled", "Whether recordings are stored at `aws_s3_url` and not in Twilio's cloud. Default: `False`."),
        ("reset_encryption_enabled", "Leave `encryption_enabled` out again: it is `False` then."),
        ("reset_on_destroy", 'Leave `on_destroy` out again: it is `"restore"` then.'),
        ("reset_aws_s3_url", "Leave `aws_s3_url` out again: it is not set then."),
        ("friendly_name_input", "What was given for `friendly_name`; None if nothing was."),
    ],
)
def test_a_member_says_what_it_is_and_what_holds_without_it(member: str, says: str) -> None:
    from constructs_lib.cdktf import generated

    assert inspect.getdoc(inspect.getattr_static(generated.VideoRecordingSettings, member)) == says


def test_resetting_an_argument_of_the_provider_leaves_it_to_the_environment() -> None:
    from constructs_lib.cdktf import generated

    told = inspect.getdoc(generated.TwilioProvider.reset_api_key)
    assert told == "Leave `api_key` out again: the environment variable `TWILIO_API_KEY` holds then, if it is set."


def test_a_constructor_says_what_is_asked_of_each_argument_and_what_it_raises() -> None:
    from constructs_lib.cdktf import generated

    told = " ".join((inspect.getdoc(generated.CredentialsAws.__init__) or "").split())
    assert ":param friendly_name: A label, which need not be unique. Must have at most 64 characters." in told
    assert ":param aws_access_key_id: AWS access key ID. Must be an AWS access key ID (20 upper-case letters" in told
    assert ":raises InvalidConfiguration: A value is one that the provider would refuse." in told
