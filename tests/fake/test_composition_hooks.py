"""What composition hooks accept and refuse."""

from __future__ import annotations

import pytest

from provider.fake import Empty, FakeTwilio, Omitted

from .conftest import Http

HOOKS = "/v1/CompositionHooks"
UNDOCUMENTED = [
    '"video_sources": "*"',
    '"video_sources": [""]',
    '"video_sources_excluded": [1]',
    '"x_pos": -1',
    '"x_pos": 625',
    '"y_pos": 465',
    '"z_pos": 100',
    '"z_pos": -100',
    '"z_pos": true',
    '"width": 15',
    '"width": 641',
    '"width": null',
    '"height": 481',
    '"x_pos": 600, "width": 41',
    '"y_pos": 1.5',
    '"max_columns": 0',
    '"max_rows": 1001',
    '"max_column": 1',
    '"cells_excluded": [1000000]',
    '"reuse": "show_all"',
]
"""Properties of a region that Twilio does not document, at the usual resolution of 640x480."""
MINIMAL = {"FriendlyName": "x", "AudioSources": "*"}


def test_a_new_hook_has_the_documented_defaults(http: Http, twilio: FakeTwilio) -> None:
    answer = http.post(HOOKS, MINIMAL)
    assert answer.status_code == 201
    hook = answer.json()
    assert (hook["account_sid"], hook["url"]) == (twilio.account_sid, f"{twilio.base_url}{HOOKS}/{hook['sid']}")
    assert (hook["enabled"], hook["trim"], hook["format"], hook["resolution"]) == (True, True, "webm", "640x480")
    assert (hook["status_callback"], hook["status_callback_method"]) == (None, "POST")
    assert (hook["video_layout"], hook["audio_sources_excluded"]) == ({}, [])


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("FriendlyName", ""),
        ("FriendlyName", "x" * 101),
        ("Enabled", "on"),
        ("Format", "avi"),
        ("Resolution", "640"),
        ("Resolution", "8x8"),
        ("Resolution", "1280x1280"),
        ("StatusCallback", "example.com"),
        ("StatusCallbackMethod", "PUT"),
        ("VideoLayout", "{"),
        ("VideoLayout", "[]"),
        ("VideoLayout", '{"grid": 1}'),
        ("VideoLayout", '{"grid": {}}'),
        *(("VideoLayout", f'{{"grid": {{"video_sources": ["*"], {property_}}}}}') for property_ in UNDOCUMENTED),
    ],
)
def test_a_bad_parameter_is_refused_and_no_hook_made(http: Http, twilio: FakeTwilio, parameter: str, value: str) -> None:
    answer = http.post(HOOKS, MINIMAL | {parameter: value})
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert parameter in answer.json()["message"]
    assert twilio.account().composition_hooks == {}


def test_a_region_may_have_every_documented_property_at_its_limit(http: Http) -> None:
    grid = (
        '{"video_sources": [], "video_sources_excluded": ["x*"], "x_pos": 624, "y_pos": 0, "z_pos": -99, "width": 16, '
        '"height": 480, "max_columns": 1000, "max_rows": 1, "cells_excluded": [0, 999999], "reuse": "show_newest"}'
    )
    assert http.post(HOOKS, MINIMAL | {"VideoLayout": f'{{"grid": {grid}}}'}).status_code == 201


def test_a_region_must_lie_within_the_resolution_that_an_update_asks_for(http: Http) -> None:
    layout = {"VideoLayout": '{"grid": {"video_sources": ["*"], "x_pos": 1000}}'}
    hook = http.post(HOOKS, MINIMAL | layout | {"Resolution": "1280x720"}).json()
    assert http.post(f"{HOOKS}/{hook['sid']}", MINIMAL | layout | {"Resolution": "640x480"}).status_code == 400


def test_a_friendly_name_of_100_characters_is_accepted(http: Http) -> None:
    assert http.post(HOOKS, MINIMAL | {"FriendlyName": "x" * 100}).status_code == 201


def test_a_friendly_name_is_unique_in_the_account(http: Http) -> None:
    hook = http.post(HOOKS, MINIMAL).json()
    assert http.post(HOOKS, MINIMAL).status_code == 400
    assert http.post(f"{HOOKS}/{hook['sid']}", MINIMAL).status_code == 200


def test_a_hook_needs_something_to_compose(http: Http, twilio: FakeTwilio) -> None:
    silent = {"FriendlyName": "x", "VideoLayout": '{"grid": {"video_sources": []}}'}
    assert http.post(HOOKS, silent).status_code == 400
    twilio.behaviour.hooks_need_a_source = False
    assert http.post(HOOKS, silent).status_code == 201


def test_a_list_is_repeated_keys_and_an_empty_value_empties_it(http: Http) -> None:
    form = [("FriendlyName", "x"), ("AudioSources", "*"), ("AudioSourcesExcluded", "a"), ("AudioSourcesExcluded", "b")]
    hook = http.post(HOOKS, form).json()
    assert hook["audio_sources_excluded"] == ["a", "b"]
    path = f"{HOOKS}/{hook['sid']}"
    assert http.post(path, form).json()["audio_sources_excluded"] == ["a", "b"]
    assert http.post(path, MINIMAL | {"AudioSourcesExcluded": ""}).json()["audio_sources_excluded"] == []


def test_an_empty_list_value_may_be_stored(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.empty_parameters = Empty.STORED
    assert http.post(HOOKS, MINIMAL | {"AudioSourcesExcluded": ""}).json()["audio_sources_excluded"] == [""]


def test_an_empty_list_value_may_be_refused(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.empty_parameters = Empty.REFUSED
    assert http.post(HOOKS, MINIMAL | {"AudioSourcesExcluded": ""}).status_code == 400


def test_an_update_that_is_refused_changes_nothing(http: Http, twilio: FakeTwilio) -> None:
    hook = twilio.account().add_composition_hook("x")
    answer = http.post(f"{HOOKS}/{hook.sid}", {"FriendlyName": "y", "AudioSources": ""})
    assert answer.status_code == 400
    assert (hook.friendly_name, hook.audio_sources) == ("x", ["*"])


def test_an_update_is_seen_by_whoever_holds_the_hook(http: Http, twilio: FakeTwilio) -> None:
    hook = twilio.account().add_composition_hook("x")
    http.post(f"{HOOKS}/{hook.sid}", MINIMAL | {"FriendlyName": "y"})
    assert hook.friendly_name == "y"


def test_an_update_clears_what_it_does_not_name(http: Http) -> None:
    everything = MINIMAL | {
        "AudioSourcesExcluded": "muted",
        "VideoLayout": '{"grid": {"video_sources": ["*"]}}',
        "Enabled": "false",
        "Format": "mp4",
        "Resolution": "1280x720",
        "StatusCallback": "https://example.com/done",
        "StatusCallbackMethod": "GET",
        "Trim": "false",
    }
    minimal = http.post(HOOKS, MINIMAL).json()
    full = http.post(HOOKS, everything | {"FriendlyName": "y"}).json()
    updated = http.post(f"{HOOKS}/{full['sid']}", MINIMAL | {"FriendlyName": "y"}).json()
    its_own = {name: full[name] for name in ("sid", "url", "date_created", "friendly_name")}
    assert updated == minimal | its_own | {"date_updated": updated["date_updated"]}


def test_an_update_may_keep_what_it_does_not_name(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.omitted_hook_parameters = Omitted.KEPT
    hook = http.post(HOOKS, MINIMAL | {"Format": "mp4", "AudioSourcesExcluded": "muted"}).json()
    updated = http.post(f"{HOOKS}/{hook['sid']}", {"FriendlyName": "x"}).json()
    assert (updated["format"], updated["audio_sources"], updated["audio_sources_excluded"]) == ("mp4", ["*"], ["muted"])


def test_what_settings_do_with_an_omitted_parameter_says_nothing_of_hooks(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.omitted_parameters = Omitted.KEPT
    hook = http.post(HOOKS, MINIMAL | {"StatusCallback": "https://example.com/done"}).json()
    assert http.post(f"{HOOKS}/{hook['sid']}", MINIMAL).json()["status_callback"] is None


def test_a_hook_was_updated_when_it_is_updated_and_not_when_it_is_made(http: Http) -> None:
    hook = http.post(HOOKS, MINIMAL).json()
    assert hook["date_updated"] is None
    assert http.post(f"{HOOKS}/{hook['sid']}", MINIMAL).json()["date_updated"].endswith("Z")


def test_a_deleted_hook_is_404(http: Http, twilio: FakeTwilio) -> None:
    path = f"{HOOKS}/{twilio.account().add_composition_hook('x').sid}"
    answer = http.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    for method in ("GET", "POST", "DELETE"):
        assert http(method, path, {"FriendlyName": "x"}).status_code == 404


def test_a_new_hook_may_be_invisible_for_a_while(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.reads_before_visible = 2
    path = f"{HOOKS}/{http.post(HOOKS, MINIMAL).json()['sid']}"
    assert [http.get(path).status_code for _ in range(3)] == [404, 404, 200]


@pytest.mark.parametrize(
    "query", ["PageSize=0", "PageSize=1001", "PageSize=x", "Page=-1", "PageToken=nonsense", "DateCreatedAfter=soon"]
)
def test_a_bad_query_is_refused(http: Http, twilio: FakeTwilio, query: str) -> None:
    twilio.account().add_composition_hook("x")
    assert http.get(f"{HOOKS}?{query}").status_code == 400


def test_a_page_holds_a_thousand(http: Http, twilio: FakeTwilio) -> None:
    for number in range(1001):
        twilio.account().add_composition_hook(f"hook {number}")
    page = http.get(f"{HOOKS}?PageSize=1000").json()
    assert (len(page["composition_hooks"]), page["meta"]["page_size"]) == (1000, 1000)


def test_a_list_says_where_it_is(http: Http, twilio: FakeTwilio) -> None:
    twilio.account().add_composition_hook("x")
    meta = http.get(HOOKS).json()["meta"]
    assert (meta["key"], meta["page"], meta["page_size"]) == ("composition_hooks", 0, 50)
    assert (meta["next_page_url"], meta["previous_page_url"]) == (None, None)
    assert meta["url"].startswith(f"{twilio.base_url}{HOOKS}?")


def test_a_next_page_keeps_the_filter(http: Http, twilio: FakeTwilio) -> None:
    for number in range(3):
        twilio.account().add_composition_hook(f"lesson {number}")
    page = http.get(f"{HOOKS}?FriendlyName=lesson*&PageSize=2").json()
    following = http.get(page["meta"]["next_page_url"]).json()
    assert [hook["friendly_name"] for hook in following["composition_hooks"]] == ["lesson 2"]
