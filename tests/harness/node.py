"""The Node.js that the CDKs run on, here and in what tests start."""

from __future__ import annotations

import os
from functools import cache

from provider.engines import ENDED_NODE
from tools.engines import UnobtainableError, obtain_node


@cache
def node_first() -> None:
    """Put it first on this process's PATH, before jsii starts it; processes that tests start get PATH from here."""
    try:
        node = obtain_node()
    except UnobtainableError:
        return  # whoever needs it says so
    os.environ.update(node.environ(os.environ))
    if node.major == ENDED_NODE:  # all there is; the CDK would say so in the middle of what tests read
        os.environ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = str(ENDED_NODE)
