"""Real engines and tools for the demo and the end-to-end tests: found, downloaded or built, then cached.

`python -m tools.engines [all|one|cdktf|aws]` does the same from a shell. It runs before the project's
dependencies are installed, so it needs the standard library only.
"""

from provider.engines import Features, Product
from tools.engines.aws_mirror import AwsMirror, obtain_aws_mirror
from tools.engines.cdktf_cli import Cdktf, obtain_cdktf
from tools.engines.engine import Engine, engine_environ
from tools.engines.failures import Missing, UnobtainableError
from tools.engines.obtain import Obtained, obtain_all, obtain_one
from tools.engines.settings import Settings

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
