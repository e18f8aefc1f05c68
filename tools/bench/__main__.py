"""`python -m tools.bench`: measure, say it, and write `docs/benchmarks.md` with its picture."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

from provider import __version__
from provider.fake import FakeTwilio
from tools.bench.accounts import Sizes
from tools.bench.pairs import Comparison
from tools.bench.plot import picture
from tools.bench.proxy import TlsProxy
from tools.bench.report import Quantity, line, page
from tools.bench.sections import SECTIONS, Effort
from tools.bench.world import World
from tools.engines import Engine, obtain_one

DOCS = Path(__file__).parents[2] / "docs"
NOTES = (
    "Every ratio is ours divided by the other's, of runs made in turns: under 1, ours is quicker. *Warm*: a standby process of "
    "ours serves the command. *Cold*: there is none. *Off*: warm starts are turned off. Which of these holds is made sure of "
    "before each command.",
    "All requests go through one TLS proxy to one stand-in for Twilio, on this machine.",
    "`terraform_data` is as many objects without a plugin: what an engine takes for itself, which grows with the square of their "
    "number. With hundreds of accounts that alone is more than three times a plan of one.",
)
STAND_IN = (
    "The *Go provider on Terraform's SDK* is not the community's Twilio provider, whose module the module proxy does not have. "
    "We wrote it for this page (`tools/engines/peer`), on the same SDK: it sends the same requests, and checks and repeats "
    "nothing. How many types and attributes it declares, which costs an engine time at each start, is our estimate of what the "
    "community's declares. `make bench COMMUNITY=/path/to/binary` compares with the real one."
)
GIVEN = "*The community's provider* is the binary that `make bench COMMUNITY=…` was given."


def main(arguments: list[str] | None = None) -> int:
    """Print every number. Write the page if every section was measured in full."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=main.__doc__)
    parser.add_argument("only", nargs="*", metavar="SECTION", help=f"some of: {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="a few rounds, for a first look")
    parser.add_argument("--into", type=Path, help="where to write the page and the picture, whatever was measured")
    parser.add_argument("--community", type=Path, help="a binary of the community's provider, instead of our stand-in for it")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.only if name not in SECTIONS]:
        parser.error(f"there is no section {', '.join(unknown)}: {', '.join(SECTIONS)}")
    if chosen.community is not None and not chosen.community.is_file():
        parser.error(f"there is no file {chosen.community}")
    engine = obtain_one()
    effort = Effort(3, (1, 20), 1, 50, Sizes((1, 20), (1, 5), (10,), 10)) if chosen.quick else Effort()
    measured = _measure(chosen.only or list(SECTIONS), engine, effort, chosen.community)
    into: Path | None = chosen.into or (None if chosen.only or chosen.quick else DOCS)
    if into is not None:
        notes = (*NOTES, STAND_IN if chosen.community is None else GIVEN)
        versions = _versions(engine)
        (into / "benchmarks.md").write_text(page(measured, versions, notes), encoding="utf-8")
        compared = [one for one in measured if isinstance(one, Comparison)]
        (into / "benchmarks.svg").write_text(picture(compared, versions), encoding="utf-8")
    return 0


def _measure(names: list[str], engine: Engine, effort: Effort, community: Path | None) -> list[Comparison | Quantity]:
    measured: list[Comparison | Quantity] = []
    with tempfile.TemporaryDirectory() as name, FakeTwilio() as fake:
        folder, port = Path(name), int(fake.base_url.rpartition(":")[2])
        with TlsProxy(folder, port) as proxy:
            world = World(folder, engine, fake, proxy, community)
            for section in names:
                for one in SECTIONS[section](world, effort):
                    measured.append(one)
                    sys.stdout.write(f"{one.section}: {line(one)}\n")
                    sys.stdout.flush()
    return measured


def _versions(engine: Engine) -> dict[str, str]:
    return {
        "Provider": __version__,
        "Python": platform.python_version(),
        "Engine": engine.label,
        "Machine": f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores",
        "Measured on": date.today().isoformat(),
    }


if __name__ == "__main__":
    sys.exit(main())
