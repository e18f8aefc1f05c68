"""The client of a command that a person runs: as a provider block without arguments would have it."""

from __future__ import annotations

import os
import threading

from ..framework.diagnostics import Diagnostics
from ..framework.schema.blocks import schema_of, to_instance
from ..framework.schema.validation import validate, with_defaults, with_environment
from ._client import Client
from .provider import TwilioProvider


def client_of_environment(
    provider: TwilioProvider, diagnostics: Diagnostics, *, stop: threading.Event | None = None, retry_attempts: int | None = None
) -> Client | None:
    """Configured by the environment alone; None where something in that is not in order, which `diagnostics` then says.

    `retry_attempts`: if not as the environment has it.
    """
    schema = schema_of(provider.config)
    config = with_environment(schema, dict.fromkeys([*schema.attributes, *schema.blocks]), os.environ, diagnostics)
    if retry_attempts is not None:
        config["retry_attempts"] = retry_attempts
    diagnostics.extend(validate(schema, config))
    if diagnostics.errors:
        return None
    return provider.configure(to_instance(provider.config, with_defaults(schema, config)), stop or threading.Event(), diagnostics)
