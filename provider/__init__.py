"""Terraform/OpenTofu provider for Twilio Video recording settings."""

__version__ = "0.1.0"
