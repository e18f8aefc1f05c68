"""What a launch gets from the process that waits, and what that process has of launches: nothing."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from google.protobuf.empty_pb2 import Empty

from tests.harness.loop import PATIENCE
from tests.harness.process import run_by_hand
from tests.harness.wire.goplugin_grpc import GRPCControllerStub
from tests.warm.launches import Home, assert_warm, ended, links, parent, serving


def test_the_first_launch_leaves_a_process_that_serves_the_next(home: Home) -> None:
    with home.launched() as first, home.launched() as second:
        assert_warm(first)
        assert_warm(second)
        assert parent(serving(first)) == parent(serving(second)) == home.the_waiting


def test_a_launch_is_served_by_the_spare_which_was_forked_before(warm: Home) -> None:
    spare = warm.spare
    with warm.launched() as plugin:
        assert serving(plugin) == spare
        assert warm.spare != spare, "the next one"


def test_a_fork_serves_as_any_plugin_does(warm: Home) -> None:
    with warm.launched() as plugin, plugin.client() as client:
        assert_warm(plugin)
        assert client.schema().resource_schemas


def test_the_launcher_ends_as_its_fork_does(warm: Home) -> None:
    with warm.launched() as plugin:
        fork = serving(plugin)
        with plugin.client() as client:
            client.call(GRPCControllerStub(client.channel).Shutdown, Empty())
        assert plugin.ended() == 0
        assert ended(fork)
        assert not plugin.directory.exists()


def test_what_the_fork_says_when_it_refuses_goes_through_the_launcher_with_its_status(warm: Home) -> None:
    refused = run_by_hand(command=[str(warm.launcher)], environment=warm.environment(PLUGIN_PROTOCOL_VERSIONS="5"))
    assert "This provider speaks plugin protocol 6" in refused.stdout
    assert refused.returncode == 1
    assert warm.waiting


def test_every_fork_has_a_certificate_of_its_own(warm: Home) -> None:
    with warm.launched() as first, warm.launched() as second:
        assert first.handshake.certificate != second.handshake.certificate


def test_a_fork_has_the_environment_and_folder_of_its_launch(warm: Home, tmp_path: Path) -> None:
    folder = tmp_path / "stack"
    folder.mkdir()
    sockets = tmp_path.parent / "s"
    sockets.mkdir()
    environment = warm.environment(PLUGIN_UNIX_SOCKET_DIR=str(sockets), TF_LOG="ERROR")
    with warm.launched(environment=environment, cwd=folder) as plugin:
        fork = serving(plugin)
        assert plugin.directory.parent == sockets
        assert Path(f"/proc/{fork}/cwd").readlink() == folder
        assert plugin.log == ""


def test_a_fork_has_the_umask_and_the_signal_mask_of_its_launch(warm: Home) -> None:
    old_umask, old_mask = os.umask(0o027), signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    try:
        with warm.launched() as plugin:
            status = _status(serving(plugin))
    finally:
        os.umask(old_umask)
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)
    assert int(status["Umask"], 8) == 0o027
    assert int(status["SigBlk"], 16) == 1 << (signal.SIGUSR2 - 1)


def files_once_loaded(process: Path, expected: list[str]) -> list[str]:
    """What a process has open. While it loads, that is a module's file now and then, and while it forks, one socket more."""
    end = time.monotonic() + PATIENCE
    while (found := sorted(each.partition(":")[0] for each in set(links(process / "fd")))) != expected and time.monotonic() < end:
        time.sleep(0.01)
    return found


def test_what_waits_has_nothing_of_the_command_that_started_it(warm: Home) -> None:
    _ = warm.spare
    process = Path(f"/proc/{warm.the_waiting}")
    own = {str(warm.place), *(str(each) for each in warm.place.iterdir())}
    to_listen_and_to_hear_its_spare = ["socket", "socket"]
    expected = sorted(["/dev/null", *(each for each in own if not Path(each).is_socket()), *to_listen_and_to_hear_its_spare])
    assert files_once_loaded(process, expected) == expected
    assert (process / "cwd").readlink() == Path("/")
    session, terminal = (process / "stat").read_text().rpartition(") ")[2].split()[3:5]
    assert int(session) == warm.the_waiting
    assert terminal == "0"
    assert (process / "environ").read_bytes() == b""
    assert [each.name for each in (process / "task").iterdir()] == [process.name], "a thread would be lost in a fork"


def test_no_variable_of_any_command_is_in_the_memory_of_what_waits(home: Home) -> None:
    secrets = [f"{word}-that-nothing-else-says-{os.getpid()}" for word in ("first", "second")]
    for secret in secrets:
        with home.launched(environment=home.environment(TWILIO_AUTH_TOKEN=secret, SOME_VARIABLE=f"x{secret}")) as plugin:
            assert_warm(plugin)
            assert secret.encode() in memory(serving(plugin)), "what is looked for would be found"
    held = memory(home.the_waiting)
    for word in (*secrets, "PLUGIN_CLIENT_CERT=", "SOME_VARIABLE", str(home.directory)):
        assert word.encode() not in held


def test_what_waits_needs_at_most_sixty_megabytes_with_its_spare(warm: Home) -> None:
    """The memory that they share is counted once. A spare that was just forked goes on to need more."""
    most, end = 0, time.monotonic() + 3.0
    while time.monotonic() < end:
        spare = Path(f"/proc/{warm.spare}/smaps_rollup").read_text()
        own = sum(int(line.split()[1]) for line in spare.splitlines() if line.startswith("Private_"))
        most = max(most, int(_status(warm.the_waiting)["VmRSS"].split()[0]) + own)
        time.sleep(0.1)
    assert most <= 60 * 1024


def test_fifty_launches_at_once_leave_one_waiting_process(home: Home) -> None:
    def launch(number: int) -> tuple[int, int]:
        with home.launched(environment=home.environment(NUMBER=str(number))) as plugin, plugin.client() as client:
            assert client.schema().resource_schemas
            return serving(plugin), len(home.waiting)

    with ThreadPoolExecutor(50) as pool:
        seen = list(pool.map(launch, range(50)))
    assert len({pid for pid, _ in seen}) == 50
    assert max(waiting for _, waiting in seen) == 1
    assert len(home.waiting) == 1
    assert len(home.spares()) == 1


def test_two_homes_are_each_served_their_own_environment(warm: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", warm.loop, warm.certificate, warm.runtime, warm.launcher)
    other.directory.mkdir()
    for home in (warm, other):
        with home.launched() as plugin:
            assert_warm(plugin)
            assert str(home.directory).encode() in memory(serving(plugin))
    assert len(warm.waiting) == 1


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def memory(pid: int) -> bytes:
    """All that a process holds and can be read."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as held:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if "r" in rights and "[v" not in line:
                start, end = (int(each, 16) for each in span.split("-"))
                held.seek(start)
                try:
                    parts.append(held.read(end - start))
                except OSError:
                    assert line not in Path(f"/proc/{pid}/maps").read_text(), "it was given back meanwhile, or else is unread"
    return b"".join(parts)
