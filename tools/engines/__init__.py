"""Real engines and tools for the demo and the end-to-end tests: found, downloaded or built, then cached.

`python -m tools.engines [all|one|cdktf|cdktn|aws]` does the same from a shell. It runs before the project's
dependencies are installed, so it needs the standard library only.
"""

from provider.engines import Features, Product
from tools.engines.aws_mirror import AwsMirror, obtain_aws_mirror
from tools.engines.cdktf_cli import Cdktf, obtain_cdktf, obtain_cdktn
from tools.engines.engine import Engine, engine_environ
from tools.engines.failures import Missing, UnobtainableError
from tools.engines.go_provider import obtain_peer_provider, obtain_time_provider
from tools.engines.node import Node, obtain_node
from tools.engines.obtain import Obtained, obtain_all, obtain_one
from tools.engines.rivals import Rival
from tools.engines.settings import Settings
from tools.engines.tf_provider import obtain_tf_provider

__all__ = [
    "AwsMirror",
    "Cdktf",
    "Engine",
    "Features",
    "Missing",
    "Node",
    "Obtained",
    "Product",
    "Rival",
    "Settings",
    "UnobtainableError",
    "engine_environ",
    "obtain_all",
    "obtain_aws_mirror",
    "obtain_cdktf",
    "obtain_cdktn",
    "obtain_node",
    "obtain_one",
    "obtain_peer_provider",
    "obtain_tf_provider",
    "obtain_time_provider",
]
