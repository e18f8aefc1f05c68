from __future__ import annotations

from collections.abc import Iterator

import pytest

from provider.framework.schema.blocks import schema_of
from provider.framework.server import ProviderServer
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.framework.toy import THING, Shelf, ToyProvider, lamp
from tests.harness.client import Answered, PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema


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
def client(loop: LoopThread, toy: ToyProvider) -> Iterator[PluginClient]:
    """The plugin of the toy, configured."""
    with served(loop, None, toy) as connected:
        given = Schema.of(connected.schema().provider).config({"place": "the hall"})
        connected.configure(given).without_errors()
        yield connected


@pytest.fixture
def thing(client: PluginClient, shelf: Shelf) -> Managed:
    """A thing in the hands of an engine, which does not exist yet."""
    schemas = {name: Schema.of(each) for name, each in client.schema().resource_schemas.items()}
    return Managed(Walk(client, schemas, shelf), THING)


@pytest.fixture
def made(thing: Managed) -> Answered:
    """The same thing, created with as few arguments as it takes."""
    return thing.apply(lamp()).without_errors()
