"""The reference documentation says what the declarations say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from provider.engines import Features
from provider.framework.data_sources import schema_of_data
from provider.framework.schema import types as kinds
from provider.framework.schema.blocks import BlockSchema, schema_of
from provider.framework.schema.validation import WRITE_ONLY_SINCE
from provider.resources.provider import TwilioProvider
from tools.documentation import __main__ as documentation

DOCS = Path(__file__).parents[3] / "docs"
PROVIDER = TwilioProvider()


def schemas() -> dict[str, BlockSchema]:
    """By page."""
    found = {"index.md": schema_of(PROVIDER.config)}
    for name, resource in PROVIDER.resources.items():
        found[f"resources/{name.removeprefix('twilio_')}.md"] = schema_of(resource)
        if resource.data_source is not None:
            found[f"data-sources/{name.removeprefix('twilio_')}.md"] = schema_of_data(resource)
        if resource.list_arguments is not None:
            found[f"list-resources/{name.removeprefix('twilio_')}.md"] = schema_of(resource.list_arguments)
    return found


SCHEMAS = schemas()


def argument_line(page: str, name: str) -> str:
    """The one line of a page on an attribute, apart from those of nested blocks."""
    text = (DOCS / page).read_text().partition("### Nested Schema")[0]
    (only,) = re.findall(rf"^- `{name}` \(.*$", text, re.MULTILINE)
    return str(only)


def test_the_documentation_on_disk_is_what_the_declarations_say() -> None:
    assert documentation.differing(DOCS, documentation.pages()) == [], "run: make generate"


@pytest.mark.parametrize("page", SCHEMAS)
def test_every_attribute_has_a_line_of_whole_sentences(page: str) -> None:
    for name in SCHEMAS[page].attributes:
        line = argument_line(page, name)
        assert line.partition(") ")[2][0].isupper()
        assert line.endswith((".", ")")), line


@pytest.mark.parametrize("page", SCHEMAS)
def test_every_check_and_every_rule_is_on_its_page_as_a_sentence(page: str) -> None:
    schema = SCHEMAS[page]
    for name, attribute in schema.attributes.items():
        for check in attribute.checks:
            assert check.sentence in argument_line(page, name)
    text = (DOCS / page).read_text()
    assert all(f"- {rule.sentence}\n" in text for rule in schema.rules)


@pytest.mark.parametrize(
    ("page", "name", "said"),
    [
        ("resources/video_recording_settings.md", "encryption_enabled", "(Boolean) "),
        ("resources/video_recording_settings.md", "encryption_enabled", "Default: `false`."),
        ("resources/video_composition_hook.md", "audio_sources", "(List of String) "),
        ("resources/video_composition_hook.md", "audio_sources", "Default: `[]`."),
        ("resources/video_composition_hook.md", "friendly_name", "Must have 1 to 100 characters."),
        ("resources/credentials_public_key.md", "public_key", "Changing it replaces the resource."),
        ("resources/credentials_public_key.md", "public_key", "It cannot be read back"),
        ("resources/credentials_aws.md", "aws_secret_access_key", "(String, Sensitive) "),
        ("resources/credentials_aws.md", "aws_secret_access_key", "Stored in state."),
        ("resources/credentials_aws.md", "aws_secret_access_key_wo", "(String, Sensitive, Write-only) "),
        ("resources/credentials_aws.md", "aws_secret_access_key_wo", f"needs {WRITE_ONLY_SINCE}"),
        ("resources/credentials_aws.md", "account_sid", "(String, Computed) "),
        ("index.md", "api_key", "Environment variable: `TWILIO_API_KEY`."),
    ],
)
def test_a_line_says_how_an_argument_behaves(page: str, name: str, said: str) -> None:
    assert said in argument_line(page, name)


@pytest.mark.parametrize(
    ("kind", "words", "expression"),
    [
        (kinds.Integer(), "Number", "number"),
        (kinds.Map(kinds.List(kinds.Bool())), "Map of List of Boolean", "map(list(bool))"),
        (kinds.Object((("a", kinds.String()), ("b", kinds.Number()))), "Object", "object({a = string, b = number})"),
    ],
)
def test_a_type_is_named_in_words_and_as_a_configuration_writes_it(kind: kinds.Type, words: str, expression: str) -> None:
    assert (kind.title, kind.expression) == (words, expression)


def test_the_signature_of_a_function_says_what_an_object_has() -> None:
    text = (DOCS / "functions/parse_s3_url.md").read_text()
    assert "parse_s3_url(url string) object({bucket = string, region = string, path = string})\n" in text


def test_a_page_is_in_the_category_of_its_product() -> None:
    assert 'subcategory: "Video"\n' in (DOCS / "data-sources/video_composition_hook.md").read_text()
    assert 'subcategory: "Credentials"\n' in (DOCS / "resources/credentials_aws.md").read_text()


@pytest.mark.parametrize("page", ["resources/video_recording_settings.md", "data-sources/video_recording_settings.md"])
def test_the_pages_of_recording_settings_say_when_compositions_end(page: str) -> None:
    said = " ".join((DOCS / page).read_text().split())
    assert "Once `encryption_enabled` or `aws_storage_enabled` is on, no Compositions can be made of new recordings." in said


@pytest.mark.parametrize("page", ["resources/video_recording_settings.md", "resources/video_composition_settings.md"])
def test_the_pages_of_settings_say_for_whom_twilio_encrypts(page: str) -> None:
    assert "Enterprise or Security Edition" in argument_line(page, "encryption_enabled")


@pytest.mark.parametrize("page", ["resources/video_recording_settings.md", "resources/video_composition_settings.md"])
def test_the_pages_of_settings_say_that_a_name_alone_is_not_protected(page: str) -> None:
    assert "A `friendly_name` alone is not protected." in argument_line(page, "adopt_existing")


def test_a_secret_of_the_providers_configuration_is_said_to_be_in_no_state() -> None:
    assert "Stored in state" not in (DOCS / "index.md").read_text() + (DOCS / "python/provider.md").read_text()
    assert "Stored in state" in (DOCS / "python/credentials_aws.md").read_text()


def test_write_only_arguments_need_the_engines_that_the_feature_table_names() -> None:
    assert Features.first("write_only") == WRITE_ONLY_SINCE


@pytest.mark.parametrize("page", sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")))
def test_every_link_of_a_page_leads_to_a_page_or_to_a_heading_of_it(page: str) -> None:
    text = (DOCS / page).read_text()
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text):
        there = (DOCS / page).parent / target if target else DOCS / page
        assert there.exists(), target
        assert not anchor or anchor in headings(there), anchor


def headings(page: Path) -> set[str]:
    """The anchors that sites make of a page's headings."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_check_names_each_page_that_is_out_of_date_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = copy_of_docs(tmp_path)

    status = documentation.main(["--check"], home)

    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        "docs/index.md is not as generated; run: make generate",
        "docs/resources/gone.md is not as generated; run: make generate",
    ]
    assert (home / "resources/gone.md").exists()


def test_one_command_brings_every_page_up_to_date_and_leaves_guides_alone(tmp_path: Path) -> None:
    home = copy_of_docs(tmp_path)
    guides = {path.name: path.read_text() for path in (home / "guides").iterdir()}

    assert documentation.main([], home) == 0

    assert documentation.differing(home, documentation.pages()) == []
    assert not (home / "resources/gone.md").exists()
    assert {path.name: path.read_text() for path in (home / "guides").iterdir()} == guides


def copy_of_docs(tmp_path: Path) -> Path:
    """The pages, of which one was edited and one has nothing to be made from any more."""
    home = tmp_path / "docs"
    shutil.copytree(DOCS, home)
    (home / "resources/gone.md").write_text((home / "index.md").read_text())
    (home / "index.md").write_text("edited by hand\n")
    return home
