"""Which credentials the provider uses, when the configuration and the environment both have some."""

from __future__ import annotations

import threading

import pytest

from provider.framework.diagnostics import Diagnostics
from provider.framework.schema.blocks import schema_of, to_instance
from provider.framework.schema.validation import with_defaults, with_environment
from provider.resources.provider import Configuration, TwilioProvider

ACCOUNT, TOKEN, KEY, SECRET = "AC" + "1" * 32, "2" * 32, "SK" + "3" * 32, "secret-of-the-key"
EVERYTHING = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_API_KEY": KEY,
    "TWILIO_API_SECRET": SECRET,
}


@pytest.mark.parametrize(
    ("given", "environment", "used"),
    [
        ({}, EVERYTHING, (KEY, SECRET)),
        ({"auth_token": "4" * 32}, EVERYTHING, (ACCOUNT, "4" * 32)),
        ({"api_key": "SK" + "5" * 32, "api_secret": "other"}, EVERYTHING, ("SK" + "5" * 32, "other")),
        ({}, {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}, (ACCOUNT, TOKEN)),
        ({"account_sid": ACCOUNT}, {"TWILIO_AUTH_TOKEN": TOKEN}, (ACCOUNT, TOKEN)),
    ],
    ids=["the key before the token", "a token in the configuration", "a key in the configuration", "only a token", "mixed"],
)
def test_credentials_in_the_configuration_go_before_those_of_the_environment(
    given: dict[str, str], environment: dict[str, str], used: tuple[str, str]
) -> None:
    provider, schema, diagnostics = TwilioProvider(), schema_of(Configuration), Diagnostics()
    config = schema.conform(given)
    filled = with_environment(schema, config, environment, diagnostics, provider.not_from_environment(config))

    client = provider.configure(to_instance(Configuration, with_defaults(schema, filled)), threading.Event(), diagnostics)

    assert client is not None, list(diagnostics)
    settings = client._settings
    client.close()
    assert (settings.username, settings.password) == used


def test_half_an_api_key_in_the_configuration_is_not_completed_by_a_token_of_the_environment() -> None:
    provider, schema, diagnostics = TwilioProvider(), schema_of(Configuration), Diagnostics()
    config = schema.conform({"account_sid": ACCOUNT, "api_key": KEY})
    filled = with_environment(schema, config, {"TWILIO_AUTH_TOKEN": TOKEN}, diagnostics, provider.not_from_environment(config))

    assert provider.configure(to_instance(Configuration, filled), threading.Event(), diagnostics) is None
    assert [problem.path for problem in diagnostics.errors] == [("api_secret",)]
