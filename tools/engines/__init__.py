"""Real engines and tools for the demo and the end-to-end tests: found, downloaded or built, then cached.

`python -m tools.engines [all|one|cdktf|cdktn|aws]` does the same from a shell.
"""

from provider.engines import Features, Product
from tools.engines.aws_mirror import AwsMirror, obtain_aws_mirror
from tools.engines.cdktf_cli import Cdktf, obtain_cdktf, obtain_cdktn
from tools.engines.engine import Engine, engine_environ
from tools.engines.failures import UnobtainableError
from tools.engines.go_programs import obtain_peer_provider, obtain_time_provider
from tools.engines.node import Node, obtain_node
from tools.engines.obtain import obtain_one
from tools.engines.rivals import Rival
from tools.engines.settings import Settings
from tools.engines.tf_provider import obtain_tf_provider

__all__ = [
    "AwsMirror",
    "Cdktf",
    "Engine",
    "Features",
    "Node",
    "Product",
    "Rival",
    "Settings",
    "UnobtainableError",
    "engine_environ",
    "obtain_aws_mirror",
    "obtain_cdktf",
    "obtain_cdktn",
    "obtain_node",
    "obtain_one",
    "obtain_peer_provider",
    "obtain_tf_provider",
    "obtain_time_provider",
]
