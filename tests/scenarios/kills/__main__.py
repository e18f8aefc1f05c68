"""`python -m tests.scenarios.kills`: each signal at each request of an apply and of a destroy, with real engines. Takes long."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.e2e import engine_choice
from tests.e2e.account import ACCOUNT
from tests.harness.warm import HANDED_ON, in_a_directory_of_its_own
from tests.scenarios.kills.account import SUBACCOUNT
from tests.scenarios.kills.moments import Signal
from tests.scenarios.kills.tables import Table
from tests.scenarios.kills.with_engines import COMMANDS, Ground
from tools.engines import UnobtainableError

ACCOUNTS = {"own": ACCOUNT, "subaccount": SUBACCOUNT}


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each case and the counts of each engine; 1 if a case did not end as promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios.kills", description=main.__doc__)
    parser.add_argument("--engine", action="append", choices=engine_choice.ALL, help="default: each")
    parser.add_argument("--command", action="append", choices=COMMANDS, help="default: both")
    parser.add_argument("--signal", action="append", choices=[each.name for each in Signal], help="default: each")
    parser.add_argument("--account", action="append", choices=ACCOUNTS, help="default: both")
    chosen = parser.parse_args(arguments)
    signals = [Signal[name] for name in chosen.signal or Signal.__members__]
    full = [
        _run(name, account, chosen.command or list(COMMANDS), signals)
        for name in chosen.engine or engine_choice.ALL
        for account in chosen.account or ACCOUNTS
    ]
    return 0 if all(full) else 1


def _run(name: str, account: str, commands: list[str], signals: list[Signal]) -> bool:
    engine = engine_choice.obtained(name)
    if isinstance(engine, UnobtainableError):
        sys.stdout.write(f"{engine}\n")
        return False
    label = f"{engine.label}, {account}"
    table = Table(label)
    with tempfile.TemporaryDirectory(prefix="kills-") as directory:
        ground = Ground.prepare(engine, Path(directory), ACCOUNTS[account])
        for command in commands:
            for signal in signals:
                for cell in ground.cells(table, command, signal):
                    _say(f"{label}: {cell}")
    _say(table.counts)
    return table.is_full


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for variable in [each for each in os.environ if each.startswith("TWILIO_")]:
        if variable not in HANDED_ON:
            del os.environ[variable]
    with in_a_directory_of_its_own():
        sys.exit(main())
