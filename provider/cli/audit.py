"""`terraform-provider-twilio audit`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..address import ProviderAddress
from ._report import LibraryMissing, check_libraries, check_places, in_colours, write_report
from .decrypt import PASSWORD_VARIABLE
from .say import reason, say

if TYPE_CHECKING:
    from ..audit.live import ProgressListener
    from ..audit.policy import Policy
    from ..audit.result import AuditResult

# Other commands load nothing of an audit.
# ruff: noqa: PLC0415

HELP = "compare accounts with a policy; exit status 1 with findings, 2 if anything could not be read"

FORMATS = ("table", "json", "csv", "sarif", "html")
WORKERS = 16


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    parser.add_argument("--policy", type=Path, metavar="FILE", help="the policy, in TOML")
    parser.add_argument(
        "--account", action="append", default=[], metavar="SID", help="audit this account alone; repeat for each (default: all)"
    )
    parser.add_argument(
        "--plan", metavar="FILE", help="audit a plan (JSON, as 'terraform show -json' prints it); - for standard input"
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="form of the report (default: table)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="file to write the report to, if not standard output")
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="keep what was read in this file, and go on from it after an interruption"
    )
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="write a receipt, signed with the key of --sign")
    parser.add_argument("--sign", metavar="KEY", help="private key in PEM (Ed25519 or ECDSA); - for standard input")
    parser.add_argument("--verify", type=Path, metavar="FILE", help="check a receipt, and nothing else; needs no network")
    parser.add_argument("--public-key", type=Path, metavar="PEM", help="file with the public key that must have signed it")


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Audit, or check a receipt. Returns the exit status."""
    from ..audit.journal import JournalError
    from ..audit.live import CannotAudit
    from ..audit.policy_file import PolicyError
    from ..audit.signing import KeyUnusable
    from ..reports.engine_json import PlanUnusable

    undone = "checked" if options.verify else "audited"
    try:
        if wrong := _wrong_call(options):
            say(f"Not {undone}. {wrong}", error=True)
            return 2
        return _verify(options) if options.verify else _run(options, address)
    except (CannotAudit, JournalError, KeyUnusable, LibraryMissing, PlanUnusable, PolicyError) as problem:
        say(f"Not {undone}. {problem}", error=True)
    except OSError as problem:
        say(f"Not {undone}. {reason(problem)}", error=True)
    return 2


def _wrong_call(options: argparse.Namespace) -> str | None:
    """Say which options do not go together. None if all do."""
    if options.verify:
        return None if options.public_key else "Give the key that must have signed the receipt: --public-key PEM"
    if not options.policy:
        return "Say what to compare with: --policy FILE"
    if bool(options.receipt) != bool(options.sign):
        return "A receipt is signed: give both --receipt FILE and --sign KEY."
    if options.plan and (options.account or options.resume):
        return "A plan is audited as a whole: leave --account and --resume out."
    if options.plan == options.sign == "-":
        return "Standard input can be the plan or the key, and not both: name a file for one of them."
    return "There is no receipt to check: give --verify FILE." if options.public_key else None


def _verify(options: argparse.Namespace) -> int:
    check_libraries("receipt")
    from ..audit.receipt import ReceiptError, verified
    from ..audit.signing import public_key

    key, content = public_key(options.public_key.read_bytes()), options.verify.read_bytes()
    try:
        result = verified(content, key)
    except ReceiptError as problem:
        say(f"{options.verify} {problem}", error=True)
        return 1
    counts = ", ".join(f"{name}: {json.dumps(count)}" for name, count in result["summary"].items())
    plan = (
        f"plan_sha256: {of_plan} (a plan was audited, and not the accounts)\n" if (of_plan := result.get("plan_sha256")) else ""
    )
    say(f"{options.verify} is as it was signed.\nat: {result['at']}\npolicy_sha256: {result['policy_sha256']}\n{plan}{counts}")
    return 0


def _run(options: argparse.Namespace, address: ProviderAddress) -> int:
    from ..audit.policy_file import read_policy

    policy = read_policy(options.policy)
    check_places((options.output, options.receipt, options.resume), (options.policy, options.plan, options.sign))
    check_libraries(*(["html"] if options.format == "html" else []), *(["receipt"] if options.receipt else []))
    sign = _signer(options) if options.receipt else None
    result = _planned(options, policy, str(address)) if options.plan else _live(options, policy)
    if sign:
        options.receipt.write_bytes(sign(result.as_json()))
    _write(options, result)
    for note in result.notes:
        say(note, error=True)
    if options.resume and result.is_complete:
        options.resume.unlink(missing_ok=True)  # the next audit begins anew
    return result.exit_status


def _live(options: argparse.Namespace, policy: Policy) -> AuditResult:
    from ..audit.live import LiveAudit

    with _progress() as progress:
        return LiveAudit(policy, options.account, WORKERS, progress, options.resume).run()


def _planned(options: argparse.Namespace, policy: Policy, provider: str) -> AuditResult:
    from ..audit.plan import audit_plan

    return audit_plan(_content(options.plan), policy, provider)


def _content(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def _signer(options: argparse.Namespace) -> Callable[[dict[str, Any]], bytes]:
    """Return the function that makes a receipt. It reads the key now, since an audit takes long. Raises `KeyUnusable`."""
    from ..audit.receipt import receipt
    from ..audit.signing import private_key

    pem = _content(options.sign)
    password = os.environb.get(PASSWORD_VARIABLE.encode())
    return partial(receipt, key=private_key(pem, password))


@contextmanager
def _progress() -> Iterator[ProgressListener]:
    """A bar, if standard error is a terminal."""
    from ..audit.live import ProgressListener

    if not in_colours(sys.stderr):
        yield ProgressListener(lambda _: None, lambda: None)
        return
    from ..audit.terminal import Bar

    bar = Bar()
    try:
        yield bar.listener
    finally:
        bar.end()


def _write(options: argparse.Namespace, result: AuditResult) -> None:
    from .. import __version__
    from ..audit.report import ReportFormat, report

    if options.format == "table" and options.output is None and in_colours(sys.stdout):
        from ..audit.terminal import print_table

        print_table(result)
        return
    write_report(report(result, ReportFormat(options.format), __version__, options.policy.as_posix()), options.output)
