"""States that other providers wrote, and this one's own: what an empty string means in them."""

from __future__ import annotations

import pytest

from provider.framework.schema.blocks import schema_of
from provider.framework.server import ProviderServer
from provider.resources.provider import TwilioProvider

PROVIDER = TwilioProvider()
TEXTS = [
    (name, attribute.name)
    for name, resource in PROVIDER.resources.items()
    for attribute in schema_of(resource).attributes.values()
    if attribute.optional and attribute.type.name == "string"
]


@pytest.mark.parametrize(("name", "argument"), TEXTS)
@pytest.mark.parametrize(("version", "meaning"), [(0, None), (1, "")])
def test_an_empty_text_is_null_only_where_another_provider_wrote_it(
    name: str, argument: str, version: int, meaning: str | None
) -> None:
    schema = schema_of(PROVIDER.resources[name])
    stored = schema.null() | {"sid": "CR", "account_sid": "AC", argument: ""}
    upgraded = ProviderServer(PROVIDER).upgrade_state(name, version, stored)
    assert upgraded.state is not None, upgraded.diagnostics.items
    wanted = "restore" if argument == "on_destroy" and meaning is None else meaning
    assert upgraded.state[argument] == wanted
