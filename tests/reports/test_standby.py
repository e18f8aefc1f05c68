"""The standby process of warm starts: what is left of one that was killed, and machines whose directories cannot all be used."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from provider.plugin.warm import place
from provider.plugin.warm.sweep import remove, remove_abandoned
from tests.harness.loop import PATIENCE
from tests.harness.process import PluginProcess, run_by_hand
from tests.warm.launches import Home, Way, assert_warm, ended, parent, serving

AS_ROOT = os.geteuid() == 0
NOBODY = 65534
PLACE = f"terraform-provider-twilio-warm-{os.geteuid()}"
FILE_MODES_COUNT = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if AS_ROOT else ()
"""A command within which root, too, is held to the modes of files."""


def gone(files: set[Path]) -> bool:
    """Whether all of them go within `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    while any(each.exists() for each in files) and time.monotonic() < end:
        time.sleep(0.01)
    return not any(each.exists() for each in files)


def killed(home: Home) -> set[Path]:
    """The files that the standby process has left, killed as by the kernel when memory is short."""
    pid = home.the_standby
    files = {*home.place.iterdir()}
    os.kill(pid, signal.SIGKILL)
    assert ended(pid)
    assert {each.suffix for each in files} == {"", ".lock"}
    return files


def left_by_many(home: Home) -> set[Path]:
    """As if standby processes of many versions had been killed there."""
    home.place.mkdir(mode=0o700, exist_ok=True)
    files = set()
    for number in range(20):
        name = home.place / f"{number:024x}"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(name))
        name.with_suffix(".lock").touch(mode=0o600)
        files |= {name, name.with_suffix(".lock")}
    return files


# What a killed one left


def test_what_a_killed_process_left_goes_with_the_first_command_after_an_upgrade(warm: Home) -> None:
    left = killed(warm)
    upgraded = warm.environment(OPENSSL_CONF="/dev/null")  # which meets under another name, as another version does
    with warm.launched(environment=upgraded) as plugin:
        assert_warm(plugin)
        assert gone(left)


def test_what_a_killed_process_left_goes_even_where_warm_starts_are_off_by_now(warm: Home) -> None:
    left = killed(warm)
    with warm.launched(environment=warm.environment(TWILIO_PROVIDER_WARM_START="off")):
        assert gone({*left, warm.place})


def test_stop_removes_what_a_killed_process_left(warm: Home) -> None:
    killed(warm)
    told = run_by_hand("stop", environment={"XDG_RUNTIME_DIR": str(warm.runtime), "TMPDIR": str(warm.runtime)})
    assert told.stdout == "There was no standby process.\n"
    assert not warm.place.exists()


def test_a_launch_that_was_killed_before_its_standby_process_listened_leaves_nothing(home: Home) -> None:
    home.place.mkdir(mode=0o700)
    files = {home.place / f"{'a' * 24}{suffix}" for suffix in (".lock", ".new")}
    for each in files:
        each.touch(mode=0o600)
    with home.launched():
        assert gone(files)


def test_files_that_are_not_a_standby_process_s_stay(home: Home) -> None:
    home.place.mkdir(mode=0o700)
    files = {home.place / name for name in ("notes", "notes.lock", "a" * 23 + ".lock", "A" * 24 + ".lock")}
    for each in files:
        each.touch()
    remove_abandoned("twilio", {b"XDG_RUNTIME_DIR": os.fsencode(home.runtime)})
    assert {*home.place.iterdir()} == files


def test_the_directory_of_another_user_is_not_swept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    left = left_by_many(home)
    home.place.chmod(0o750)  # then others may be in it
    remove_abandoned("twilio", {b"XDG_RUNTIME_DIR": os.fsencode(home.runtime)})
    assert {*home.place.iterdir()} == left


def test_twenty_launches_at_once_remove_what_many_left_and_keep_what_stands_by(warm: Home) -> None:
    standing_by = {*warm.place.iterdir()}
    left = left_by_many(warm)

    def launch(number: int) -> int:
        with warm.launched(environment=warm.environment(NUMBER=str(number))) as plugin, plugin.client() as client:
            assert client.schema().resource_schemas
            return parent(serving(plugin))

    process = warm.the_standby
    cold = {os.getpid()} if warm.way is Way.SPAWN else set()  # twenty workers may take longer to load than a launch waits
    with ThreadPoolExecutor(20) as pool:
        assert {*pool.map(launch, range(20))} - cold == {process}
    assert gone(left)
    assert {*warm.place.iterdir()} == standing_by


def test_launches_are_served_while_standby_processes_are_killed_and_swept(warm: Home) -> None:
    def launch(number: int) -> int:
        with warm.launched(environment=warm.environment(NUMBER=str(number))) as plugin, plugin.client() as client:
            return len(client.schema().resource_schemas)

    is_over = threading.Event()

    def kill() -> None:
        while not is_over.is_set():
            for each in warm.standbys:
                os.kill(each, signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        with ThreadPoolExecutor(10) as pool:
            assert all(pool.map(launch, range(20)))
    finally:
        is_over.set()
        killing.join()
    with warm.launched() as plugin:
        assert gone({each for each in warm.place.iterdir() if each.suffix == ".new"})
        assert_warm(plugin)
    assert len(warm.standbys) == len(warm.sockets) == 1


def test_a_name_is_never_removed_from_under_who_holds_it(runtime: Path) -> None:
    """Launchers and sweepers by the thousand, all at one name, with nothing but the lock between them."""
    environment = {b"XDG_RUNTIME_DIR": os.fsencode(runtime)}
    name, is_over = "a" * 24, threading.Event()

    def sweep() -> None:
        while not is_over.is_set():
            remove_abandoned("twilio", environment)

    def hold(_: int) -> int:
        try:
            directory = place.made(os.fsencode(runtime / PLACE))
        except FileNotFoundError:  # it was removed between the two steps, as empty
            return 0
        try:
            lock = place.locked(directory, name)
            if lock is None:
                return 0
            socket_file = runtime / PLACE / name
            socket_file.touch()
            for _ in range(20):
                os.stat(f"{name}.lock", dir_fd=directory)
                assert socket_file.exists()
            remove(directory, name)
            os.close(lock)
            return 1
        finally:
            os.close(directory)

    with ThreadPoolExecutor(6) as pool:
        sweepers = [pool.submit(sweep) for _ in range(3)]
        try:
            assert sum(pool.map(hold, range(1000))) > 0
        finally:
            is_over.set()
    for each in sweepers:
        each.result()


def test_one_whose_files_somebody_removed_leaves_its_successor_alone(home: Home) -> None:
    for_long = home.environment(TWILIO_PROVIDER_WARM_START_SECONDS="600")
    with home.launched(environment=for_long):
        first = home.the_standby
        os.kill(first, signal.SIGSTOP)  # so that it notices only when there is another
        for each in home.place.iterdir():
            each.unlink()
        with home.launched(environment=for_long) as plugin:
            second = parent(serving(plugin))
        files = {*home.place.iterdir()}
        os.kill(first, signal.SIGCONT)
        assert ended(first)
    assert home.the_standby == second != first
    assert {*home.place.iterdir()} == files


# Directories that cannot be used


def read_only(runtime: Path) -> list[str]:
    return mounted(f"mount -t tmpfs -o ro none {runtime}")


def full(files: int) -> Callable[[Path], list[str]]:
    """Room for nothing, for the directory alone, and for the lock as well."""
    return lambda runtime: mounted(f"mount -t tmpfs -o nr_inodes={files} none {runtime}")


def mounted(mount: str) -> list[str]:
    return ["unshare", "--mount", *([] if AS_ROOT else ["--map-current-user"]), "sh", "-c", f'{mount} && exec "$0"']


def not_writable(runtime: Path) -> list[str]:
    runtime.chmod(0o500)
    return [*FILE_MODES_COUNT]


def not_to_be_entered(runtime: Path) -> list[str]:
    runtime.chmod(0o000)
    return [*FILE_MODES_COUNT]


def a_file(runtime: Path) -> list[str]:
    runtime.rmdir()
    runtime.touch()
    return []


def not_there(runtime: Path) -> list[str]:
    runtime.rmdir()
    return []


def a_link_to_nowhere(runtime: Path) -> list[str]:
    runtime.rmdir()
    runtime.symlink_to(runtime.parent / "nowhere")
    return []


def a_link_in_its_place(runtime: Path) -> list[str]:
    (runtime / PLACE).symlink_to(runtime)
    return []


def open_to_others(runtime: Path) -> list[str]:
    (runtime / PLACE).mkdir()
    (runtime / PLACE).chmod(0o755)
    return []


def another_user_s(runtime: Path) -> list[str]:
    (runtime / PLACE).mkdir(mode=0o700)
    os.chown(runtime / PLACE, NOBODY, NOBODY)
    return []


UNUSABLE = {
    "read-only": read_only,
    "full": full(1),
    "full but for the directory": full(2),
    "full but for the lock": full(3),
    "not writable": not_writable,
    "not to be entered": not_to_be_entered,
    "a file": a_file,
    "not there": not_there,
    "a link to nowhere": a_link_to_nowhere,
    "a link in our directory's place": a_link_in_its_place,
    "our directory open to others": open_to_others,
} | ({"our directory another user's": another_user_s} if AS_ROOT else {})


@pytest.fixture
def other() -> Iterator[Path]:
    """A directory for XDG_RUNTIME_DIR beside the one of `home`, which is TMPDIR then."""
    with tempfile.TemporaryDirectory(prefix="other-") as folder:
        yield Path(folder) / "runtime"


@contextmanager
def served(home: Home, within: list[str], **environment: str) -> Iterator[PluginProcess]:
    with home.launched(environment=home.environment(**environment), within=within) as plugin, plugin.client() as client:
        assert client.schema().resource_schemas
        yield plugin


@pytest.mark.parametrize("why", UNUSABLE)
def test_where_the_runtime_directory_cannot_be_used_the_temporary_one_is(home: Home, other: Path, why: str) -> None:
    other.mkdir(mode=0o700)
    within = UNUSABLE[why](other)
    with served(home, within, XDG_RUNTIME_DIR=str(other)) as plugin:
        assert_warm(plugin)
        assert home.sockets
    if other.is_dir():
        other.chmod(0o700)


@pytest.mark.parametrize("options", ["noexec,nosuid,nodev", "size=4k"])
def test_a_runtime_directory_that_runs_nothing_or_holds_next_to_nothing_is_used(home: Home, other: Path, options: str) -> None:
    other.mkdir(mode=0o700)
    enter = mounted(f"mount -t tmpfs -o {options} none {other}")
    with served(home, enter, XDG_RUNTIME_DIR=str(other)) as plugin:
        assert_warm(plugin)
        assert not home.place.exists()
        assert (Path(f"/proc/{plugin.process.pid}/root{other}") / PLACE).is_dir()
        os.kill(parent(serving(plugin)), signal.SIGTERM)


def test_a_runtime_directory_whose_path_is_longer_than_a_socket_s_may_be_is_used(home: Home, other: Path) -> None:
    long = other / ("ä" * 60) / ("b" * 100)
    long.mkdir(parents=True, mode=0o700)
    with served(home, [], XDG_RUNTIME_DIR=str(long)) as plugin:
        assert_warm(plugin)
        assert (long / PLACE).is_dir()
        process = parent(serving(plugin))
        os.kill(process, signal.SIGTERM)
        assert ended(process)


def test_a_runtime_directory_that_each_folder_has_another_one_of_is_not_used(home: Home) -> None:
    (home.directory / "runtime").mkdir()
    with served(home, [], XDG_RUNTIME_DIR="runtime") as plugin:
        assert_warm(plugin)
        assert home.sockets


@pytest.mark.parametrize("temporary", ["/nowhere", "", "not-absolute", "/dev/null"])
def test_where_the_temporary_directory_is_none_the_usual_one_is_used(home: Home, temporary: str) -> None:
    apart_from_others_there = str(home.directory)
    with served(home, [], XDG_RUNTIME_DIR="", TMPDIR=temporary, LD_LIBRARY_PATH=apart_from_others_there) as plugin:
        assert_warm(plugin)
        process = parent(serving(plugin))
        assert str(Path("/tmp") / PLACE) in {str(each.readlink()) for each in Path(f"/proc/{process}/fd").iterdir()}
        os.kill(process, signal.SIGTERM)
        assert ended(process)


def test_where_none_can_be_used_the_log_says_why_of_each(home: Home, other: Path) -> None:
    a_link_in_its_place(home.runtime)
    with served(home, [], XDG_RUNTIME_DIR="/dev/null") as plugin:
        assert serving(plugin) == plugin.process.pid
        assert f"/dev/null: Not a directory; {home.runtime}: Not a directory" in plugin.log


def hardened(writable: Path | None) -> list[str]:
    """As in a container whose root is read-only, without capabilities or a home: one directory can be written, or none."""
    mounts = f"mount --bind {writable} {writable} && " if writable else ""
    mounts += "{ mount -o remount,bind,ro /tmp; mount -o remount,bind,ro /var/tmp; } 2>/dev/null; mount -o remount,bind,ro /"
    *enter, script = mounted(f"{mounts} && unset HOME USER LOGNAME")
    return [*enter, script.replace("exec", "exec setpriv --no-new-privs --bounding-set=-all")]


@pytest.mark.parametrize("variable", ["XDG_RUNTIME_DIR", "TMPDIR"])
def test_a_hardened_container_with_one_directory_to_write_to_starts_warm(home: Home, other: Path, variable: str) -> None:
    other.mkdir(mode=0o700)
    with served(home, hardened(other), **{variable: str(other)}) as plugin:
        assert_warm(plugin)
        assert plugin.directory.parent == other
        os.kill(parent(serving(plugin)), signal.SIGTERM)


def test_where_nothing_can_be_written_the_engine_is_told_what_to_do(home: Home) -> None:
    refused = run_by_hand(command=[*hardened(None), str(home.launcher)], environment=home.environment(TF_LOG="INFO"))
    assert refused.stdout.startswith("This provider has no directory for the socket at which it is reached (")
    assert f"{home.runtime}: Read-only file system" in refused.stdout
    assert "Set TMPDIR to one that can be written" in refused.stdout
    assert (refused.stderr, refused.returncode) == ("", 1)
