"""Whether one bucket URL lies below another. A security engineer relies on it: in doubt, the answer is no."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..resources.s3 import NoBucket, parse_bucket_url


@dataclass(frozen=True)
class _Place:
    bucket: str
    domain: str
    """The domain of S3, since each partition has its own buckets; "" if the host is the bucket's name alone."""
    region: str | None
    steps: tuple[str, ...]


def is_below(url: str, place: str) -> bool:
    """Whether what is stored at `url` is in the bucket of `place` and, where that has a path, in it.

    - A bucket has several URLs: its name is in the host or in the path, and the region may be missing.
    - Paths are compared step by step: `/video-old` is not below `/video`.
    """
    inner, outer = _place(url), _place(place)
    if inner is None or outer is None or (inner.bucket, inner.domain) != (outer.bucket, outer.domain):
        return False
    if inner.region and outer.region and inner.region != outer.region:
        return False  # S3 refuses what is written by way of another region
    return inner.steps[: len(outer.steps)] == outer.steps


def _place(url: str) -> _Place | None:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
        found = parse_bucket_url(host, parts.path)
    except (ValueError, NoBucket):
        return None
    if parts.scheme.lower() != "https" or port is not None or parts.username is not None or parts.query or parts.fragment:
        return None
    path = unquote(parts.path.removeprefix("/"))
    if not host.startswith(f"{found.bucket}.") and host != found.bucket:
        path = path.partition("/")[2]
    steps = tuple(path.removesuffix("/").split("/")) if path.strip("/") else ()
    if any(step in ("", ".", "..") for step in steps):
        return None
    domain = "" if host == found.bucket else host[host.index("amazonaws.") :]
    return _Place(found.bucket, domain, found.region, steps)
