"""The generator of the bindings: `python -m constructs_lib.generate` writes them, with `--check` it only compares."""
