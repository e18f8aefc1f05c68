"""Terraform/OpenTofu provider for Twilio Video recording settings."""

SERIES = "0.2"
"""What comes before the number of commits in a version; see setup.py."""

__version__: str


def __getattr__(name: str) -> str:
    """The version, read when it is first asked for: the launcher, which runs on every start, never asks."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from ._version import VERSION  # noqa: PLC0415  # written by setup.py, which counts commits
    except ImportError:
        return f"{SERIES}.0"
    return VERSION
