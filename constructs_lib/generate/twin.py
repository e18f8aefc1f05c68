"""Makes `constructs_lib.cdktn` from `constructs_lib.cdktf`: the same modules, on the other CDK.

`setup.py` makes it in each build of the package, `make setup` and the generator in a checkout. This module imports nothing of
ours, since a build has nothing installed.
"""

from __future__ import annotations

import re
from pathlib import Path

HOME = Path(__file__).parents[1]
"""Where both packages are."""
NOTICE = "# Made from constructs_lib/cdktf, and made again with each `make setup`: change it there.\n"

_CDK = re.compile(r"^import cdktf as cdk$", re.MULTILINE)


def texts(home: Path) -> dict[Path, str]:
    """The text of every module of the twin, by its path from `home`."""
    ours = home / "cdktf"
    return {
        Path("cdktn") / path.relative_to(ours): NOTICE + _CDK.sub("import cdktn as cdk", path.read_text(encoding="utf-8"))
        for path in sorted(ours.rglob("*.py"))
    }


def outdated(home: Path) -> list[Path]:
    """Modules of the twin that are missing or out of date, and those whose source is gone."""
    wanted = texts(home)
    present = {path.relative_to(home): path.read_text(encoding="utf-8") for path in (home / "cdktn").rglob("*.py")}
    return sorted(path for path in {*wanted, *present} if wanted.get(path) != present.get(path))


def make(home: Path) -> None:
    """Bring the twin up to date. A file that is up to date is not written."""
    wanted = texts(home)
    for path in outdated(home):
        if path in wanted:
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(wanted[path], encoding="utf-8")
        else:
            (home / path).unlink()


if __name__ == "__main__":
    make(HOME)
