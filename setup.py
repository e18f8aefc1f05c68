"""What a build does before setuptools looks for packages; all else about the package stands in pyproject.toml."""

import runpy

from setuptools import setup

runpy.run_path("constructs_lib/generate/twin.py", run_name="__main__")
setup()
