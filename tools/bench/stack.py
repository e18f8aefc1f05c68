"""`python stack.py MODULE NUMBER FOLDER`: declares that many credentials with the bindings of one module, and synthesizes them.

Prints the seconds that it took, all imports left out.
"""

from __future__ import annotations

import importlib
import sys
import time


def main(module: str, number: int, folder: str) -> float:
    """Return the seconds that the stack took."""
    import cdktf

    provider, credentials = (
        getattr(importlib.import_module(f"{module}.{name}"), each)
        for name, each in (("provider", "TwilioProvider"), ("credentials_aws", "CredentialsAws"))
    )
    app = cdktf.App(outdir=folder)
    stack = cdktf.TerraformStack(app, "bench")
    provider(stack, "twilio")
    secret = cdktf.TerraformVariable(stack, "secret", type="string", sensitive=True).string_value
    began = time.perf_counter()
    for each in range(number):
        credentials(
            stack,
            f"many-{each}",
            friendly_name=f"bench {each}",
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key=secret,
        )
    app.synth()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1], int(sys.argv[2]), sys.argv[3])}\n")
