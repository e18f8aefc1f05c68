from __future__ import annotations

import pytest

from provider.framework.blocks import schema_of
from provider.framework.server import ProviderServer
from tests.framework.toy import Shelf, ToyProvider
from tests.framework.walk import Walk


@pytest.fixture(autouse=True)
def _no_shelf_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHELF_PLACE", "SHELF_BOARDS", "SHELF_LOCKED"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def toy() -> ToyProvider:
    return ToyProvider()


@pytest.fixture
def shelf(toy: ToyProvider) -> Shelf:
    return toy.shelf


@pytest.fixture
def unconfigured(toy: ToyProvider) -> ProviderServer[Shelf]:
    return ProviderServer(toy)


@pytest.fixture
def server(unconfigured: ProviderServer[Shelf]) -> ProviderServer[Shelf]:
    given = schema_of(unconfigured.provider.config).null() | {"place": "the hall"}
    assert not unconfigured.configure(given).errors
    return unconfigured


@pytest.fixture
def walk(server: ProviderServer[Shelf]) -> Walk:
    return Walk(server)
