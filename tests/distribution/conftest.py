from __future__ import annotations

import pytest

from tests.e2e import engine_choice
from tools.authority import Authority
from tools.engines import Engine


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One build serves all of these tests: with workers, one of them has them all."""
    for item in items:
        if item.nodeid.startswith("tests/distribution/"):
            item.add_marker(pytest.mark.xdist_group("distribution"))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session", params=(engine_choice.TERRAFORM, engine_choice.OPENTOFU))
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_choice.require(request.param)
