"""The command as a person runs it, on an account of the stand-in."""

from __future__ import annotations

from tests.audit.conftest import auditor, twilio  # noqa: F401  # fixtures
