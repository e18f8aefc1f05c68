"""Every data source shows what its resource manages."""

from __future__ import annotations

import pytest

from provider.framework.values import UNKNOWN, Values
from provider.resources.provider import TwilioProvider
from tests.conformance.resources import RESOURCES, TYPES, attribute
from tests.conformance.samples import Sample
from tests.engine.walk import Engine, Instance, Schemas

WITH_DATA_SOURCE = [name for name in TYPES if RESOURCES[name].data_source is not None]
KEYS = [
    (name, argument)
    for name in WITH_DATA_SOURCE
    if (lookup := RESOURCES[name].data_source)
    for argument in lookup.arguments or ("",)
]
"""By type, each argument that selects an object; "" for a singleton."""

each_type = pytest.mark.parametrize("type_name", WITH_DATA_SOURCE)
each_key = pytest.mark.parametrize(("type_name", "key"), KEYS)


def config_for(made: Instance, schemas: Schemas, key: str) -> Values:
    """The configuration of the data source that finds an object."""
    given = {key: made.state[key]} if key else {}
    return schemas.data_sources[made.type_name].config(given | {"timeouts": {"read": "1m"}})


def test_the_data_sources_are_those_of_the_resources_that_have_one_and_those_declared_alone(schemas: Schemas) -> None:
    assert sorted(schemas.data_sources) == sorted([*WITH_DATA_SOURCE, *TwilioProvider().data_sources])


@each_type
def test_a_data_source_tells_nothing_sensitive(type_name: str, schemas: Schemas) -> None:
    secret = {name for name, each in schemas.resources[type_name].attributes.items() if each.sensitive or each.write_only}
    assert not secret & set(schemas.data_sources[type_name].names)


@each_key
def test_a_data_source_shows_what_its_resource_holds(
    type_name: str, key: str, sample: Sample, engine: Engine, schemas: Schemas
) -> None:
    made = engine.deploy(type_name, sample.config)
    config = config_for(made, schemas, key)
    with engine.walk() as walk:
        walk.client.validate_data(type_name, config).without_errors()
        shown = walk.client.read_data(type_name, config).without_errors().object
    assert set(shown) == set(config)
    assert shown["timeouts"] == {"read": "1m"}
    for name in schemas.data_sources[type_name].attributes:
        declared = attribute(type_name, name)
        assert declared is not None
        assert shown[name] is not UNKNOWN
        assert declared.semantically_equal(shown[name], made.state[name]), name


@pytest.mark.parametrize(("type_name", "key"), [each for each in KEYS if each[1]])
def test_a_data_source_of_what_does_not_exist_is_an_error(
    type_name: str, key: str, sample: Sample, engine: Engine, schemas: Schemas
) -> None:
    made = engine.deploy(type_name, sample.config)
    engine.destroy(made)
    with engine.walk() as walk:
        answer = walk.client.read_data(type_name, config_for(made, schemas, key))
    assert answer.errors
    assert answer.state is None
    assert "defect" not in answer.text


@each_key
def test_a_data_source_waits_for_a_provider_that_is_not_configured_yet(
    type_name: str, key: str, sample: Sample, engine: Engine, schemas: Schemas
) -> None:
    made = engine.deploy(type_name, sample.config)
    with engine.launch() as client:
        answer = client.read_data(type_name, config_for(made, schemas, key))
    assert [each.summary for each in answer.errors] == ["Provider not configured"]
