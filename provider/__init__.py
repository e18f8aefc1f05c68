"""Terraform/OpenTofu provider for Twilio Video recording settings."""

try:
    from ._version import __version__ as __version__  # written by setup.py, which counts commits
except ImportError:
    __version__ = "0.2.0"
