"""`python -m tools.site`: build the site, in the folder `site`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .navigation import in_toml, navigation
from .pages import ROOT, Pages

CONFIGURATION = Path(__file__).with_name("zensical.toml")


class BuildError(Exception):
    """The site cannot be built; the text is what zensical found."""


def build(site: Path, root: Path = ROOT) -> None:
    """Build the site of the repository `root` into the folder `site`, in the place of what was there. Raises `BuildError`."""
    with tempfile.TemporaryDirectory() as temporary:
        workplace = Path(temporary)
        Pages(root).write(workplace / "pages")
        template = CONFIGURATION.read_text(encoding="utf-8")
        configured = template.replace("nav = []", f"nav = {in_toml(navigation(workplace / 'pages'))}")
        (workplace / CONFIGURATION.name).write_text(configured, encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build"]
        done = subprocess.run(command, cwd=workplace, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildError((done.stdout + done.stderr).partition("Traceback")[0].strip())
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(workplace / "site", site)


def main() -> int:
    """Build the site, and say where it is. Returns the exit status."""
    site = ROOT / "site"
    try:
        build(site)
    except BuildError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write("site/index.html\nTo look at it: python3 -m http.server --directory site\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
