"""The process that an engine starts: handshake, listening, serving, and a prompt end."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import os
import signal
import ssl
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..framework.plan_notes import PlanNotes
from ..framework.provider import Provider
from ..framework.server import ProviderServer
from . import companions
from .connections import PluginServer
from .directory import NoDirectory, private_directory, sweep
from .plan_files import PlanFiles
from .service import ProviderService
from .threads import DaemonThreads
from .tls import MutualTls

PROTOCOL_VERSION = 6
_CORE_VERSION = 1
_THREADS = 256
"""Made as they are needed. As many operations as engines are told to run at once (`-parallelism`), or the rest would wait."""
_GRACE_SECONDS = 1.2
"""How long calls have to answer when the process is to end: engines kill after two seconds."""
_SWEEP_SECONDS = 0.3
ORPHAN_CHECK_SECONDS = 5.0

log = logging.getLogger(__package__)


@dataclass(frozen=True)
class Endpoint:
    """Where the service listens: a Unix socket's path, or `127.0.0.1:PORT` on Windows."""

    network: str
    address: str


@dataclass(frozen=True)
class Prepared:
    """What serving needs, whoever the engine is. A process that waits for one makes it beforehand."""

    tls: MutualTls
    loop: asyncio.AbstractEventLoop
    """Left open at the end, which is the process's too."""


class Engine(Protocol):
    """Whoever is served, as seen from here."""

    @property
    def pid(self) -> int: ...

    async def gone(self) -> None:
        """Returns when it has gone, and this process is to end."""


@dataclass(frozen=True)
class _Parent:
    """The engine as the process that started this one, and how often to look whether it is still there."""

    pid: int
    check_seconds: float

    async def gone(self) -> None:
        while os.getppid() == self.pid:
            await asyncio.sleep(self.check_seconds)
        log.warning("the engine is gone; ending")


def serve(
    provider: Provider[Any],
    environment: Mapping[str, str],
    engine: Engine | None = None,
    prepared: Prepared | None = None,
    *,
    orphan_check_seconds: float = ORPHAN_CHECK_SECONDS,
) -> int:
    """Serve an engine, by default the parent, until it ends the session, or is gone. Returns the exit status."""
    engine = engine or _Parent(os.getppid(), orphan_check_seconds)  # asked at once, so that its end is noticed from here on
    versions = environment.get("PLUGIN_PROTOCOL_VERSIONS", str(PROTOCOL_VERSION)).split(",")
    if str(PROTOCOL_VERSION) not in versions:
        # Engines show an unexpected first line to the user, and nothing of stderr.
        _print_line(
            f"This provider speaks plugin protocol {PROTOCOL_VERSION}; this engine offers {', '.join(versions)}. "
            "It needs Terraform 1.0 or newer, or OpenTofu."
        )
        return 1
    tls = None
    if certificate := environment.get("PLUGIN_CLIENT_CERT"):
        tls = prepared.tls if prepared else MutualTls.of_server()
        try:
            tls.trust(certificate)
        except ValueError:
            _print_line("This provider cannot serve this engine: PLUGIN_CLIENT_CERT does not hold a PEM certificate.")
            return 1
    run = prepared.loop.run_until_complete if prepared else asyncio.run
    try:
        with private_directory(environment) as directory, contextlib.closing(PlanFiles(engine.pid, environment)) as notes:
            run(_serve_engine(provider, tls, directory, engine, notes))
    except NoDirectory as problem:
        _print_line(str(problem))
        return 1
    return 0


def serve_for_debugging(provider: Provider[Any], provider_address: str) -> int:
    """Serve without an engine, and print the `TF_REATTACH_PROVIDERS` line that makes an engine use this process."""
    try:
        with private_directory(os.environ) as directory:
            asyncio.run(_serve_person(provider, provider_address, directory))
    except NoDirectory as problem:
        _print_line(str(problem))
        return 1
    return 0


async def _serve_engine(
    provider: Provider[Any], tls: MutualTls | None, directory: Path, engine: Engine, plan_notes: PlanNotes
) -> None:
    shutdown = asyncio.Event()
    loop = asyncio.get_running_loop()
    _on_signals(loop, shutdown, ignored=[signal.SIGINT], ending=[signal.SIGTERM])
    async with listening(provider, directory, shutdown, tls.context if tls else None, plan_notes) as address:
        certificate = base64.b64encode(tls.certificate).decode().rstrip("=") if tls else ""
        _print_line(f"{_CORE_VERSION}|{PROTOCOL_VERSION}|{address.network}|{address.address}|grpc|{certificate}")
        sys.stdout = sys.stderr  # whatever is printed from here on must not reach the engine's parser
        watch = asyncio.create_task(_end_without(engine, shutdown))
        with _sweeping(directory.parent):  # not before the handshake, for which the engine waits
            await shutdown.wait()
        watch.cancel()


async def _serve_person(provider: Provider[Any], provider_address: str, directory: Path) -> None:
    shutdown = asyncio.Event()
    _on_signals(asyncio.get_running_loop(), shutdown, ignored=[], ending=[signal.SIGINT, signal.SIGTERM])
    async with listening(provider, directory, shutdown, None) as address:
        reattach = {
            provider_address: {
                "Protocol": "grpc",
                "ProtocolVersion": PROTOCOL_VERSION,
                "Pid": os.getpid(),
                "Test": True,
                "Addr": {"Network": address.network, "String": address.address},
            }
        }
        _print_line(f"TF_REATTACH_PROVIDERS='{json.dumps(reattach)}'")
        with _sweeping(directory.parent):
            await shutdown.wait()


@contextlib.asynccontextmanager
async def listening(
    provider: Provider[Any],
    directory: Path,
    shutdown: asyncio.Event,
    tls: ssl.SSLContext | None,
    plan_notes: PlanNotes | None = None,
) -> AsyncIterator[Endpoint]:
    """The service, listening until the block is left. Operations still running end as on `StopProvider`, and may say how."""
    server = ProviderServer(provider, plan_notes)
    threads = DaemonThreads(_THREADS, "rpc")
    grpc = PluginServer(
        [
            ProviderService(server, threads),
            companions.Controller(shutdown),
            companions.Stdio(shutdown),
            companions.Broker(shutdown),
            companions.Health(),
        ]
    )
    if hasattr(asyncio, "open_unix_connection"):
        path = directory / "plugin.sock"
        await grpc.start(path=str(path), ssl=tls)
        address = Endpoint("unix", str(path))
    else:
        await grpc.start("127.0.0.1", 0, ssl=tls)
        address = Endpoint("tcp", f"127.0.0.1:{grpc.port}")
    try:
        yield address
    finally:
        server.stop()
        shutdown.set()
        await grpc.end(_GRACE_SECONDS)
        threads.shutdown()
        server.close()


@contextlib.contextmanager
def _sweeping(parent: Path) -> Iterator[None]:
    """Meanwhile, in a thread, what killed processes left is removed."""
    sweeper = threading.Thread(target=_sweep, args=(parent,), name="sweep", daemon=True)
    sweeper.start()
    yield
    sweeper.join(_SWEEP_SECONDS)


def _sweep(parent: Path) -> None:
    sweep(parent)
    if sys.platform == "linux":
        from .warm.sweep import remove_abandoned  # noqa: PLC0415  # Windows lacks what it needs

        remove_abandoned(os.environb)


def _on_signals(
    loop: asyncio.AbstractEventLoop, shutdown: asyncio.Event, *, ignored: list[signal.Signals], ending: list[signal.Signals]
) -> None:
    # Ctrl-C reaches the whole process group; the engine decides what it means and says so through StopProvider.
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    for number in ending:
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, shutdown.set)


async def _end_without(engine: Engine, shutdown: asyncio.Event) -> None:
    """An engine that was killed ends nothing; without it this process would stay for ever."""
    await engine.gone()
    shutdown.set()


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
