from __future__ import annotations

from typing import Any

import pytest

from provider.twilio.settings import ClientSettings

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2


def settings(**changes: Any) -> ClientSettings:
    return ClientSettings(**{"account_sid": ACCOUNT_SID, "username": ACCOUNT_SID, "password": "hunter2-hunter2", **changes})


def test_settings_never_show_their_password() -> None:
    assert "hunter2" not in repr(settings())


def test_an_edge_and_a_region_may_be_empty() -> None:
    assert settings(edge="", region="").edge == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"account_sid": "AC123"}, "account SID"),
        ({"username": ""}, "user name"),
        ({"username": "SK:1"}, "user name"),
        ({"password": ""}, "password"),
        ({"password": "token\n"}, "password"),
        ({"password": "undecodable\udc80"}, "password"),
        ({"edge": "evil.example/"}, "The edge"),
        ({"region": "a b"}, "The region"),
        ({"base_url": "http://example.com"}, "https"),
        ({"retry_attempts": -1}, "retry"),
        ({"backoff_interval_in_ms": -1}, "backoff"),
        ({"user_agent": "a\r\nX-Evil: 1"}, "user agent"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        settings(**changes)


def test_all_problems_are_told_at_once_and_without_the_password() -> None:
    with pytest.raises(ValueError, match="account SID") as caught:
        settings(account_sid="x", password="hunter2 hunter2", retry_attempts=-1)
    assert "retry" in str(caught.value)
    assert "password" in str(caught.value)
    assert "hunter2" not in str(caught.value)
