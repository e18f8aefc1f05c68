"""What a launch gets from the standby process, and what that process has of launches: nothing."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from google.protobuf.empty_pb2 import Empty

from provider.fake import FakeTwilio
from tests.harness.loop import PATIENCE
from tests.harness.process import run_by_hand
from tests.harness.schema import Schema
from tests.harness.wire.goplugin_grpc import GRPCControllerStub
from tests.warm.launches import Home, assert_warm, ended, environment_of, links, parent, serving

ACCOUNTS = "twilio_accounts"


def test_the_first_launch_leaves_a_process_that_serves_the_next(home: Home) -> None:
    with home.launched() as first, home.launched() as second:
        assert_warm(first)
        assert_warm(second)
        assert parent(serving(first)) == parent(serving(second)) == home.the_standby


def test_a_launch_is_served_by_a_worker_which_was_made_before(warm: Home) -> None:
    workers = warm.workers()
    with warm.launched() as plugin:
        assert serving(plugin) in workers
        assert serving(plugin) not in warm.workers(), "another has taken its place"


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
    assert warm.standbys


def test_every_fork_has_a_certificate_of_its_own(warm: Home) -> None:
    with warm.launched() as first, warm.launched() as second:
        assert first.handshake.certificate != second.handshake.certificate


def test_a_fork_has_the_environment_and_folder_of_its_launch(warm: Home, tmp_path: Path) -> None:
    folder = tmp_path / "stack"
    folder.mkdir()
    sockets = warm.runtime / "s"
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


def test_the_standby_process_has_nothing_of_the_command_that_started_it(warm: Home) -> None:
    workers = warm.workers()
    process = Path(f"/proc/{warm.the_standby}")
    own = {str(warm.place), *(str(each) for each in warm.place.iterdir())}
    to_listen_and_to_hear_its_workers = ["socket"] * (1 + len(workers))
    expected = sorted(["/dev/null", *(each for each in own if not Path(each).is_socket()), *to_listen_and_to_hear_its_workers])
    assert files_once_loaded(process, expected) == expected
    assert (process / "cwd").readlink() == Path("/")
    session, terminal = (process / "stat").read_text().rpartition(") ")[2].split()[3:5]
    assert int(session) == warm.the_standby
    assert terminal == "0"
    for each in (warm.the_standby, *workers):
        assert environment_of(each) == [""]
    assert [each.name for each in (process / "task").iterdir()] == [process.name], "a thread would be lost in a fork"


def test_no_variable_of_any_command_is_in_the_memory_of_the_standby_process(home: Home) -> None:
    secrets = [f"{word}-that-nothing-else-says-{os.getpid()}" for word in ("first", "second")]
    for secret in secrets:
        with home.launched(environment=home.environment(TWILIO_AUTH_TOKEN=secret, SOME_VARIABLE=f"x{secret}")) as plugin:
            assert_warm(plugin)
            assert secret.encode() in memory(serving(plugin)), "what is looked for would be found"
    for pid in (home.the_standby, *home.workers()):
        held = memory(pid)
        for word in (*secrets, "PLUGIN_CLIENT_CERT=", "SOME_VARIABLE", str(home.directory)):
            assert word.encode() not in held


def test_no_token_of_a_subaccount_is_in_the_memory_of_the_standby_process(home: Home) -> None:
    with FakeTwilio() as twilio, home.launched() as plugin, plugin.client() as client:
        assert_warm(plugin)
        token = twilio.add_subaccount().auth_token
        schema = client.schema()
        login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
        client.configure(Schema.of(schema.provider).config(login)).without_errors()
        client.read_data(ACCOUNTS, Schema.of(schema.data_source_schemas[ACCOUNTS]).config({})).without_errors()
        assert token.encode() in memory(serving(plugin)), "what is looked for would be found"
        for pid in (home.the_standby, *home.workers()):
            assert token.encode() not in memory(pid)


def test_less_than_forty_mebibytes_stand_by_for_each_worker(warm: Home) -> None:
    """Memory that is written to, what forks share counted once. What is in files is the system's cache."""
    workers = warm.workers()
    for each in workers:
        wait_until_ready(each)
    pids = (warm.the_standby, *workers)
    assert 10 < sum(mebibytes(pid, "Pss_Anon") for pid in pids) / len(workers) < 40
    assert all(mebibytes(pid, "Anonymous") < 40 for pid in pids)


def wait_until_ready(worker: int) -> None:
    """Until it sleeps: it has made all that a launch needs, and waits for one."""
    end, asleep = time.monotonic() + PATIENCE, 0
    while asleep < 3:
        assert time.monotonic() < end
        time.sleep(0.01)
        asleep = asleep + 1 if _status(worker)["State"].startswith("S") else 0


def mebibytes(pid: int, kind: str) -> float:
    lines = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return int(lines[kind].split()[0]) / 1024


def test_fifty_launches_at_once_leave_one_standby_process(home: Home) -> None:
    def launch(number: int) -> tuple[int, int]:
        with home.launched(environment=home.environment(NUMBER=str(number))) as plugin, plugin.client() as client:
            assert client.schema().resource_schemas
            return serving(plugin), len(home.standbys)

    with ThreadPoolExecutor(50) as pool:
        seen = list(pool.map(launch, range(50)))
    assert len({pid for pid, _ in seen}) == 50
    assert max(standbys for _, standbys in seen) == 1
    assert len(home.standbys) == 1
    assert len(home.workers()) == home.way.workers


def test_two_homes_are_each_served_their_own_environment(warm: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", warm.loop, warm.certificate, warm.runtime, warm.launcher, warm.way)
    other.directory.mkdir()
    for home in (warm, other):
        with home.launched() as plugin:
            assert_warm(plugin)
            assert str(home.directory).encode() in memory(serving(plugin))
    assert len(warm.standbys) == 1


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
