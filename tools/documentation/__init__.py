"""The reference documentation, derived from the declarations: pages as registries show them, and the Python API.

`python -m tools.documentation` writes `docs/`; with `--check` it only says what differs.
"""
