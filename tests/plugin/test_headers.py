"""Header blocks that come again mean, and are, what the library alone would make of them."""

from __future__ import annotations

import pytest
from hpack import Decoder, Encoder, HPACKError

from provider.plugin.grpc.headers import AnswerEncoder, RequestDecoder

READ = [(":method", "POST"), (":path", "/tfplugin6.Provider/ReadResource"), ("te", "trailers")]
PLAN = [(":method", "POST"), (":path", "/tfplugin6.Provider/PlanResourceChange"), ("te", "trailers")]
OTHER = [("x-other", "takes the first place in the table")]
HEADERS = [(b":status", b"200"), (b"content-type", b"application/grpc+proto")]
TRAILERS = [(b"grpc-status", b"0")]


def as_bytes(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]


@pytest.mark.parametrize(
    "calls",
    [[READ] * 4, [READ, PLAN] * 3, [READ, READ, OTHER, READ, READ], [READ, PLAN, READ, OTHER, PLAN, OTHER, READ, PLAN]],
)
def test_a_block_means_what_it_means_at_its_time(calls: list[list[tuple[str, str]]]) -> None:
    """The same bytes point to something else once the table has grown."""
    engine, decoder = Encoder(), RequestDecoder(2**16)
    assert [list(decoder.decode(engine.encode(call), raw=True)) for call in calls] == [as_bytes(call) for call in calls]


def test_what_is_in_the_table_no_more_is_refused() -> None:
    engine, decoder = Encoder(), RequestDecoder(2**16)
    decoder.decode(engine.encode(READ), raw=True)
    pointing = engine.encode(READ)
    assert list(decoder.decode(pointing, raw=True)) == as_bytes(READ)

    engine.header_table_size = 0
    decoder.decode(engine.encode([(":method", "GET")]), raw=True)

    with pytest.raises(HPACKError):
        decoder.decode(pointing, raw=True)


def test_headers_of_answers_are_read_by_any_client() -> None:
    plugin, client = AnswerEncoder(), Decoder()
    sent = [HEADERS, TRAILERS, HEADERS, TRAILERS]
    assert [list(client.decode(plugin.encode(each), raw=True)) for each in sent] == sent


def test_the_same_headers_are_the_same_bytes() -> None:
    plugin = AnswerEncoder()
    assert len({plugin.encode(TRAILERS) for _ in range(3)}) == 1


def test_a_client_that_makes_its_table_smaller_is_told_so() -> None:
    plugin, client = AnswerEncoder(), Decoder()
    client.decode(plugin.encode(HEADERS))
    client.max_allowed_table_size = 100
    plugin.header_table_size = 100

    assert list(client.decode(plugin.encode(HEADERS), raw=True)) == HEADERS
    assert list(client.decode(plugin.encode(HEADERS), raw=True)) == HEADERS
    assert client.header_table_size == 100
