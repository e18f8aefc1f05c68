from __future__ import annotations

from typing import Any

import pytest

from provider.twilio.configuration import ClientSettings, check_base_url, product_host

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


@pytest.mark.parametrize(
    ("edge", "region", "host"),
    [
        (None, None, "video.twilio.com"),
        ("", "", "video.twilio.com"),
        ("dublin", None, "video.dublin.us1.twilio.com"),
        (None, "ie1", "video.ie1.twilio.com"),
        ("dublin", "ie1", "video.dublin.ie1.twilio.com"),
    ],
)
def test_a_host_is_made_of_product_edge_and_region(edge: str | None, region: str | None, host: str) -> None:
    assert product_host("video", edge, region) == host


@pytest.mark.parametrize("edge", ["evil.example/", "a.b", "x@y", "-x", "x-", " ", "a\n", "é", "a" * 64])
def test_an_edge_cannot_send_the_credentials_to_another_host(edge: str) -> None:
    with pytest.raises(ValueError, match="not one part of a host name"):
        product_host("video", edge, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://video.example.com",
        "https://video.example.com/",
        "https://gateway.example.com:8443/twilio/v2",
        "https://[2001:db8::1]:8443",
        "https://192.0.2.1",
        "HTTPS://EXAMPLE.COM",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://127.9.8.7:80/x",
        "http://[::1]:8080/",
    ],
)
def test_a_base_url_may_be_https_anywhere_or_http_to_this_machine(url: str) -> None:
    assert check_base_url(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com", "must use https"),
        ("http://127.0.0.1.example.com", "must use https"),
        ("http://localhost.example.com", "must use https"),
        ("http://127.1", "must use https"),
        ("http://2130706433", "must use https"),
        ("http://0.0.0.0", "must use https"),
        ("http://[::ffff:192.0.2.1]", "must use https"),
        ("https://me:hunter2@example.com", "user name or password"),
        ("http://localhost@example.com", "user name or password"),
        ("https://example.com?", "query"),
        ("https://example.com/#", "fragment"),
        ("ftp://example.com", "must begin with https"),
        ("example.com", "must begin with https"),
        ("https:example.com", "must name a host"),
        ("https://", "must name a host"),
        ("https://:443", "must name a host"),
        ("https://example.com:", "must name a host"),
        ("https://-x.example.com", "must name a host"),
        ("https://[fe80::1%eth0]", "must name a host"),
        ("https://example.com:99999", "not valid"),
        ("https://[::1", "not valid"),
        ("https://example.com/a/../b", "plain segments"),
        ("https://example.com//", "plain segments"),
        ("https://example.com/%2e%2e/x", "plain segments"),
        ("https://example.com\\@evil.example", "plain ASCII"),
        ("https://exa\tmple.com", "plain ASCII"),
        ("https://example.com\n", "plain ASCII"),
        ("https://exämple.com", "plain ASCII"),
        ("", "plain ASCII"),
    ],
)
def test_any_other_base_url_is_refused_with_the_reason(url: str, reason: str) -> None:
    assert reason in (check_base_url(url) or "nothing")


def test_the_reason_does_not_repeat_a_password_in_the_url() -> None:
    assert "hunter2" not in (check_base_url("https://me:hunter2@example.com") or "")
