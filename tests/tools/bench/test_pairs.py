"""What is made of pairs of measurements."""

from __future__ import annotations

from tools.bench.pairs import Comparison, Side, in_turns


def compared(*seconds: tuple[float, float]) -> Comparison:
    return Comparison("Start", "plan", "ours", "theirs", list(seconds))


def test_the_ratio_is_the_median_of_the_pairs_and_not_that_of_the_medians() -> None:
    one = compared((1.0, 1.0), (2.0, 1.0), (9.0, 3.0), (8.0, 8.0), (6.0, 4.0))

    assert one.ratio == 1.5
    assert one.medians == (6.0, 3.0)


def test_the_ratios_are_sorted_so_that_their_ends_are_the_spread() -> None:
    assert compared((3.0, 1.0), (1.0, 1.0), (2.0, 1.0)).ratios == [1.0, 2.0, 3.0]


def test_sides_take_turns_and_the_first_pair_does_not_count() -> None:
    order: list[str] = []
    one = Side("one", lambda: order.append("one"), lambda: order.append("before"))
    other = Side("other", lambda: order.append("other"))

    result = in_turns("Start", "plan", one, other, 2)

    assert order == ["before", "one", "other"] * 3
    assert len(result.seconds) == 2


def test_an_action_that_measured_itself_is_believed() -> None:
    result = in_turns("Start", "handshake", Side("one", lambda: 40.0), Side("other", lambda: 20.0), 1)

    assert result.seconds == [(40.0, 20.0)]
