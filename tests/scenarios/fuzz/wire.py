"""The wire under attack: generated inputs to a plugin process, which has to answer each and to live on.

    python -m tests.scenarios.fuzz.wire --inputs 100000 --seed 7

prints what was sent and what came of it, and ends with 1 at the first violation; `--first INDEX --inputs 1` repeats it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ssl
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf import message_factory
from google.protobuf.message import DecodeError
from grpclib.client import Channel
from grpclib.const import Status
from grpclib.exceptions import StreamTerminatedError
from h2.exceptions import StreamClosedError

from provider.fake import FakeTwilio
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import PluginClient
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.process import PluginProcess, started
from tests.harness.schema import Schema
from tests.scenarios.fuzz.wire_inputs import METHODS, BytesInput, CallInput, Due, Input, Inputs
from tests.scenarios.fuzz.wire_values import CANARY

AT_ONCE = 40
MOST_MEGABYTES = 250
"""That the plugin may ever have needed, of which it needs about 60 to begin with."""

_HEADERS = [(":method", "POST"), (":scheme", "https"), (":authority", "localhost"), ("te", "trailers")]


class Violation(AssertionError):
    """Something came of an input that must not. `index` repeats it with the run's seed."""

    def __init__(self, index: int, given: Input, what: str) -> None:
        super().__init__(f"input {index} ({given.kind}{f', {given.path}' if isinstance(given, CallInput) else ''}): {what}")
        self.index = index


@dataclass
class Report:
    """What was sent, and what came of it."""

    kinds: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    peak_megabytes: float | None = None

    @property
    def text(self) -> str:
        kinds = [f"  {count:7} {kind}" for kind, count in sorted(self.kinds.items())]
        told = [f"  {count:7} {summary}" for summary, count in self.told.most_common(20)]
        peak = "not known on this system" if self.peak_megabytes is None else f"{self.peak_megabytes:.0f} MB"
        total = f"{self.kinds.total()} inputs, {self.told.total()} diagnostics, {self.seconds:.1f} s, peak of the plugin {peak}"
        return "\n".join(["inputs by kind:", *kinds, "told most often:", *told, total])


@dataclass(frozen=True)
class Target:
    """A plugin under attack, and the engine that it serves meanwhile."""

    plugin: PluginProcess
    engine: PluginClient
    inputs: Inputs
    channel: Channel
    shown: dict[str, ssl.SSLContext | None]

    @classmethod
    @contextmanager
    def running(cls, loop: LoopThread, certificate: ClientCertificate, seed: int) -> Iterator[Target]:
        """A plugin that is configured for a stand-in Twilio."""
        with FakeTwilio() as twilio, started(loop, certificate) as plugin, plugin.client() as engine, plugin.client() as attacker:
            schema = engine.schema()
            login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
            quick = {"backoff_interval_in_ms": 1}  # what is not there is asked for again
            engine.configure(Schema.of(schema.provider).config({**login, **quick})).without_errors()
            trusted = plugin.handshake.certificate
            shown = {
                "no TLS": None,
                "no certificate": client_tls(trusted, None),
                "another certificate": client_tls(trusted, ClientCertificate.make()),
                "the engine's certificate": client_tls(trusted, certificate),
            }
            yield cls(plugin, engine, Inputs(schema, seed), attacker.channel, shown)

    async def send(self, index: int, given: Input, report: Report) -> None:
        report.kinds[given.kind] += 1
        if isinstance(given, BytesInput):
            await self._send_bytes(index, given)
        else:
            status, answer = await self._send_call(index, given)
            report.told.update(each.summary for each in _judged(index, given, status, answer))

    async def _send_call(self, index: int, given: CallInput) -> tuple[Status, bytes]:
        try:
            return await asyncio.wait_for(exchange(self.channel, given.path, given.body), PATIENCE)
        except (TimeoutError, StreamTerminatedError, OSError) as problem:
            raise Violation(index, given, f"no answer: {type(problem).__name__}") from problem

    async def _send_bytes(self, index: int, given: BytesInput) -> None:
        heard = b""
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            tls = self.shown[given.shows]
            name = "localhost" if tls else None
            reader, writer = await asyncio.open_unix_connection(self.plugin.handshake.address, ssl=tls, server_hostname=name)
            try:
                writer.write(given.data)
                await writer.drain()
                heard = await asyncio.wait_for(reader.read(9), PATIENCE)
            finally:
                writer.transport.abort()
        if given.shows in ("no certificate", "another certificate") and heard:
            raise Violation(index, given, "a client that must be refused was answered")

    def still_serves(self, index: int, given: Input) -> None:
        """The engine's own connection, after everything else."""
        if self.plugin.process.poll() is not None:
            raise Violation(index, given, f"at the latest after this the process has ended: {self.plugin.log[-2000:]}")
        if not self.engine.call(self.engine.stub.GetMetadata, pb.GetMetadata.Request()).resources:
            raise Violation(index, given, "at the latest after this the engine is not served any more")


def run(loop: LoopThread, certificate: ClientCertificate, *, seed: int, count: int, first: int = 0) -> Report:
    """Send inputs `first` to `first + count`. Raises `Violation`."""
    report, begin = Report(), time.monotonic()
    with Target.running(loop, certificate, seed) as target:
        try:
            for start in range(first, first + count, AT_ONCE):
                batch = [(index, target.inputs[index]) for index in range(start, min(start + AT_ONCE, first + count))]
                loop.run(_all(target, batch, report))
                target.still_serves(*batch[-1])
            report.peak_megabytes = _peak(target.plugin.process.pid)
            _check_whole(batch[-1], target.plugin.log, report.peak_megabytes)
        except Violation as violation:
            violation.add_note(f"the end of the plugin's log:\n{target.plugin.log[-3000:]}")
            raise
    report.seconds = time.monotonic() - begin
    return report


async def _all(target: Target, batch: Sequence[tuple[int, Input]], report: Report) -> None:
    await asyncio.gather(*(target.send(index, given, report) for index, given in batch))


async def exchange(channel: Channel, path: str, body: bytes) -> tuple[Status, bytes]:
    """One call whose stream holds just these bytes: its status, and the first message of the answer."""
    protocol = await channel.__connect__()
    stream = protocol.processor.connection.create_stream()
    headers = [*_HEADERS, (":path", f"/{path}"), ("content-type", "application/grpc+proto")]
    release = await stream.send_request(headers, end_stream=not body, _processor=protocol.processor)
    try:
        if body:
            await _send_body(stream, body)
        answered = dict(await stream.recv_headers())
        answer = b""
        if "grpc-status" not in answered:
            prefix = await stream.recv_data(5)
            answer = await stream.recv_data(int.from_bytes(prefix[1:], "big")) if prefix else b""
            answered = dict(await stream.recv_trailers())
        return Status(int(answered["grpc-status"])), answer
    finally:
        release()


async def _send_body(stream: Any, body: bytes) -> None:
    sending = asyncio.ensure_future(stream.send_data(body, end_stream=True))
    answered = asyncio.ensure_future(stream.recv_headers())
    try:  # what is too large is refused before it has arrived
        await asyncio.wait([sending, answered], return_when=asyncio.FIRST_COMPLETED)
        if not sending.done():
            sending.cancel()
        elif not isinstance(sending.exception(), StreamClosedError):
            sending.result()
    finally:
        answered.cancel()


def _judged(index: int, given: CallInput, status: Status, answer: bytes) -> list[Any]:
    """The diagnostics in an answer. Raises `Violation`."""
    if given.due is Due.INVALID:
        if status is not Status.INVALID_ARGUMENT:
            raise Violation(index, given, f"the status is {status}")
        return []
    if status is not Status.OK:
        raise Violation(index, given, f"the status is {status}")
    try:
        message: Any = message_factory.GetMessageClass(METHODS[given.path.rpartition("/")[2]].output_type).FromString(answer)
    except DecodeError:
        raise Violation(index, given, "the answer is none of this method") from None
    told = _diagnostics(message)
    text = "\n".join(f"{each.summary}: {each.detail}" for each in told)
    if "Internal error" in text:
        raise Violation(index, given, text)
    if given.due is Due.ERROR and all(each.severity != pb.Diagnostic.ERROR for each in told):
        raise Violation(index, given, "no error was told")
    if given.due is Due.WORD and not told:
        raise Violation(index, given, "nothing was told")
    if given.discreet and CANARY in text:
        raise Violation(index, given, f"a value was told: {text}")
    if any(not each.detail for each in told):
        raise Violation(index, given, f"no cause and no remedy: {text}")
    return told


def _diagnostics(answer: Any) -> list[Any]:
    if isinstance(answer, pb.StopProvider.Response):
        return []
    if isinstance(answer, pb.CallFunction.Response):
        text = answer.error.text
        return [pb.Diagnostic(severity=pb.Diagnostic.ERROR, summary="(of a function)", detail=text)] if text else []
    if isinstance(answer, pb.ListResource.Event):
        return list(answer.diagnostic)
    return list(answer.completed.diagnostics if isinstance(answer, pb.InvokeAction.Event) else answer.diagnostics)


def _check_whole(last: tuple[int, Input], log: str, peak: float | None) -> None:
    """What can only be seen at the end of a run."""
    for wrong in (CANARY, "Traceback", "unexpected", "Application error", "Server error", "Fatal error"):
        if wrong in log:
            line = next(line for line in log.splitlines() if wrong in line)
            raise Violation(*last, f"at the latest after this {wrong!r} is in the log: {line[:2000]}")
    if peak is not None and peak > MOST_MEGABYTES:
        raise Violation(*last, f"at the latest after this the plugin has needed {peak:.0f} MB")


def _peak(process: int) -> float | None:
    """The most memory that a process had, in MB; None where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.scenarios.fuzz.wire", description="Generated inputs to a plugin process."
    )
    parser.add_argument("--inputs", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, metavar="INDEX", help="where to begin (default: 0)")
    options = parser.parse_args(arguments)
    with LoopThread() as loop:
        try:
            report = run(loop, ClientCertificate.make(), seed=options.seed, count=options.inputs, first=options.first)
        except Violation as violation:
            again = f"python -m tests.scenarios.fuzz.wire --seed {options.seed} --first {violation.index} --inputs 1"
            sys.stderr.write("\n".join([*violation.__notes__, str(violation), f"repeat: {again}", ""]))
            return 1
    sys.stdout.write(f"seed {options.seed}\n{report.text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
