"""Measures many accounts, with a key and recording settings in each: one provider block for all, and a block for each."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from provider.fake import Account
from tools.bench import memory
from tools.bench.contender import Ours
from tools.bench.pairs import Comparison, Side, in_turns, pair, timed
from tools.bench.report import Quantity
from tools.bench.world import World

SECTION = "Accounts, a key and recording settings in each"
_TOKENS = "/2010-04-01/Accounts"
_KEY = "recordings.pem"
_RESOURCES = """
resource "twilio_credentials_public_key" "{name}" {{
{where}
  public_key = file("${{path.root}}/recordings.pem")
}}

resource "twilio_video_recording_settings" "{name}" {{
{where}
  friendly_name      = {label}
  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.{name}{index}.sid
}}
"""
_BUILT_IN = """
locals {{
  accounts = toset([for number in range({number}) : tostring(number)])
}}

resource "terraform_data" "keys" {{
  for_each = local.accounts
  input    = each.value
}}

resource "terraform_data" "settings" {{
  for_each = local.accounts
  input    = terraform_data.keys[each.value].id
}}
"""
"""As many objects with the same references, without a plugin: the engine's own time, which grows with their number squared."""


@dataclass(frozen=True)
class Sizes:
    """The numbers of accounts to measure."""

    at_latency: tuple[int, ...] = (1, 50, 200, 500)
    beside_aliases: tuple[int, ...] = (1, 20, 60)
    parallelism: tuple[int, ...] = (10, 50)
    goal: int = 150
    latency: float = 0.05


def compared(world: World, sizes: Sizes, rounds: int) -> Iterator[Comparison | Quantity]:
    """Measure one provider block for all accounts, alone and against one block for each account."""
    accounts = _subaccounts(world, max(*sizes.beside_aliases, 3 * sizes.goal + 1))
    yield from _goals(world, accounts, sizes.goal, rounds)
    for number in sizes.beside_aliases:
        ours, aliases = _ours(world, accounts[:number]), _aliases(world, accounts[:number])
        yield in_turns(SECTION, f"{number}: plan of all", _plan(ours), _plan(aliases), rounds)
        ours.stop_standby()


def lives(world: World, sizes: Sizes) -> Iterator[Quantity]:
    """Measure every command of accounts that one provider block manages, with answers after some time."""
    accounts = _subaccounts(world, max(sizes.at_latency))
    with world.latency(sizes.latency):
        for number in sizes.at_latency:
            for parallelism in sizes.parallelism if number > 1 else sizes.parallelism[:1]:
                yield from _life(world, accounts[:number], f"-parallelism={parallelism}")


def _subaccounts(world: World, number: int) -> list[Account]:
    return [world.fake.add_subaccount(friendly_name=f"Customer {each:03}") for each in range(number)]


def _goals(world: World, accounts: list[Account], number: int, rounds: int) -> Iterator[Comparison | Quantity]:
    """Measure empty plans without latency. Each contender has accounts of its own."""
    one, many, modules, aliases = (
        make(world, accounts[first:end])
        for make, first, end in (
            (_ours, 0, 1),
            (_ours, 1, number + 1),
            (_modules, number + 1, 2 * number + 1),
            (_aliases, 2 * number + 1, 3 * number + 1),
        )
    )
    engine = world.built_in(_BUILT_IN.format(number=number))
    contenders = (one, many, modules, aliases, engine)
    for each in contenders:
        each.apply("-parallelism=50")
    for each in (many, modules):
        yield in_turns(SECTION, f"empty plan of {number} / of 1", _plan(each), _plan(one), rounds, 3.0)
    yield in_turns(SECTION, f"{number}: empty plan", _plan(many), engine.side("plan"), rounds)
    for each in (many, modules):
        pairs = [pair(_plan(each), _plan(aliases))]
        yield Comparison(SECTION, f"{number}: empty plan", each.name, aliases.name, pairs, 0.1)
    for each in (many, modules, aliases):
        peak = memory.largest_while(lambda each=each: each.run("plan"), memory.together, [one.python])  # type: ignore[misc]
        yield Quantity(SECTION, f"{number}: memory of all plugin processes, empty plan", each.name, f"{peak / 1024:.0f} MiB")
    for each in reversed(contenders):
        each.destroy("-parallelism=50")


def _life(world: World, accounts: list[Account], at: str) -> Iterator[Quantity]:
    """Count the seconds and the requests of each command, from the first plan to the destroy."""
    ours, number = _modules(world, accounts), len(accounts)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("plan", lambda: ours.run("plan", at)),
        ("apply", lambda: ours.apply(at)),
        ("empty plan", lambda: ours.run("plan", at)),
        ("update of one", lambda: ours.apply(at)),
        ("destroy", lambda: ours.destroy(at)),
    ]
    for what, action in steps:
        if what == "update of one":
            ours.write(ours.configuration.replace('"one"', f'each.value == "{accounts[0].sid}" ? "other" : "one"'))
        counted = len(world.fake.requests)
        seconds = timed(Side(ours.name, action, ours.ready))
        asked = [request.path for request in world.fake.requests[counted:]]
        tokens = sum(path.startswith(_TOKENS) for path in asked)
        each = (len(asked) - tokens) / number
        said = f"{seconds:.1f} s, {each:g} requests an account, {tokens} for tokens"
        yield Quantity(SECTION, f"{number}, answers after 50 ms, {at[1:]}: {what}", ours.name, said)


def _ours(world: World, accounts: list[Account]) -> Ours:
    where = "  for_each = local.accounts\n  account_sid = each.value"
    return _with_key(
        world.ours("warm", _local(accounts) + _RESOURCES.format(name="all", where=where, label='"one"', index="[each.value]"))
    )


def _modules(world: World, accounts: list[Account]) -> Ours:
    """Put the resources of an account into a module, so that an engine resolves a reference among one account's objects."""
    made = world.ours("warm", "", name="ours, a module an account")
    module = made.folder / "account"
    module.mkdir()
    resources = _RESOURCES.format(name="this", where="  account_sid = var.account_sid", label="var.label", index="")
    variables = 'variable "account_sid" {}\nvariable "label" {}\n'
    (module / "main.tf").write_text(made.configuration + variables + resources)
    call = 'module "accounts" {\n  source = "./account"\n  for_each = local.accounts\n  account_sid = each.value\n'
    call += '  label = "one"\n}\n'
    ours = dataclasses.replace(made, configuration=made.configuration + _local(accounts) + call)
    ours.write(ours.configuration)
    ours.run("init", "-input=false")
    return _with_key(ours)


def _local(accounts: list[Account]) -> str:
    return f"locals {{\n  accounts = toset({json.dumps([account.sid for account in accounts])})\n}}\n"


def _aliases(world: World, accounts: list[Account]) -> Ours:
    """Declare a provider block, with its own token, for each account, as providers without subaccounts need it."""
    blocks = [
        f'provider "twilio" {{\n  alias = "a{number}"\n'
        f'  account_sid = "{account.sid}"\n  auth_token = "{account.auth_token}"\n}}\n'
        + _RESOURCES.format(name=f"a{number}", where=f"  provider = twilio.a{number}", label='"one"', index="")
        for number, account in enumerate(accounts)
    ]
    return _with_key(world.ours("warm", "".join(blocks), name="an alias an account"))


def _with_key(ours: Ours) -> Ours:
    key = rsa.generate_private_key(65537, 2048).public_key()
    (ours.folder / _KEY).write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return ours


def _plan(one: Ours) -> Side:
    return Side(one.name, lambda: one.run("plan"), one.ready)
