"""Which engines a test runs with. Ids are fixed when tests are collected; the binaries are obtained when they are needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from tools.engines import Engine, Features, Product, Settings, UnobtainableError
from tools.engines.obtain import obtain_newest_terraform, obtain_oldest_terraform, obtain_opentofu, obtain_terraform

TERRAFORM = "terraform-1.11"
NEWEST_TERRAFORM = "terraform-1.16"
OPENTOFU = "opentofu-1.12"
OLDEST_TERRAFORM = "terraform-1.0"

_ABSENT = "NOT TESTED, for an engine cannot be had. "


@dataclass(frozen=True)
class Wanted:
    """How an engine is obtained, and what every version of it that can be obtained has."""

    obtain: Callable[[Settings], Engine]
    features: Features


WANTED = {
    TERRAFORM: Wanted(obtain_terraform, Features.of(Product.TERRAFORM, (1, 11, 0))),
    NEWEST_TERRAFORM: Wanted(obtain_newest_terraform, Features.of(Product.TERRAFORM, (1, 16, 0))),
    OPENTOFU: Wanted(obtain_opentofu, Features.of(Product.OPENTOFU, (1, 12, 0))),
    OLDEST_TERRAFORM: Wanted(obtain_oldest_terraform, Features.of(Product.TERRAFORM, (1, 0, 0))),
}

ALL = tuple(WANTED)

CURRENT = (TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
"""What people use now, the newest Terraform included."""

ANY = TERRAFORM
"""The engine of a test of what the provider alone decides. Engines differ in the calls that they make: `tests/engine` holds what
is played of each against it, and whole lives are led with every one."""

marked = True
"""Whether the test that runs has the mark `engine`; true where no test runs."""

USUAL = (TERRAFORM, OPENTOFU, OLDEST_TERRAFORM)
"""What a test runs with that does not choose. The newest Terraform runs whole lives and what only it has: the suite has to stay
quick."""


def having(feature: Callable[[Features], bool]) -> list[str]:
    """Ids of the engines that have a feature: a test of it is not collected for the others.

    They are of the usual ones, and the newest Terraform where no usual Terraform has the feature.
    """
    usual = [name for name in USUAL if feature(WANTED[name].features)]
    newest = feature(WANTED[NEWEST_TERRAFORM].features) and not feature(WANTED[TERRAFORM].features)
    return [*usual, NEWEST_TERRAFORM] if newest else usual


def engines(*names: str) -> pytest.MarkDecorator:
    """Run a test with these engines and no others."""
    return pytest.mark.parametrize("engine", names, indirect=True)


@cache
def obtained(name: str) -> Engine | UnobtainableError:
    """The engine, or why it cannot be had; asked once in a process."""
    try:
        return WANTED[name].obtain(Settings.of_this_process())
    except UnobtainableError as unobtainable:
        return unobtainable


def require(name: str) -> Engine:
    """The engine. One that cannot be had fails its tests where results are relied on (`CI=true`); elsewhere its tests are
    skipped, and `tell_missing` names it at the end of the run."""
    if not marked:
        pytest.fail("This test needs an engine, and is not marked with `pytest.mark.engine`, so that `make quick` runs it")
    found = obtained(name)
    if isinstance(found, Engine):
        return found
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{_ABSENT}{found}", pytrace=False)
    pytest.skip(f"{_ABSENT}{found}")


def tell_missing(reporter: pytest.TerminalReporter) -> None:
    """Name each engine whose tests were skipped, at the end of a run. Works from reports, so with workers too."""
    reasons = {
        report.longrepr[2].partition(_ABSENT)[2]
        for report in reporter.getreports("skipped")
        if isinstance(report.longrepr, tuple) and _ABSENT in report.longrepr[2]
    }
    for reason in sorted(reasons):
        reporter.write_sep("!", "an engine was NOT tested", red=True, bold=True)
        reporter.write_line(reason, red=True)
