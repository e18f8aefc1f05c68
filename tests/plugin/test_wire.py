from __future__ import annotations

from pathlib import Path

import pytest

from provider.plugin.wire import generate


@pytest.fixture(scope="module")
def stale() -> list[Path]:
    return generate.stale()


def test_the_protocol_code_is_what_the_proto_files_give(stale: list[Path]) -> None:
    assert not stale, "run: make generate"


def test_a_check_that_finds_something_stale_fails_and_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "generated", lambda: {generate.WIRE / "goplugin_pb2.py": "something else"})
    assert generate.main(["--check"]) == 1
    assert "goplugin_pb2.py is stale" in capsys.readouterr().err
