"""A bounded number of the inputs that `python -m tests.scenarios.fuzz.wire` sends."""

from __future__ import annotations

import pytest

from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.scenarios.fuzz.wire import Violation, run

COUNT = 1500


def test_a_plugin_answers_and_outlives_whatever_comes_over_the_wire(
    loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    report = run(loop, engine_certificate, seed=8, count=COUNT)
    assert report.kinds.total() == COUNT
    assert len(report.kinds) > 35, "every kind is among them"


def test_a_seed_gives_the_same_inputs_again(loop: LoopThread, engine_certificate: ClientCertificate) -> None:
    first = run(loop, engine_certificate, seed=3, count=40)
    assert run(loop, engine_certificate, seed=3, count=40).kinds == first.kinds


def test_an_answer_that_must_not_be_is_noticed_with_the_index_that_repeats_it(
    loop: LoopThread, engine_certificate: ClientCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.scenarios.fuzz.wire.MOST_MEGABYTES", 1)
    with pytest.raises(Violation, match="has needed") as noticed:
        run(loop, engine_certificate, seed=3, count=2, first=100)
    assert noticed.value.index == 101
