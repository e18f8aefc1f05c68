"""Header blocks of HTTP/2 that come again and again, encoded and decoded once.

Every call has the same headers but for its method, and every answer has the same. What their blocks mean depends on a table that
both sides keep, so what is remembered here is only what does not change it, for as long as it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hpack import Decoder, Encoder, HeaderTuple

_MOST_BLOCKS = 64
"""As many as are remembered: an engine has one for each method that it calls."""
_LONG_INDEX = 0xFF


class AnswerEncoder(Encoder):
    """Encodes headers of answers without the table: what they are is then the same bytes every time."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[tuple[Any, ...], bytes] = {}

    def encode(self, headers: Any, huffman: bool = True) -> bytes:
        key = tuple(headers)
        block = self._blocks.get(key)
        if block is None or self.header_table.resized:  # a new size is told to the other side, once, before the next header
            resized = self.header_table.resized
            block = super().encode([(*header[:2], True) for header in key], huffman)  # True: it comes into no table
            if not resized and len(self._blocks) < _MOST_BLOCKS:
                self._blocks[key] = block
        return block


class RequestDecoder(Decoder):
    """Remembers what a block means that only points into the table, until a block comes that may change the table."""

    def __init__(self, max_header_list_size: int) -> None:
        super().__init__(max_header_list_size)
        self._blocks: dict[bytes, list[HeaderTuple]] = {}

    def decode(self, data: bytes, raw: bool = False) -> Iterable[HeaderTuple]:
        if not raw or not _only_points(data):
            self._blocks.clear()
            return super().decode(data, raw)
        headers = self._blocks.get(data)
        if headers is None:
            headers = list(super().decode(data, raw))
            if len(self._blocks) < _MOST_BLOCKS:
                self._blocks[data] = headers
        return headers


def _only_points(data: bytes) -> bool:
    """Whether each byte is a header of its own that stands in the table (RFC 7541, 6.1)."""
    return min(data, default=0) > 0x80 and _LONG_INDEX not in data
