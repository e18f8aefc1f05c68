"""What a read brings into state."""

from __future__ import annotations

from provider.framework.operations.read import refreshed
from provider.framework.schema.blocks import schema_of
from provider.framework.server import ProviderServer
from provider.framework.values import Values
from tests.engine.managed import Managed
from tests.framework.toy import SECRET, THING, Shelf, Thing
from tests.harness.client import Answered

SCHEMA = schema_of(Thing)
HELD: Values = SCHEMA.null() | {"id": "1", "revision": 1, "name": "lamp", "colour": "red", "size": 7, "tags": []}


def test_a_read_reports_what_changed(thing: Managed, made: Answered, shelf: Shelf) -> None:
    shelf.things["1"]["colour"] = "green"
    thing.refresh()
    assert thing.state == made.object | {"colour": "green"}


def test_an_object_that_is_gone_reads_as_none(made: Answered, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.things.clear()
    read = server.read(THING, made.object, made.private)
    assert (read.state, read.identity, list(read.diagnostics)) == (None, None, [])


def test_a_read_takes_what_the_api_says() -> None:
    state = refreshed(SCHEMA, HELD, HELD | {"colour": "green", "revision": 4})
    assert (state["colour"], state["revision"]) == ("green", 4)


def test_a_read_keeps_the_spelling_of_what_means_the_same() -> None:
    assert refreshed(SCHEMA, HELD | {"motto": "Light"}, HELD | {"motto": "LIGHT"})["motto"] == "Light"


def test_a_read_keeps_what_only_steers_the_provider() -> None:
    timeouts = {"create": "5m", "read": None, "update": None, "delete": None}
    state = refreshed(SCHEMA, HELD | {"careful": True, "timeouts": timeouts}, HELD | {"careful": False})
    assert (state["careful"], state["timeouts"]) == (True, timeouts)


def test_a_read_brings_no_write_only_value() -> None:
    assert refreshed(SCHEMA, HELD, HELD | {"secret_wo": SECRET})["secret_wo"] is None
