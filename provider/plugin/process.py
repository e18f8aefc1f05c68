"""The process that an engine starts: handshake, listening, serving, and a prompt end."""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import logging
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from ..daemon_threads import DaemonThreads
from ..framework.plan_notes import PlanNotes
from ..framework.provider import Provider
from ..framework.server import ProviderServer
from ..record import record
from . import companions
from .directory import NoDirectory, private_directory, sweep
from .grpc.calls import Handler, handlers
from .grpc.server import GrpcServer, Shutdown
from .plan_files import PlanFiles
from .service import ProviderService
from .tls import MutualTls
from .wire import goplugin_pb2, health_pb2, tfplugin6_pb2

PROTOCOL_VERSION = 6
_CORE_VERSION = 1
_BACKLOG = 100
_ALLOCATIONS = 20_000
"""Between two collections of garbage: most of it needs no collector. It saves a plan of 300 objects 0.3 of 2.3 seconds."""
_GRACE_SECONDS = 1.2
"""How long calls may take to answer once the process is to end. Engines kill a plugin after two seconds."""
_SWEEP_SECONDS = 0.3
ORPHAN_CHECK_SECONDS = 5.0

log = logging.getLogger(__package__)


@record(frozen=True)
class Endpoint:
    """Where the service listens: a Unix socket's path, or `127.0.0.1:PORT` on Windows."""

    network: str
    address: str


class Engine(Protocol):
    """The engine that this process serves."""

    @property
    def pid(self) -> int: ...

    def wait(self, shutdown: Shutdown) -> None:
        """Returns once this process is to end: `shutdown` is asked for, the engine wants it, or is gone."""


@record(frozen=True)
class _Parent:
    """The engine where it started this process itself. `check_seconds` says how often to look whether it still runs."""

    pid: int
    check_seconds: float

    def wait(self, shutdown: Shutdown) -> None:
        while not shutdown.wait(seconds=self.check_seconds):
            if os.getppid() != self.pid:  # killed: it sends no Shutdown
                log.warning("the engine is gone; ending")
                return


def serve(
    provider: Provider[Any],
    environment: Mapping[str, str],
    engine: Engine | None = None,
    prepared: MutualTls | None = None,
    *,
    orphan_check_seconds: float = ORPHAN_CHECK_SECONDS,
) -> int:
    """Serve an engine, by default the parent process, until it ends the session or is gone. Returns the exit status.

    `prepared` is a side of TLS that was made before there was an engine to serve.
    """
    gc.set_threshold(_ALLOCATIONS)
    engine = engine or _Parent(os.getppid(), orphan_check_seconds)  # asked first, to notice its end from here on
    versions = environment.get("PLUGIN_PROTOCOL_VERSIONS", str(PROTOCOL_VERSION)).split(",")
    if str(PROTOCOL_VERSION) not in versions:
        # Engines show an unexpected first line on stdout to the user, and nothing of stderr.
        _print_line(
            f"This provider speaks plugin protocol {PROTOCOL_VERSION}; this engine offers {', '.join(versions)}. "
            "It needs Terraform 1.0 or newer, or OpenTofu."
        )
        return 1
    tls = None
    if certificate := environment.get("PLUGIN_CLIENT_CERT"):
        tls = prepared or MutualTls.of_server()
        try:
            tls.trust(certificate)
        except ValueError:
            _print_line("This provider cannot serve this engine: PLUGIN_CLIENT_CERT does not hold a PEM certificate.")
            return 1
    try:
        with (
            private_directory(provider.name, environment) as directory,
            contextlib.closing(PlanFiles(provider.name, engine.pid, environment)) as notes,
        ):
            _serve_engine(provider, tls, directory, engine, notes)
    except NoDirectory as problem:
        _print_line(str(problem))
        return 1
    return 0


def serve_for_debugging(provider: Provider[Any], provider_address: str) -> int:
    """Serve without an engine, and print the `TF_REATTACH_PROVIDERS` line that makes an engine use this process."""
    try:
        with private_directory(provider.name, os.environ) as directory:
            _serve_person(provider, provider_address, directory)
    except NoDirectory as problem:
        _print_line(str(problem))
        return 1
    return 0


def _serve_engine(provider: Provider[Any], tls: MutualTls | None, directory: Path, engine: Engine, plan_notes: PlanNotes) -> None:
    # Ctrl-C reaches the whole process group; the engine decides what it means and says so through StopProvider.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with (
        _shutdown_on(signal.SIGTERM) as shutdown,
        listening(provider, directory, shutdown, tls.context if tls else None, plan_notes) as address,
    ):
        certificate = base64.b64encode(tls.certificate).decode().rstrip("=") if tls else ""
        _print_line(f"{_CORE_VERSION}|{PROTOCOL_VERSION}|{address.network}|{address.address}|grpc|{certificate}")
        sys.stdout = sys.stderr  # whatever is printed from here on must not reach the engine's parser
        with _sweeping(provider.name, directory.parent):  # not before the handshake, for which the engine waits
            engine.wait(shutdown)


def _serve_person(provider: Provider[Any], provider_address: str, directory: Path) -> None:
    with (
        _shutdown_on(signal.SIGINT, signal.SIGTERM) as shutdown,
        listening(provider, directory, shutdown, None) as address,
    ):
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
        with _sweeping(provider.name, directory.parent):
            shutdown.wait()


@contextlib.contextmanager
def listening(
    provider: Provider[Any],
    directory: Path,
    shutdown: Shutdown,
    tls: ssl.SSLContext | None,
    plan_notes: PlanNotes | None = None,
) -> Iterator[Endpoint]:
    """Listen until the block is left. Operations that still run then end as on `StopProvider`, and may still answer."""
    server = ProviderServer(provider, plan_notes)
    threads = DaemonThreads("rpc")
    listener, address = _listener(directory)
    grpc = GrpcServer(listener, tls, _handlers(server, shutdown), threads)
    grpc.start()
    try:
        yield address
    finally:
        server.stop()
        grpc.end(_GRACE_SECONDS)
        threads.close()
        server.close()


def _listener(directory: Path) -> tuple[socket.socket, Endpoint]:
    if hasattr(socket, "AF_UNIX"):
        path = str(directory / "plugin.sock")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(_BACKLOG)
        return listener, Endpoint("unix", path)
    listener = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
    return listener, Endpoint("tcp", f"127.0.0.1:{listener.getsockname()[1]}")


def _handlers(server: ProviderServer[Any], shutdown: Shutdown) -> dict[str, Handler]:
    services = goplugin_pb2.DESCRIPTOR.services_by_name
    return {
        **handlers(tfplugin6_pb2.DESCRIPTOR.services_by_name["Provider"], ProviderService(server)),
        **handlers(services["GRPCController"], companions.Controller(shutdown)),
        **handlers(services["GRPCStdio"], companions.Stdio()),
        **handlers(services["GRPCBroker"], companions.Broker()),
        **handlers(health_pb2.DESCRIPTOR.services_by_name["Health"], companions.Health()),
    }


@contextlib.contextmanager
def _sweeping(provider: str, parent: Path) -> Iterator[None]:
    """Meanwhile a thread removes the files that killed processes left behind."""
    sweeper = threading.Thread(target=_sweep, args=(provider, parent), name="sweep", daemon=True)
    sweeper.start()
    yield
    sweeper.join(_SWEEP_SECONDS)


def _sweep(provider: str, parent: Path) -> None:
    sweep(provider, parent)
    if sys.platform != "win32":
        from .warm.sweep import remove_abandoned  # noqa: PLC0415  # Windows lacks what it needs

        remove_abandoned(provider, os.environb)


@contextlib.contextmanager
def _shutdown_on(*numbers: signal.Signals) -> Iterator[Shutdown]:
    """One that these signals ask for.

    They do so by the descriptor that Python wakes, since a system may hand a signal to a thread that is not the main one.
    """
    with contextlib.closing(Shutdown()) as shutdown:
        signal.set_wakeup_fd(shutdown.descriptor, warn_on_full_buffer=False)
        for number in numbers:
            signal.signal(number, lambda *_: None)
        yield shutdown
        signal.set_wakeup_fd(-1)


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
