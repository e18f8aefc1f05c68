"""Real engines and tools for the demo and the end-to-end tests: found, downloaded or built, then cached.

`python -m tests.engines [all|one|cdktf|aws]` does the same from a shell. It runs before the project's
dependencies are installed, so it needs the standard library only.
"""

from tests.engines.aws_mirror import AwsMirror, obtain_aws_mirror
from tests.engines.cdktf_cli import Cdktf, obtain_cdktf
from tests.engines.engine import Engine, Features, Product, engine_environ
from tests.engines.failures import Missing, UnobtainableError
from tests.engines.obtain import Obtained, obtain_all, obtain_one
from tests.engines.settings import Settings

__all__ = [
    "AwsMirror",
    "Cdktf",
    "Engine",
    "Features",
    "Missing",
    "Obtained",
    "Product",
    "Settings",
    "UnobtainableError",
    "engine_environ",
    "obtain_all",
    "obtain_aws_mirror",
    "obtain_cdktf",
    "obtain_one",
]
