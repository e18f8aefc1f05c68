"""A data source that no resource has, over gRPC: what is asked for is its configuration, and what is found is computed."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from typing import Self

import pytest

from provider.framework.data_sources import DataSource, ReadTimeouts
from provider.framework.diagnostics import Diagnostic, Diagnostics, Failure, error
from provider.framework.provider import Provider
from provider.framework.resource import Context
from provider.framework.schema.attributes import attr, computed
from provider.framework.schema.blocks import Block
from provider.framework.schema.checks import one_of
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread

TIDE = "harbour_tide"
Harbour = dict[str, int]


class Tide(DataSource[Harbour]):
    """The height of the water."""

    place: str = attr("Where.")
    unit: str = attr("In what.", default="cm", check=one_of("cm", "m"))
    height: float = computed("How high.")
    seconds: int = computed("How long looking may take.")
    timeouts: ReadTimeouts | None = attr("How long.", default=None)

    def read(self, ctx: Context[Harbour]) -> Self:
        if self.place not in ctx.client:
            raise Failure(error("No such place", f"Nobody measures at {self.place}.", ("place",)))
        height = ctx.client[self.place] / (100 if self.unit == "m" else 1)
        return dataclasses.replace(self, height=height, seconds=round(ctx.seconds))


class Configuration(Block):
    """Nothing to configure."""


class Tides(Provider[Harbour]):
    name, version, config = "harbour", "0.1.0", Configuration
    resources = {}  # noqa: RUF012
    data_sources = {TIDE: Tide}  # noqa: RUF012

    def configure(self, config: Block, stop: threading.Event, diagnostics: Diagnostics) -> Harbour | None:
        return {"pier": 250}

    def explain(self, error_: Exception) -> Diagnostic | None:
        return None


@pytest.fixture
def client(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[PluginClient]:
    with served(loop, engine_certificate, Tides()) as connected:
        connected.configure({}).without_errors()
        yield connected


def asked(**given: object) -> dict[str, object]:
    return {"place": "pier", "unit": None, "height": None, "seconds": None, "timeouts": None} | given


def test_engines_are_told_of_it_and_of_no_resource(client: PluginClient) -> None:
    schemas = client.call(client.stub.GetProviderSchema, pb.GetProviderSchema.Request())
    assert (list(schemas.data_source_schemas), list(schemas.resource_schemas)) == ([TIDE], [])
    traits = {each.name: (each.required, each.computed) for each in schemas.data_source_schemas[TIDE].block.attributes}
    assert traits == {"place": (True, False), "unit": (False, True), "height": (False, True), "seconds": (False, True)}
    metadata = client.call(client.stub.GetMetadata, pb.GetMetadata.Request())
    assert [each.type_name for each in metadata.data_sources] == [TIDE]


def test_it_reads_what_its_configuration_asks_for_with_defaults(client: PluginClient) -> None:
    found = client.read_data(TIDE, asked()).without_errors().object
    assert (found["place"], found["unit"], found["height"]) == ("pier", "cm", 250)


def test_it_has_the_time_that_its_configuration_gives(client: PluginClient) -> None:
    found = client.read_data(TIDE, asked(unit="m", timeouts={"read": "7s"})).without_errors().object
    assert (found["height"], found["seconds"], found["timeouts"]) == (2.5, 7, {"read": "7s"})


def test_a_wrong_argument_is_told_before_anything_is_read(client: PluginClient) -> None:
    (problem,) = client.validate_data(TIDE, asked(unit="feet")).errors
    assert problem.summary == "Invalid unit"


def test_what_it_does_not_find_is_an_error_that_it_words(client: PluginClient) -> None:
    (problem,) = client.read_data(TIDE, asked(place="hill")).errors
    assert problem.summary == "No such place"


def test_one_without_read_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="lacks read"):
        type("Nothing", (DataSource,), {})
