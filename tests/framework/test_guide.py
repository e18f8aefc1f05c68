"""The guide's provider, as it stands in docs/framework.md: checked, started as a plugin, and used as an engine does."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.framework.server import ProviderServer
from tests.engine.walk import Schemas
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.loop import LoopThread
from tests.harness.process import ROOT, engine_environment, started

NOTE = "notes_note"
PROVIDER, HOOK, LIST = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/framework.md").read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "notes"
    made.mkdir()
    return made


@pytest.fixture
def client(loop: LoopThread, engine_certificate: ClientCertificate, tmp_path: Path) -> Iterator[PluginClient]:
    file = tmp_path / "notes.py"
    file.write_text(PROVIDER)
    environment = engine_environment(engine_certificate, PYTHONPATH=str(ROOT))
    command = (sys.executable, str(file))
    with started(loop, engine_certificate, command=command, environment=environment) as plugin, plugin.client() as connected:
        yield connected


def test_it_is_as_short_as_it_says() -> None:
    lines = [line for line in PROVIDER.splitlines() if line and not line.startswith(("import ", "from "))]
    assert len(lines) <= 40


def test_its_code_passes_mypy_strict(tmp_path: Path) -> None:
    file = tmp_path / "notes.py"
    added = [block.split("\n\n\n", 1) for block in (HOOK, LIST)]
    file.write_text("\n\n\n".join(["\n".join(imports for imports, _ in added), PROVIDER, *(rest for _, rest in added)]))
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", ".mypy_cache", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


def test_a_note_is_made_changed_found_and_removed(client: PluginClient, folder: Path) -> None:
    schemas = Schemas.of(client)
    schema = schemas.resources[NOTE]
    client.configure(schemas.provider.config({"folder": str(folder)})).without_errors()

    given = schema.config({"name": "milk", "text": "two bottles"})
    planned = client.plan(NOTE, prior=None, proposed=schema.proposed(None, given), config=given).without_errors()
    made = client.apply(NOTE, prior=None, planned=planned.state, config=given, private=planned.private).without_errors()
    assert (folder / "milk").read_text() == "two bottles"
    assert made.object == {"name": "milk", "text": "two bottles", "size": 11}
    assert made.identity == {"name": "milk"}

    (folder / "milk").write_text("three bottles")
    drifted = client.read(NOTE, made.object, made.private).without_errors()
    assert drifted.object["text"] == "three bottles"
    again = client.plan(NOTE, prior=drifted.state, proposed=schema.proposed(drifted.state, given), config=given)
    client.apply(NOTE, prior=drifted.state, planned=again.state, config=given, private=again.private).without_errors()
    assert (folder / "milk").read_text() == "two bottles"

    renamed = schema.config({"name": "cheese", "text": "two bottles"})
    assert client.plan(NOTE, prior=made.state, proposed=schema.proposed(made.state, renamed), config=renamed).replace == [
        ("name",)
    ]
    assert client.import_(NOTE, "milk").without_errors().object == made.object

    client.apply(NOTE, prior=made.state, planned=None, config=None).without_errors()
    assert list(folder.iterdir()) == []
    assert client.read(NOTE, made.object).without_errors().state is None


def test_memos_are_listed_as_they_are_asked_for(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memos.py").write_text(f"{PROVIDER}\n{LIST}\nclass Memos(Notes):\n    resources = {{'notes_memo': Memo}}\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("milk_old", "milk", "cheese_old"):
        (folder / name).write_text(name)
    server: ProviderServer[Path] = ProviderServer(importlib.import_module("memos").Memos())
    assert not server.configure({"folder": str(folder)}).items

    listed = list(server.list_objects("notes_memo", {"ending": "_old"}, limit=10))

    assert [(each.display_name, each.identity) for each in listed] == [
        ("cheese_old", {"name": "cheese_old"}),
        ("milk_old", {"name": "milk_old"}),
    ]


def test_what_is_wrong_is_told(client: PluginClient, folder: Path) -> None:
    schemas = Schemas.of(client)
    schema = schemas.resources[NOTE]
    (wrong,) = client.validate(NOTE, schema.config({"name": "../milk"})).errors
    assert wrong.path == ("name",)
    client.configure(schemas.provider.config({"folder": str(folder / "nowhere")})).without_errors()
    given = schema.config({"name": "milk"})
    planned = client.plan(NOTE, prior=None, proposed=schema.proposed(None, given), config=given)
    (problem,) = client.apply(NOTE, prior=None, planned=planned.state, config=given).errors
    assert problem.summary == "The folder cannot be used"
    (missing,) = client.import_(NOTE, "cheese").errors
    assert missing.summary == "No such note"
