from __future__ import annotations

import pytest

from provider.framework.resource import DEFAULT_SECONDS, seconds_for
from provider.framework.schema.checks import Check, duration, length, matches, one_of, parse_duration, wants


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("10m", 600),
        ("1h30m", 5400),
        ("500ms", 0.5),
        ("1.5h", 5400),
        (".5s", 0.5),
        ("1h1m1s1ms", 3661.001),
        ("100us", 1e-4),
        ("100µs", 1e-4),
        ("100ns", 1e-7),
        ("0s", 0),
    ],
)
def test_a_duration_is_read_as_go_writes_it(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "10", "m", "10 m", "10m ", "-5m", "ten minutes", "1d", "5m5", "1e3s", "1..5s"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="30s, 10m or 1h30m"):
        parse_duration(text)
    assert "1h30m" in (duration(text) or "")


def test_no_time_at_all_is_too_short() -> None:
    assert duration("0s") == "The duration must be longer than zero."
    assert duration("1s") is None


@pytest.mark.parametrize("operation", ["create", "read", "update", "delete"])
def test_an_operation_takes_its_default_unless_a_limit_is_set(operation: str) -> None:
    assert seconds_for(operation, None) == DEFAULT_SECONDS[operation]
    assert seconds_for(operation, "90s") == 90


def test_reading_is_given_less_time_than_writing() -> None:
    assert DEFAULT_SECONDS == {"create": 600.0, "read": 40.0, "update": 600.0, "delete": 600.0, "list": 600.0}


def test_a_choice_lists_what_there_is() -> None:
    check = one_of("red", "green")
    assert check("red") is None
    assert check("blue") == '"blue" is not one of "red", "green".'


def test_a_pattern_is_to_match_as_a_whole() -> None:
    check = matches(r"[a-z]{3}", "three letters")
    assert check("abc") is None
    assert check("abcd") == '"abcd" is not three letters.'
    assert check("abc\n") is not None


def test_white_space_around_a_value_is_pointed_out() -> None:
    assert "white space" in (matches(r"[a-z]+", "letters")(" abc") or "")


def test_a_secret_that_does_not_match_is_not_shown() -> None:
    problem = matches(r"[a-z]+", "letters", show=False)("S3CRET")
    assert problem is not None
    assert "S3CRET" not in problem


def test_length_counts_characters() -> None:
    check = length(1, 3)
    assert check("äöü") is None
    assert check("") == "It must not be empty."
    assert "at most 3" in (check("four") or "")
    assert "at least 2" in (length(2, 3)("a") or "")


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        (one_of("red"), "Must be `red`."),
        (one_of("red", "green"), "Must be `red` or `green`."),
        (one_of("red", "green", "blue"), "Must be `red`, `green` or `blue`."),
        (matches(r"[a-z]{3}", "three letters"), "Must be three letters."),
        (length(1), "Must not be empty."),
        (length(2), "Must have at least 2 characters."),
        (length(1, 3), "Must have 1 to 3 characters."),
        (length(0, 3), "Must have at most 3 characters."),
    ],
)
def test_a_check_says_what_it_wants_before_anything_is_wrong(check: Check, sentence: str) -> None:
    assert check.sentence == sentence


def test_a_check_of_ones_own_is_a_function_and_a_sentence() -> None:
    @wants("Must be even.")
    def even(value: int) -> str | None:
        return "It is odd." if value % 2 else None

    assert (even.sentence, even(2), even(3)) == ("Must be even.", None, "It is odd.")
